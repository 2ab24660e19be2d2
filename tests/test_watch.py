"""What arrives is converted once, when it is wholly written; a request to stop is obeyed."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parser.cli.main import main
from parser.watch.arrivals import Arrivals, Look, look
from storage_world import PM

pytest.importorskip("watchfiles")

A = Path("a.pdf")


class Disk:
    """What files look like."""

    def __init__(self) -> None:
        self.files: dict[Path, Look] = {}

    def write(self, path: Path, *, finished: bool = True) -> None:
        old = self.files.get(path, Look(0, 0, True))
        self.files[path] = Look(old.size + 1, old.time + 1, finished)

    def arrivals(self) -> Arrivals:
        return Arrivals(settle=2, patience=60, look=self.files.get)


# -- wholly written


def test_a_file_is_given_once_when_it_has_rested():
    disk = Disk()
    disk.write(A)
    arrivals = disk.arrivals()
    arrivals.seen(A, 0)
    assert arrivals.due(1) == []
    assert arrivals.due(2) == [A]
    assert arrivals.due(3) == []
    assert len(arrivals) == 0


def test_a_file_that_grows_is_waited_for():
    disk = Disk()
    disk.write(A)
    arrivals = disk.arrivals()
    arrivals.seen(A, 0)
    for now in range(1, 10):
        disk.write(A)
        assert arrivals.due(now) == []
    assert arrivals.due(10) == []
    assert arrivals.due(11) == [A]


def test_what_has_rested_long_when_it_is_found_is_given_at_once():
    disk = Disk()
    disk.write(A)
    arrivals = disk.arrivals()
    arrivals.seen(A, 0, unchanged_for=100)
    assert arrivals.due(0) == [A]


def test_what_seems_unfinished_is_given_at_last():
    disk = Disk()
    disk.write(A, finished=False)
    arrivals = disk.arrivals()
    arrivals.seen(A, 0)
    assert arrivals.due(59) == []
    assert arrivals.due(60) == [A]


def test_what_is_gone_is_forgotten():
    disk = Disk()
    disk.write(A)
    arrivals = disk.arrivals()
    arrivals.seen(A, 0)
    del disk.files[A]
    assert arrivals.due(5) == []
    assert len(arrivals) == 0


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the machine may be busy
@given(st.lists(st.sampled_from(["write", "half", "touch", "gone", "wait"]), max_size=40))
def test_whatever_happens_a_file_is_given_rested_and_as_it_is_at_last(happenings):
    disk, changed, given_as = Disk(), 0, None
    arrivals = disk.arrivals()
    for now, one in enumerate([*happenings, *["wait"] * 70], 1):
        if one in ("write", "half"):
            disk.write(A, finished=one == "write")
            changed = now
        elif one == "gone":
            disk.files.pop(A, None)
        if one in ("write", "half", "touch"):
            arrivals.seen(A, now)
        for path in arrivals.due(now):
            assert now - changed >= (2 if disk.files[path].finished else 60)
            given_as = disk.files[path]
    assert len(arrivals) == 0
    if A in disk.files:
        last = max((at for at, one in enumerate(happenings) if one in ("write", "half")), default=-1)
        assert last == -1 or given_as == disk.files[A]


def test_what_a_file_looks_like(tmp_path):
    path = tmp_path / "a.pdf"
    assert look(path) is None
    assert look(tmp_path) is None
    path.write_bytes(PM)
    assert look(path).finished
    path.write_bytes(PM[:-100])
    assert not look(path).finished


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who writes")
def test_a_file_that_is_open_for_writing_is_not_finished(tmp_path):
    path = tmp_path / "a.pdf"
    with path.open("wb") as writer:
        writer.write(PM)
        writer.flush()
        assert not look(path).finished
    assert look(path).finished


# -- the command


def test_a_folder_that_is_none_is_told(tmp_path, capsys):
    assert main(["watch", str(tmp_path / "none"), "-o", str(tmp_path / "out")]) == 3
    assert "there is no such folder" in capsys.readouterr().err
    (tmp_path / "file").write_text("")
    assert main(["watch", str(tmp_path / "file"), "-o", str(tmp_path / "out")]) == 3
    assert "it is no folder" in capsys.readouterr().err


class Watching:
    """`diarium watch` as a process."""

    def __init__(self, folder: Path, out: Path, *more: str) -> None:
        command = [sys.executable, "-m", "parser.cli", "watch", str(folder), "-o", str(out), "--jobs", "1", *more]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def waits_for(self, *paths: Path, seconds: float = 60) -> None:
        """Wait until all of these are there."""
        until = time.monotonic() + seconds
        while not all(path.exists() for path in paths):
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() < until, f"{[str(path) for path in paths if not path.exists()]} did not come"
            time.sleep(0.1)

    def end(self, number: int = signal.SIGTERM) -> tuple[int, str, str]:
        """Ask it to stop; the exit code and what it said."""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=30)
        return self.process.returncode, out, err


def different(number: int) -> bytes:
    return PM.replace(b"%%EOF", f"%{number}\n%%EOF".encode())


@pytest.mark.long
def test_what_was_there_and_what_arrives_is_converted_and_its_folders_are_mirrored(tmp_path):
    folder, out = tmp_path / "in", tmp_path / "out"
    (folder / "2006").mkdir(parents=True)
    (folder / "2006" / "before.pdf").write_bytes(different(0))
    watching = Watching(folder, out, "--settle", "1")
    try:
        watching.waits_for(out / "2006" / "before.json")
        # One that is written slowly, one that is moved here in a folder, one that is none.
        with (folder / "slow.pdf").open("wb") as slow:
            slow.write(PM[:5000])
            slow.flush()
            moved = tmp_path / "moved"
            moved.mkdir()
            (moved / "after.pdf").write_bytes(different(1))
            os.utime(moved / "after.pdf", (0, 0))
            moved.rename(folder / "2007")
            (folder / "broken.pdf").write_bytes(b"<html>%%EOF")
            watching.waits_for(out / "2007" / "after.json")
            time.sleep(2)
            assert not (out / "slow.json").exists()
            slow.write(PM[5000:])
        watching.waits_for(out / "slow.json")
    finally:
        code, told, faults = watching.end()
    assert code == 0
    assert json.loads((out / "slow.json").read_bytes())["source"]["bytes"] == len(PM)
    assert "Converted 1 document, 17 pages" in told
    assert "broken.pdf: is not a PDF but a web page" in faults
    assert faults.splitlines()[-1].startswith("stopped; ")
    assert "Traceback" not in faults


@pytest.mark.long
def test_what_arrived_while_nobody_watched_is_converted_at_the_next_start(tmp_path):
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(different(0))
    watching = Watching(folder, out, "--poll")
    watching.waits_for(out / "a.json", out / ".diarium" / "report.html")  # which ends the run
    assert watching.end(signal.SIGINT)[0] == 0
    first = (out / "a.json").stat()
    (folder / "b.pdf").write_bytes(different(1))
    watching = Watching(folder, out)
    watching.waits_for(out / "b.json")
    assert watching.end()[0] == 0
    assert (out / "a.json").stat().st_mtime_ns == first.st_mtime_ns


@pytest.mark.long
def test_a_folder_that_is_taken_away_ends_it_with_a_sentence(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    watching = Watching(folder, tmp_path / "out")
    time.sleep(2)
    folder.rmdir()
    out, err = watching.process.communicate(timeout=30)
    assert watching.process.returncode == 3
    assert "there is no such folder, or no more" in err
    assert "Traceback" not in out + err
