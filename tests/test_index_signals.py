"""Ctrl-C and SIGTERM end an update of the index: at once, with no process left behind, and the index as it was."""

import os
import signal
import subprocess
import sys
import time

import pytest

from asked import invented, put
from parser.query.corpus import open_corpus

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="several processes read where they can be forked"),
]

POOL = """
import time
from parser.index.reader import FEW, workers

def work(size):
    return b"x" * size

with workers(FEW + 1, 2) as pool:
    calls = [pool.submit(work, {size}) for _ in range(6)]
    calls[0].result()
    raise SystemExit(143)
"""


@pytest.mark.parametrize("size", [1, 1 << 28])
def test_a_pool_that_is_ended_in_the_midst_of_a_result_does_not_hang(size):
    """The other half of a result whose process was killed never comes, and Python waits for the pool's thread."""
    ended = subprocess.run([sys.executable, "-c", POOL.format(size=size)], timeout=60, check=False)
    assert ended.returncode == 143


@pytest.fixture(scope="module")
def records(tmp_path_factory):
    """Records of so many bytes that several processes read them."""
    folder = tmp_path_factory.mktemp("index") / "records"
    for number, record in enumerate(invented(60)):
        put(folder, f"{number}.json", record)
    text = (folder / "0.json").read_text(encoding="utf-8")
    identity = text[text.index('"id"') :].split('"')[3]
    for number in range(5000):  # so many that no update is done before it is interrupted
        made = text.replace(identity, f"{number:016x}") + " " * 12_000
        (folder / f"copy-{number}.json").write_text(made, encoding="utf-8")
    assert sum(one.stat().st_size for one in folder.glob("*.json")) > 1 << 24
    open_corpus(folder)
    return folder


def nobody_is_left(group, seconds=5):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("everybody", [False, True], ids=["the process", "its group, as a terminal does"])
@pytest.mark.parametrize("seconds", [0.3, 0.7, 1.2])
def test_an_update_ends_at_once_and_leaves_the_index_as_it_was(records, number, everybody, seconds):
    home = records / ".diarium"
    before = (home / "current").read_bytes(), sorted(one.name for one in home.glob("index-*.sqlite"))
    process = subprocess.Popen(
        [sys.executable, "-m", "parser.cli", "index", str(records), "--full", "--jobs", "2", "--quiet"],
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
    )
    time.sleep(seconds)
    (os.killpg if everybody else os.kill)(process.pid, number)
    _, said = process.communicate(timeout=20)
    assert process.returncode in (130 if number == signal.SIGINT else 143, -number)
    assert "Traceback" not in said
    assert nobody_is_left(process.pid)
    assert ((home / "current").read_bytes(), sorted(one.name for one in home.glob("index-*.sqlite"))) == before
