"""What goes wrong in a night: processes killed, disks full, files that vanish, clocks that jump, hostile documents.

Nothing here is simulated but the reading of a PDF: processes are killed by SIGKILL, disks are full.
"""

import contextlib
import functools
import gc
import json
import os
import random
import signal
import sqlite3
import time
from pathlib import Path

import pytest

import batch_world
from batch_world import HOSTILE, Run, good, small_disk
from cli_world import may_everything, put, tree
from parser import pipeline
from parser.batch import local
from parser.cli.convert import make_ready
from parser.cli.main import main

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")

MOMENTS = 60
"""At so many random moments a run is killed, or one of its processes."""


@pytest.fixture(scope="module", autouse=True)
def _ready() -> None:
    """The profiles are loaded once, and not by each run."""
    make_ready(many=True)
    gc.unfreeze()


@pytest.fixture(autouse=True)
def _world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "convert", batch_world.convert)
    monkeypatch.chdir(tmp_path)


def rows(query: str, out: str = "out") -> list[tuple[str, ...]]:
    with contextlib.closing(sqlite3.connect(f"file:{out}/.diarium/manifest.sqlite?mode=ro", uri=True)) as manifest:
        return manifest.execute(query).fetchall()


def begun(out: str = "out") -> bool:
    """Whether a run has come so far as to make its manifest."""
    try:
        return bool(rows("SELECT 1 FROM run", out))
    except sqlite3.OperationalError:
        return False


@functools.cache
def made_of(data: bytes, name: str) -> dict[str, bytes]:
    """The files that a document must become."""
    made = batch_world.convert(data, name=f"{name}.pdf")
    return {f"{name}.json": made.json, f"{name}.xml": made.xml}


def assert_consistent(versions: dict[str, set[bytes]], out: str = "out") -> int:
    """Each record is whole and of some version of its document, and what the manifest calls done is there; how many."""
    for path in Path(out).glob("*.json"):
        record = path.read_bytes()
        possible = [made_of(data, path.stem) for data in versions[path.stem]]
        assert record in [files[path.name] for files in possible], path
        assert path.with_suffix(".xml").read_bytes() in [files[f"{path.stem}.xml"] for files in possible], path
    if not begun(out):
        return 0
    done = rows("SELECT target, sha256 FROM document WHERE state = 'done'", out)
    for target, sha256 in done:
        (data,) = [one for one in versions[target] if batch_world.conversion_sha(one) == sha256]
        for name, content in made_of(data, target).items():
            held = Path(out, name).read_bytes()
            # A newer version may have been put in place just before the end, and is then not in the manifest yet.
            assert held == content or held in [made_of(one, target)[name] for one in versions[target]]
    return len(done)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
