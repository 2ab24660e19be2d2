"""A batch on a real Dask cluster of several processes on this machine, one of them killed in the middle of it."""

import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from parser.cli.main import main

distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")

SOURCE = Path(__file__).parents[1] / "corpus/raw/pm-2006-ri-041-4239.pdf"
FILES = Path(__file__).parent / "files"
GOOD = ("clean.pdf", "justified.pdf", "ligatures.pdf", "ruled-table.pdf", "soft-hyphens.pdf")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A scheduler and three workers, each a process with a nanny that begins it again when it dies."""
    with distributed.LocalCluster(
        n_workers=3, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address="127.0.0.1:0"
    ) as made:
        yield made


def documents(folder: Path, number: int) -> None:
    """Small PDFs, all different: a comment after the end is not printed."""
    folder.mkdir()
    for one in range(number):
        data = (FILES / GOOD[one % len(GOOD)]).read_bytes()
        (folder / f"{one:03}.pdf").write_bytes(data + b"\n%% copy %d\n" % one)


def book(data: bytes) -> bytes:
    """A document of which reading takes longer than anybody waits here: ten times its pages."""
    made = pypdfium2.PdfDocument.new()
    for _ in range(10):
        made.import_pages(pypdfium2.PdfDocument(data))
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def states(out: Path) -> dict[str, str]:
    with sqlite3.connect(out / ".diarium/manifest.sqlite") as manifest:
        return dict(manifest.execute("SELECT name, state FROM document"))


@pytest.mark.long
def test_a_worker_killed_in_mid_batch_loses_and_doubles_nothing(cluster, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    documents(Path("raw"), 40)
    (Path("raw") / "broken.pdf").write_bytes(b"no PDF")
    killed = []

    def kill() -> None:
        while len(list(Path("out").glob("*.json"))) < 5:
            time.sleep(0.05)
        victim = cluster.workers[1].pid
        killed.append(victim)
        os.kill(victim, signal.SIGKILL)

    thread = threading.Thread(target=kill)
    thread.start()
    code = main(["convert", "raw", "-o", "out", "--cluster", cluster.scheduler_address, "--no-inspect", "--log-json"])
    thread.join()
    events = [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]
    assert code == 3
    assert killed
    found = states(Path("out"))
    assert {name for name, state in found.items() if state != "done"} == {"raw/broken.pdf"}
    assert len(found) == 41
    assert sorted(e["name"] for e in events if e["event"] == "document") == sorted(found)
    monkeypatch.chdir(tmp_path)
    assert main(["convert", "raw", "-o", "alone", "--no-inspect", "-q"]) == 3
    for name in sorted(path.name for path in Path("alone").glob("[!.]*")):
        assert Path("out", name).read_bytes() == Path("alone", name).read_bytes()
    assert not list(Path("out/.diarium/tmp").iterdir())


@pytest.mark.long
def test_a_document_that_takes_too_long_is_given_up_and_no_worker_falls(cluster, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    documents(Path("raw"), 3)
    for one in Path("raw").iterdir():
        one.write_bytes(book(SOURCE.read_bytes()) + one.name.encode())
    workers = {one.pid for one in cluster.workers.values()}
    arguments = ["convert", "raw", "-o", "out", "--cluster", cluster.scheduler_address, "--no-inspect"]
    assert main([*arguments, "--timeout", "0.1"]) == 1
    err = capsys.readouterr().err
    assert err.count("took longer than") == 3
    assert set(states(Path("out")).values()) == {"quarantined"}
    for number, one in enumerate(sorted(Path("raw").iterdir())):
        one.write_bytes((FILES / GOOD[number]).read_bytes())
    assert main(arguments) == 0
    assert {one.pid for one in cluster.workers.values()} == workers


@pytest.mark.long
def test_no_scheduler_is_a_sentence(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("parser.batch.cluster.PATIENCE", 1.0)
    documents(Path("raw"), 1)
    assert main(["convert", "raw", "-o", "out", "--cluster", "tcp://127.0.0.1:1"]) == 10
    err = capsys.readouterr().err.splitlines()
    assert len(err) == 1
    assert "no Dask scheduler answers at tcp://127.0.0.1:1" in err[0]


@pytest.mark.long
def test_a_worker_with_another_program_is_refused(cluster, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    documents(Path("raw"), 1)
    monkeypatch.setattr("parser.batch.versions.converter", lambda: "0.9.0+other")
    assert main(["convert", "raw", "-o", "out", "--cluster", cluster.scheduler_address]) == 10
    assert "install the same on both" in capsys.readouterr().err


def test_without_the_extra_it_is_said_what_to_install():
    code = (
        "import sys; sys.modules['distributed'] = None\n"
        "from parser.batch.cluster import Cluster; from parser.batch.values import Limits\n"
        "Cluster('tcp://127.0.0.1:1', None, Limits(), None)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "MissingProgram" in done.stderr
    assert "--cluster needs the Python package distributed" in done.stderr
    assert "[cluster]'" in done.stderr
