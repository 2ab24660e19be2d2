"""`diarium serve` as a process: it makes the index by itself, keeps it up to date; its readers meet no fault."""

import json
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest

from asked import invented, put
from parser.cli.main import main
from records import sample_minutes, sample_record

pytestmark = pytest.mark.long

READERS = 50


def read(address):
    with urllib.request.urlopen(address, timeout=60) as answer:
        return answer.read()


def started(records):
    """The command over a folder, and the address that it tells as soon as it answers."""
    process = subprocess.Popen(
        [sys.executable, "-m", "parser.cli", "serve", str(records), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    return process, re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline()).group()


def ended(process, number, codes=frozenset({0})):
    """End the command by a signal: it goes without a traceback."""
    process.send_signal(number)
    _, said = process.communicate(timeout=30)
    assert process.returncode in codes
    assert "Traceback" not in said


@pytest.fixture
def records(tmp_path):
    """A folder with one record."""
    folder = tmp_path / "records"
    put(folder, "pm.json", sample_record())
    return folder


@pytest.fixture
def address(records):
    """Where the command shows the folder; at the end it is interrupted as from a keyboard."""
    process, at = started(records)
    yield at
    ended(process, signal.SIGINT)


def until(condition, seconds=90, pause=0.2):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(pause)


def test_a_new_record_is_found_without_anybody_doing_anything(address, records):
    assert (records / ".diarium" / "current").is_file()
    before = json.loads(read(f"{address}/api/v1"))
    put(records, "new/ks.json", sample_minutes())
    until(lambda: json.loads(read(f"{address}/api/v1"))["documents"] == before["documents"] + 1)
    assert b"Per von Ek" in read(f"{address}/search?text=simhall")


def test_fifty_readers_meet_no_fault_while_the_index_is_updated(address, records):
    before = json.loads(read(f"{address}/api/v1"))["documents"]
    made = invented(1500)
    views = (
        "/",
        "/search?kind=reservation",
        "/search?text=skola",
        "/plots",
        "/persons",
        "/parties",
        "/api/v1/search?text=väg",
    )
    views = tuple(view.replace("ä", "%C3%A4") for view in views)
    over, faults, served_pages = threading.Event(), [], [0] * READERS

    def reader(number):
        at = number
        while not over.is_set():
            try:
                read(address + views[at % len(views)])
                served_pages[number] += 1
            except Exception as error:
                faults.append(repr(error))
                return
            at += 1

    with ThreadPoolExecutor(READERS) as pool:
        for number in range(READERS):
            pool.submit(reader, number)
        try:
            for at in range(3):
                for number, record in enumerate(made[at::3]):
                    put(records, f"{at}/{number}.json", record)
                time.sleep(2)
            until(lambda: faults or json.loads(read(f"{address}/api/v1"))["documents"] == before + len(made), 240)
        finally:
            over.set()
    assert faults == []
    assert min(served_pages) > 0


@pytest.mark.parametrize(("number", "codes"), [(signal.SIGINT, {0, 130}), (signal.SIGTERM, {143, -signal.SIGTERM})])
def test_a_server_that_is_ended_in_the_midst_of_an_update_ends_the_update_too(records, tmp_path, number, codes):
    process, _ = started(records)
    for at, record in enumerate(invented(20_000)):
        put(tmp_path / "made", f"{at}.json", record)
    (tmp_path / "made").rename(records / "made")

    def updating():
        told = subprocess.run(["ps", "-A", "-ww", "-o", "args"], capture_output=True, text=True, check=True).stdout
        return f"parser.cli index {records}" in told

    until(updating, 30, pause=0.02)
    ended(process, number, codes)
    assert not updating()
    assert main(["index", str(records), "--quiet"]) == 0


def test_a_port_that_is_taken_is_told_in_a_sentence(address, records, capsys):
    assert main(["serve", str(records), "--port", address.rpartition(":")[2]]) == 4
    assert "address already in use" in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_told_in_a_sentence(tmp_path, capsys):
    assert main(["serve", str(tmp_path / "nothing"), "--port", "0"]) == 3
    assert "there is no such folder" in capsys.readouterr().err
    assert main(["serve", str(tmp_path), "--pdfs", str(tmp_path / "nothing")]) == 3
    assert "there is no such folder" in capsys.readouterr().err