def test_killed_at_any_moment_nothing_is_lost_and_nothing_doubled(seed):
    """The run itself, or one of its processes, by `kill -9`; meanwhile documents change and are doubled."""
    chance = random.Random(seed)
    versions: dict[str, set[bytes]] = {}
    now: dict[str, bytes] = {}

    def change(name: str) -> None:
        # Few numbers, so that some documents have the same bytes.
        now[name] = good(chance.randrange(60), chance.randrange(3))
        versions.setdefault(name, set()).add(now[name])
        put(f"raw/{name}.pdf", now[name])

    for number in range(40):
        change(f"{number:02}")
    killed = {"run": 0, "worker": 0}
    for _ in range(MOMENTS // 3):
        for name in chance.sample(sorted(now), 12):
            change(name)
        run = Run("raw", "-o", "out", "--jobs", "2", "--no-inspect", "-q")
        workers: list[int] = []
        if chance.random() < 0.3:
            time.sleep(chance.uniform(0, 0.3))  # it may not have begun yet
        else:
            workers = run.workers(wait=True)
            time.sleep(chance.uniform(0, 0.15))
        if workers and chance.random() < 0.5:
            with contextlib.suppress(ProcessLookupError):
                os.kill(chance.choice(workers), signal.SIGKILL)
                killed["worker"] += 1
            assert run.wait() == 0, run.told
        else:
            run.kill()
            killed["run"] += run.wait() == -signal.SIGKILL
            assert "Traceback" not in run.told
        assert_consistent(versions)
    assert killed["run"] > 3
    assert killed["worker"] > 3
    assert Run("raw", "-o", "out", "--no-inspect", "-q").wait() == 0
    expected: dict[str, bytes] = {}
    for name, data in now.items():
        expected |= made_of(data, name)
    assert {name: Path("out", name).read_bytes() for name in tree("out")} == expected
    assert sorted(rows("SELECT name FROM document")) == [(f"raw/{name}.pdf",) for name in sorted(now)]
    assert rows("PRAGMA integrity_check") == [("ok",)]


@pytest.mark.long
def test_a_run_that_is_killed_again_and_again_comes_to_its_end(monkeypatch):
    """Each run goes on from where the last was: what is done is never done again."""
    for number in range(100):
        put(f"raw/{number:03}.pdf", good(number))
    log = Path("converted").resolve()
    convert = pipeline.convert

    def told(data: bytes, *, name: str, options: pipeline.Options | None = None) -> pipeline.Conversion:
        made = convert(data, name=name, options=options)
        with log.open("a") as file:
            file.write(f"{name}\n")
        return made

    monkeypatch.setattr(pipeline, "convert", told)
    chance = random.Random(7)
    done, runs = 0, 0
    while done < 100:
        runs += 1
        run = Run("raw", "-o", "out", "--jobs", "2", "--no-inspect", "-q")
        run.workers(wait=True)
        time.sleep(chance.uniform(0.05, 0.5))
        run.kill()
        run.wait()
        before, done = done, len(rows("SELECT 1 FROM document WHERE state = 'done'")) if begun() else 0
        assert done >= before
        assert runs < 200
    names = log.read_text().split()
    assert set(names) == {f"{number:03}.pdf" for number in range(100)}
    # What was under way when a run was killed is done again: at most a document for each process of each run.
    assert len(names) <= 100 + 2 * runs


def test_ctrl_c_keeps_what_is_finished():
    for number in range(200):
        put(f"raw/{number:03}.pdf", good(number))
    run = Run("raw", "-o", "out", "--jobs", "2", "--no-inspect")
    while len(tree("out")) < 6:
        time.sleep(0.01)
    os.killpg(run.process, signal.SIGINT)  # as a terminal does: to all
    assert run.wait() == 130
    assert run.told == "diarium: interrupted; what was finished is kept, nothing is half written\n"
    done = len(rows("SELECT 1 FROM document WHERE state = 'done'"))
    assert 1 <= done < 200
    assert Run("raw", "-o", "out", "--no-inspect", "-q").wait() == 0
    assert len(rows("SELECT 1 FROM document WHERE state = 'done'")) == 200


# -- disks


@pytest.mark.long
def test_a_disk_that_is_full_stops_the_run_and_it_goes_on_when_there_is_room(tmp_path):
    for number in range(300):
        put(f"raw/{number:03}.pdf", good(number))
    try:
        with small_disk(tmp_path / "out", "1500k"):
            run = Run("raw", "-o", "out", "--jobs", "2", "--no-inspect")
            assert run.wait() == 4
            assert "Traceback" not in run.told
            assert "full" in run.told
            assert len([line for line in run.told.splitlines() if line.startswith("diarium: ")]) < 10
            versions = {f"{number:03}": {good(number)} for number in range(300)}
            done = assert_consistent(versions)
            assert 10 < done < 300
            assert not list(Path("out/.diarium/tmp").iterdir())
            os.system("mount -o remount,size=64m out")
            assert Run("raw", "-o", "out", "--no-inspect", "-q").wait() == 0
            assert assert_consistent(versions) == 300
    except OSError as error:
        pytest.skip(str(error))


def test_a_disk_that_can_only_be_read_is_one_sentence(tmp_path, capsys):
    put("raw/a.pdf", good(1))
    try:
        with small_disk(tmp_path / "out", "1m"):
            os.system("mount -o remount,ro out")
            assert main(["convert", "raw", "-o", "out"]) == 4
    except OSError as error:
        pytest.skip(str(error))
    err = capsys.readouterr().err.splitlines()
    assert len(err) == 1
    assert "read-only" in err[0]
    assert "-o" in err[0]


@pytest.mark.skipif(may_everything(), reason="root may write everywhere")
def test_an_output_without_permission_is_one_sentence(capsys):
    put("raw/a.pdf", good(1))
    Path("out").mkdir()
    Path("out").chmod(0o500)
    assert main(["convert", "raw", "-o", "out"]) == 4
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_file_limit_of_the_user_is_told_and_the_rest_goes_on(capsys):
    """`ulimit -f`: a large record fails, small ones do not."""
    put("raw/a.pdf", good(1))
    code = main(["convert", "raw", "-o", "out", "--no-inspect", "--max-output", "2K"])
    assert code == 4
    assert tree("out") == []
    assert "Traceback" not in capsys.readouterr().err


# -- documents that do not stand still


def test_files_that_vanish_or_change_during_the_batch(monkeypatch, capsys):
    """What vanishes is a fault of its own; what changes is converted as it is when it is read, and again next time."""
    monkeypatch.setattr(local, "RACY", -(10**18))
    for name, data in (("a", good(1)), ("b", good(2)), ("c", good(3)), ("d", good(4))):
        put(f"raw/{name}.pdf", data)
    convert = pipeline.convert

    def meanwhile(data: bytes, *, name: str, options: pipeline.Options | None = None) -> pipeline.Conversion:
        if data == good(1):
            Path("raw/b.pdf").unlink()
            put("raw/c.pdf", good(33))
        made = convert(data, name=name, options=options)
        if data == good(1):
            put("raw/a.pdf", good(11))
        return made

    monkeypatch.setattr(pipeline, "convert", meanwhile)
    assert main(["convert", "raw", "-o", "out", "--jobs", "1", "--no-inspect"]) == 3
    err = capsys.readouterr().err.splitlines()
    assert len(err) == 1
    assert err[0].startswith("diarium: raw/b.pdf: there is no such file")
    expected = made_of(good(1), "a") | made_of(good(33), "c") | made_of(good(4), "d")
    assert {name: Path("out", name).read_bytes() for name in tree("out")} == expected
    monkeypatch.setattr(pipeline, "convert", convert)
    assert main(["convert", "raw", "-o", "out", "--jobs", "1", "--no-inspect"]) == 0
    expected = made_of(good(11), "a") | made_of(good(33), "c") | made_of(good(4), "d")
    assert {name: Path("out", name).read_bytes() for name in tree("out")} == expected


def test_a_file_that_grows_while_it_is_read_is_tried_again(monkeypatch, capsys):
    """Somebody is copying it: a moment later it is whole."""
    monkeypatch.setattr("parser.batch.waiting.PAUSES", (0.05, 0.1))
    monkeypatch.setattr(local, "_times", lambda status: f"{status.st_size} {time.time_ns() if growing() else 0}")
    put("raw/a.pdf", good(1))
    until = time.monotonic() + 0.1

    def growing() -> bool:
        return time.monotonic() < until

    assert main(["convert", "raw", "-o", "out", "--no-inspect", "-q"]) == 0
    assert capsys.readouterr().err == ""
    assert tree("out") == ["a.json", "a.xml"]


def test_a_file_that_never_stands_still_is_a_fault(monkeypatch, capsys):
    monkeypatch.setattr("parser.batch.waiting.PAUSES", (0.01, 0.01))
    monkeypatch.setattr(local, "_times", lambda _: str(time.time_ns()))
    put("raw/a.pdf", good(1))
    assert main(["convert", "raw", "-o", "out", "--no-inspect", "-q"]) == 3
    assert "it changed while it was read" in capsys.readouterr().err


@pytest.mark.parametrize("seed", range(3))
def test_clocks_that_jump_make_no_record_stale_and_no_document_late(monkeypatch, capsys, seed):
    chance = random.Random(seed)
    now = time.time_ns

    def jumping() -> int:
        return now() + chance.choice([0, -1, 1]) * chance.randrange(10**18)

    monkeypatch.setattr(time, "time_ns", jumping)
    monkeypatch.setattr(time, "time", lambda: jumping() / 1e9)
    data: dict[str, bytes] = {}
    for turn in range(6):
        for number in chance.sample(range(12), 5):
            data[f"{number:02}"] = good(number, chance.randrange(3))
            path = put(f"raw/{number:02}.pdf", data[f"{number:02}"])
            os.utime(path, ns=(abs(jumping()), abs(jumping()) % 2**62))
        assert main(["convert", "raw", "-o", "out", "--jobs", "2", "--no-inspect", "-q", "--timeout", "60"]) == 0, turn
        expected: dict[str, bytes] = {}
        for name, one in data.items():
            expected |= made_of(one, name)
        assert {name: Path("out", name).read_bytes() for name in tree("out")} == expected
    assert capsys.readouterr().err == ""


# -- two at once


def test_two_batches_on_one_output_do_not_meet(capsys):
    for number in range(60):
        put(f"raw/{number:02}.pdf", good(number))
    first = Run("raw", "-o", "out", "--jobs", "1", "--no-inspect", "-q")
    while not tree("out"):
        time.sleep(0.01)
    assert main(["convert", "raw", "-o", "out", "-q"]) == 9
    err = capsys.readouterr().err.splitlines()
    assert len(err) == 1
    assert f"process {first.process} on" in err[0]
    assert "--wait" in err[0]
    assert main(["convert", "raw", "-o", "out", "--wait", "--no-inspect"]) == 0
    captured = capsys.readouterr()
    assert "Nothing has changed: 60 documents" in captured.out
    assert "waiting until it has finished" in captured.err
    assert first.wait() == 0


def test_a_run_that_was_killed_holds_nothing_up(capsys):
    put("raw/a.pdf", b"%PDF- hang")
    put("raw/b.pdf", good(1))
    run = Run("raw", "-o", "out", "--jobs", "2", "--no-inspect", "-q")
    while "b.json" not in tree("out"):
        time.sleep(0.01)
    run.kill()
    run.wait()
    assert main(["convert", "raw/b.pdf", "-o", "out", "--no-inspect", "-q"]) == 0
    assert capsys.readouterr().err == ""


# -- hostile documents


@pytest.mark.long
def test_a_thousand_hostile_documents_among_a_thousand_good_ones():
    chance = random.Random(20061109)
    slow = {"hang": 5, "grow": 8, "killed": 20}
    kinds = [kind for kind, number in slow.items() for _ in range(number)]
    kinds += [chance.choice([kind for kind in HOSTILE if kind not in slow]) for _ in range(1000 - len(kinds))]
    documents = [(kind, b"%%PDF- %s %d" % (kind.encode(), number)) for number, kind in enumerate(kinds)]
    documents += [("good", good(number)) for number in range(1000)]
    chance.shuffle(documents)
    for number, (_, data) in enumerate(documents):
        put(f"raw/{number % 7}/{number:04}.pdf", b"\x00\xff" * 99 + data if b"garbage" in data else data)
    run = Run("raw", "-o", "out", "--jobs", "2", "--timeout", "4", "--max-memory", "300M", "--log-json", "-q")
    assert run.wait() == 1
    events = [json.loads(line) for line in run.told.splitlines()]
    how = {one["name"]: one for one in events if one["event"] == "document"}
    assert len(how) == 2000
    for number, (kind, data) in enumerate(documents):
        name = f"raw/{number % 7}/{number:04}.pdf"
        if kind == "good":
            assert how[name]["how"] == "converted", how[name]
            record = json.loads(Path(f"out/{number % 7}/{number:04}.json").read_bytes())
            assert record["source"]["sha256"] == batch_world.conversion_sha(data)
        elif kind in ("hang", "grow", "killed", "segfault", "abort", "leave", "memory"):
            assert how[name]["how"] == "quarantined", how[name]
        else:
            assert how[name]["how"] == "failed", how[name]
        if kind in ("hang", "grow", "memory"):
            assert how[name]["quarantine"] == {"hang": "time"}.get(kind, "memory"), how[name]
    assert len(list(Path("out").rglob("[!.]*.json"))) == 1000
    assert "Traceback" not in run.told.replace("\\n", "")
