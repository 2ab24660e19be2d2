"""What is printed, whatever takes it: a pipe that closes, a full disk, a stream that is not there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from parser.cli.terminal import clean
from parser.record.json import encode
from records import sample_record


@pytest.fixture
def record(tmp_path: Path) -> Path:
    path = tmp_path / "a.json"
    path.write_bytes(encode(sample_record()))
    return path


def diarium(*arguments: str | Path, **streams: object) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "COLUMNS", "FORCE_COLOR")}
    environment.update({"PYTHONPATH": str(Path(__file__).parents[1]), **dict(streams.pop("env", {}))})
    command = [sys.executable, "-m", "parser.cli", *map(str, arguments)]
    return subprocess.run(command, stderr=subprocess.PIPE, text=True, env=environment, check=False, **streams)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("command", ["show", "verify"])
def test_a_full_disk_is_a_sentence(record, command):
    with Path("/dev/full").open("w") as full:
        done = diarium(command, record, stdout=full)
    assert done.returncode == 4
    assert done.stderr == "diarium: the results cannot be printed (no space left on device); send them elsewhere\n"


def test_a_reader_that_goes_away_is_no_fault(record):
    reading, writing = os.pipe()
    os.close(reading)
    done = diarium("show", record, stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")


def test_a_terminal_that_cannot_print_swedish_letters(record):
    done = diarium("show", record, stdout=subprocess.PIPE, env={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert "Borgarr?dsberedningen" in done.stdout


def test_streams_that_are_closed(record):
    done = subprocess.run(
        ["sh", "-c", '"$0" -m parser.cli show "$1" >&- 2>&-', sys.executable, str(record)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        check=False,
    )
    assert done.returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
@pytest.mark.parametrize(("environment", "colour"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colour_on_a_terminal_unless_it_is_not_wanted(record, environment, colour):
    import pty

    first, second = pty.openpty()
    done = diarium("show", record, stdout=second, env={"TERM": "xterm-256color", **environment})
    os.close(second)
    told = b""
    try:
        while chunk := os.read(first, 65536):
            told += chunk
    except OSError:  # Linux's way of saying that the other end is closed
        pass
    os.close(first)
    assert done.returncode == 0
    assert (b"\x1b[1;31m" in told or b"31mRESERVATION" in told) is colour
    assert b"RESERVATION" in told


@pytest.mark.parametrize(
    ("text", "told"),
    [("a\x1b[31mb", "a[31mb"), ("a\nb\tc", "a b c"), ("\udce5", "\ufffd"), ("Åsa – 🗳", "Åsa – 🗳"), ("\x85\x9b", "")],
)
def test_what_could_steer_a_terminal_is_left_out(text, told):
    assert clean(text) == told
