"""Several processes with limits: a process that dies, hangs or takes too much takes only its own document along."""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from parser.batch import memory
from parser.batch.staff import Death, Staff
from parser.batch.values import Fault, Limits, Order, Outcome

FREE = Limits()
KEPT: list[bytearray] = []
"""What a process of the tests never gives back."""


def orders(*what: str) -> list[Order]:
    return [Order(source=one, address="", target=f"{number}", output="") for number, one in enumerate(what)]


def work(order: Order) -> Outcome:
    """What an order's source says: sleep, grow, die by a signal, leave; else it is done."""
    what, _, number = order.source.partition(" ")
    if what == "die":
        os.kill(os.getpid(), int(number))
    elif what == "leave":
        os._exit(int(number))
    elif what == "sleep":
        time.sleep(float(number))
    elif what == "grow":
        try:
            held = []
            while True:
                held.append(bytearray(b"x" * 2**24))
                time.sleep(float(number))
        except MemoryError:
            return Outcome(order.source, order.target, fault=Fault("", "MemoryError", 1))
    elif what == "keep":
        KEPT.append(bytearray(b"x") * (int(number) * 2**20))
    elif what == "ctrl-c":
        raise KeyboardInterrupt
    elif what == "sigint":
        os.kill(os.getpid(), signal.SIGINT)
    elif what == "who":
        return Outcome(order.source, order.target, sha256=str(os.getpid()))
    return Outcome(order.source, order.target)


def died(order: Order, death: Death) -> Outcome:
    return Outcome(order.source, order.target, fault=Fault("", f"{death.why} {death.code}", 1), quarantine=death.why)


@contextmanager
def staff(jobs: int, limits: Limits = FREE) -> Iterator[Staff]:
    made = Staff(work, jobs, limits, died)
    try:
        yield made
    finally:
        made.close()
        assert not multiprocessing.active_children()


def run(crew: Staff, waiting: list[Order]) -> dict[str, str]:
    """What became of each order: `done`, or why not."""
    found: dict[str, str] = {}
    waiting = list(waiting)
    while waiting or crew.busy:
        while waiting and crew.free:
            crew.give(waiting.pop(0))
        for outcome in crew.take():
            assert outcome.target not in found
            found[outcome.target] = outcome.fault.message if outcome.fault else "done"
    return found


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_each_order_has_one_outcome(jobs):
    with staff(jobs) as crew:
        assert run(crew, orders(*["work"] * 12)) == {str(number): "done" for number in range(12)}


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_process_that_dies_is_told_for_its_order_and_the_rest_goes_on(jobs):
    given = orders("work", f"die {signal.SIGKILL}", "work", f"die {signal.SIGUSR1}", "leave 7", "work")
    with staff(jobs) as crew:
        found = run(crew, given)
    assert [found[str(number)] for number in range(6)] == [
        "done",
        f"died -{signal.SIGKILL}",
        "done",
        f"died -{signal.SIGUSR1}",
        "died 7",
        "done",
    ]


def test_a_process_that_hangs_is_ended_after_its_time():
    with staff(2, Limits(seconds=0.3)) as crew:
        assert run(crew, orders("sleep 60", "work", "work")) == {"0": "time -9", "1": "done", "2": "done"}


@pytest.mark.skipif(not memory.occupied(os.getpid()), reason="this system does not tell what a process occupies")
def test_a_process_that_takes_too_much_memory_is_ended():
    with staff(2, Limits(memory=100 * 2**20)) as crew:
        assert run(crew, orders("grow 0.05", "work", "work")) == {"0": "memory -9", "1": "done", "2": "done"}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the data of a process")
def test_a_process_that_takes_memory_faster_than_anybody_looks_is_refused_it(monkeypatch):
    monkeypatch.setattr("parser.batch.staff.GLANCE", 3600.0)
    with staff(1, Limits(memory=2**20)) as crew:
        assert run(crew, orders("grow 0")) == {"0": "MemoryError"}


def test_an_idle_process_that_is_killed_is_nobodys_fault():
    with staff(1) as crew:
        first = _whose(crew)
        os.kill(first, signal.SIGKILL)
        while any(one.pid == first for one in multiprocessing.active_children()):
            time.sleep(0.01)
        assert _whose(crew) != first


def test_processes_whose_run_is_killed_leave_without_a_word(monkeypatch, capfd):
    # Only Linux ends them with it, and a process may answer before that signal arrives.
    monkeypatch.setattr(memory, "die_with_parent", lambda _parent: None)
    alive, held = os.pipe()
    run_ = os.fork()
    if not run_:
        Staff(work, 1, FREE, died).give(*orders("sleep 0.3"))
        time.sleep(0.1)
        os._exit(0)
    os.close(held)
    os.waitpid(run_, 0)
    assert os.read(alive, 1) == b""  # the last process that held the other end is gone
    os.close(alive)
    assert capfd.readouterr().err == ""


def test_a_process_works_on_many_orders():
    with staff(1) as crew:
        assert _whose(crew) == _whose(crew)


def test_a_process_that_keeps_half_of_its_memory_is_replaced():
    with staff(1, Limits(memory=600 * 2**20)) as crew:
        before = _whose(crew)
        assert run(crew, orders("keep 20")) == {"0": "done"}
        assert _whose(crew) == before
        assert run(crew, orders("keep 480")) == {"0": "done"}
        assert _whose(crew) != before


def _whose(crew: Staff) -> int:
    crew.give(orders("who")[0])
    (outcome,) = crew.take()
    return int(outcome.sha256 or 0)


def test_waiting_ends_after_its_time():
    with staff(1) as crew:
        assert crew.take(10) == []
        crew.give(orders("sleep 60")[0])
        assert crew.take(0.05) == []


def test_closing_ends_the_processes_that_are_at_work():
    with staff(2) as crew:
        for order in orders("sleep 60", "sleep 60"):
            crew.give(order)
        assert len(multiprocessing.active_children()) == 2


def test_the_processes_leave_ctrl_c_to_the_first_one():
    """Ctrl-C in a terminal reaches every process of the group."""
    with staff(2) as crew:
        assert run(crew, orders("sigint", "sigint")) == {"0": "done", "1": "done"}


def test_an_interruption_inside_a_process_is_one_of_the_run():
    with staff(1) as crew:
        crew.give(orders("ctrl-c")[0])
        with pytest.raises(KeyboardInterrupt):
            crew.take()


def test_the_processes_end_with_the_one_that_began_them():
    """However it went: killed, too."""
    reading, writing = os.pipe()
    parent = os.fork()
    if parent == 0:
        crew = Staff(work, 1, Limits(), died)
        os.write(writing, f"{_whose(crew)}\n".encode())
        crew.give(orders("sleep 60")[0])
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(parent, 0)
    worker = int(os.read(reading, 100))
    for end in (reading, writing):
        os.close(end)
    for _ in range(200):
        if not _lives(worker):
            return
        time.sleep(0.02)
    raise AssertionError("it lives on")


def _lives(process: int) -> bool:
    try:
        with open(f"/proc/{process}/stat") as told:  # noqa: PTH123
            return told.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize(
    ("limits", "size", "seconds"),
    [
        (Limits(), 2**20, 420),
        (Limits(), None, 1500),
        (Limits(seconds=7), 2**30, 7),
        (Limits(seconds=7, timed=False), 2**20, None),
    ],
)
def test_a_large_document_is_given_more_time(limits, size, seconds):
    assert limits.allowed(size) == seconds
