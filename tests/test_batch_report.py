"""The report of a run, its progress, and the versions that it rests on."""

import json
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import unquote

import pytest

import batch_world
from batch_world import good
from cli_world import UNREADABLE, put, world  # noqa: F401  -- world is a fixture
from parser import pipeline
from parser.batch import versions
from parser.cli import progress, report
from parser.cli.main import amount, main, span
from parser.profile import ELSEWHERE


@pytest.fixture
def here(world: Path, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: F811  -- the fixture
    monkeypatch.setattr(pipeline, "convert", batch_world.convert)
    return world


def page(name: str = "report.html") -> str:
    return Path("out/.diarium", name).read_text()


def links(text: str, folder: Path) -> list[Path]:
    found = re.findall(r'<a href="([^"#]+)"', text)
    assert found
    return [folder / unquote(one) for one in found]


@pytest.mark.usefixtures("here")
def test_every_link_leads_to_its_document():
    put("raw/å ä/möte #1.pdf", good(1))
    put("raw/b.pdf", good(1))
    put("raw/c.pdf", UNREADABLE)
    main(["convert", "raw", "-o", "out", "--quiet"])
    linked = {one.resolve() for one in links(page(), Path("out/.diarium"))}
    expected = ["raw/å ä/möte #1.pdf", "raw/b.pdf", "raw/c.pdf", "out/å ä/möte #1.json", "out/å ä/möte #1.html"]
    assert {Path(one).resolve() for one in expected} <= linked
    assert all(one.exists() for one in linked)


@pytest.mark.usefixtures("here")
def test_long_lists_are_on_pages_of_their_own_and_nobody_is_left_out(monkeypatch):
    monkeypatch.setattr(report, "FIRST", 3)
    monkeypatch.setattr(report, "ROWS", 7)
    for number in range(23):
        put(f"raw/{number:02}.pdf", good(number))
    main(["convert", "raw", "-o", "out", "--quiet"])
    pages = sorted(Path("out/.diarium/report").glob("documents-*.html"))
    assert [one.name for one in pages] == [f"documents-{number}.html" for number in (1, 2, 3, 4)]
    told = [name for one in pages for name in re.findall(r">raw/(\d\d)\.pdf<", one.read_text())]
    assert told == [f"{number:02}" for number in range(23)]
    for one in pages:
        assert all(link.exists() for link in links(one.read_text(), one.parent))
    assert len(re.findall(r">raw/\d\d\.pdf<", page().partition('id="documents"')[2])) == 3
    for number in range(5, 23):
        Path(f"raw/{number:02}.pdf").unlink()
    main(["convert", "raw", "-o", "out", "--quiet"])
    assert len(list(Path("out/.diarium/report").glob("documents-*.html"))) == 1


@pytest.mark.usefixtures("here")
def test_a_name_cannot_write_into_the_report():
    put("raw/<script>alert(1)<!--.pdf", UNREADABLE)
    main(["convert", "raw", "-o", "out", "--quiet"])
    assert "<script>alert" not in page()
    assert "&lt;script&gt;alert(1)" in page()


@pytest.mark.usefixtures("here")
def test_the_data_tells_the_run_first_and_then_each_document():
    put("raw/a.pdf", good(1))
    put("raw/b.pdf", UNREADABLE)
    main(["convert", "raw", "-o", "out", "--quiet"])
    run, *documents = [json.loads(line) for line in page("report.jsonl").splitlines()]
    assert (run["what"], run["documents"], run["converted"], run["failed"]) == ("run", 2, 1, 1)
    assert run["converter"] == versions.converter()
    assert [(one["name"], one["how"]) for one in documents] == [("raw/a.pdf", "converted"), ("raw/b.pdf", "failed")]
    assert documents[0]["files"] == ["a.json", "a.xml", "a.html"]
    assert "encrypted" in documents[1]["reason"]


@pytest.mark.usefixtures("here")
def test_a_run_of_one_document_names_no_report_and_one_with_a_fault_does(capsys):
    put("raw/a.pdf", good(1))
    main(["convert", "raw", "-o", "out"])
    assert "Report" not in capsys.readouterr().out
    put("raw/b.pdf", UNREADABLE)
    main(["convert", "raw", "-o", "out"])
    assert "Report  out/.diarium/report.html" in capsys.readouterr().out


# -- progress


@pytest.mark.parametrize(
    ("seconds", "told"), [(0, "0 s"), (45.4, "45 s"), (90, "2 min"), (3599, "1 h 0 min"), (12000, "3 h 20 min")]
)
def test_a_duration_in_words(seconds, told):
    assert progress.duration(seconds) == told


def test_without_a_terminal_there_is_a_line_only_now_and_then(monkeypatch, capsys):
    now = 0.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    log = progress.Log(debug=False)
    log.begin(1000, 1000)
    lines = []
    for second in range(1, 3601):
        now = float(second)
        log.finished += 2
        log.idle()
        if told := capsys.readouterr().err:
            lines.append((second, told))
    assert [second for second, _ in lines] == [60, 180, 420, 900, 1800, 2700, 3600]
    assert lines[0][1].startswith("120 of 1,000 documents · 0 pages · 2.0 documents")


def test_the_time_left_is_told_by_what_was_done_lately(monkeypatch):
    now = 0.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    telling = progress.Telling(debug=False)
    telling.begin(10_000, 10_000)
    assert telling.seconds_left() is None
    for second in range(1, 401):
        now = float(second)
        telling.finished += 1 if second <= 200 else 10  # scans first, then digital ones
        left = telling.seconds_left()
    assert left == pytest.approx((10_000 - 2200) / 10, rel=0.02)


@pytest.mark.long
@pytest.mark.skipif(shutil.which("script") is None, reason="`script` makes a terminal")
@pytest.mark.usefixtures("here")
def test_on_a_terminal_a_bar_is_drawn_and_taken_away():
    for number in range(60):
        put(f"raw/{number:03}.pdf", good(number))
    put("raw/z.pdf", UNREADABLE)
    folder = str(Path(__file__).parent)
    code = (
        f"import sys; sys.path[:0] = [{folder!r}]\n"
        "import batch_world; from parser import pipeline; pipeline.convert = batch_world.convert\n"
        "from parser.cli import progress; progress.SOON = progress.OFTEN = 0.0\n"
        "from parser.cli.main import main; sys.exit(main(['convert', 'raw', '-o', 'out', '--no-inspect']))"
    )
    Path("go.py").write_text(code)
    done = subprocess.run(
        ["script", "-qec", f"{sys.executable} go.py", "/dev/null"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 3
    assert re.search(r"\d+ of 61 documents", done.stdout)
    assert "1 fault" in done.stdout
    last = done.stdout.rpartition("documents and")[2]
    assert "\x1b[2K" in last  # the line of the bar is cleared
    assert "Converted 60 documents" in last


# -- what the command understands


@pytest.mark.parametrize(
    ("text", "number"), [("0", 0), ("800M", 800 * 2**20), ("2G", 2 * 2**30), ("1.5 gb", 3 * 2**29), ("4096", 4096)]
)
def test_a_size_in_words_people_use(text, number):
    assert amount(text) == number


@pytest.mark.parametrize(("text", "seconds"), [("0", 0), ("90", 90), ("90s", 90), ("10m", 600), ("1.5h", 5400)])
def test_a_time_in_words_people_use(text, seconds):
    assert span(text) == seconds


@pytest.mark.parametrize("option", ["--max-memory", "--timeout", "--max-output"])
@pytest.mark.parametrize("value", ["much", "-1", "1x", ""])
def test_nonsense_is_a_sentence(option, value, capsys):
    assert main(["convert", "a.pdf", f"{option}={value}"]) == 2
    assert "no size" in (err := capsys.readouterr().err) or "no time" in err


# -- versions


def test_the_version_of_the_program_is_that_of_its_code(tmp_path, monkeypatch):
    copied = tmp_path / "parser"
    shutil.copytree(versions.PACKAGE, copied, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(versions, "PACKAGE", copied)

    def version() -> str:
        versions.converter.cache_clear()
        return versions.converter()

    before = version()
    (copied / "profiles" / "malmo" / "profile.toml").write_text("")
    (copied / "batch" / "engine.py").write_text("")
    assert version() == before
    (copied / "layout" / "cues.toml").write_text("")
    assert version() != before
    assert "+" in before
    versions.converter.cache_clear()


def test_the_version_of_a_profile_is_that_of_its_data_and_of_how_all_are_recognised(tmp_path, monkeypatch):
    folder = tmp_path / "profiles" / "älvsby"
    folder.mkdir(parents=True)
    monkeypatch.setenv(ELSEWHERE, str(tmp_path / "profiles"))

    def keys(text: str) -> tuple[str, str, str]:
        (folder / "profile.toml").write_text(text)
        for cached in (versions.profile_key, versions._profile_key, versions._recognition):
            cached.cache_clear()
        return versions.profile_key("älvsby"), versions.profile_key("stockholm"), versions.profile_key(None)

    first = keys('municipality = "Älvsby"')
    own = keys('municipality = "Älvsby"\n[words]\nchair = ["ordf"]')
    assert own[0] != first[0]  # documents read with it are converted again
    assert own[1] == first[1]  # others are not
    assert own[2] != first[2]
    recognised = keys('municipality = "Älvsby"\n[recognition]\npatterns = ["Älvsby"]')
    assert recognised[1] != first[1]  # one of the others may be its own now
    for cached in (versions.profile_key, versions._profile_key, versions._recognition):
        cached.cache_clear()
