"""What waits for a process in a batch, and in which order it is told what went wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parser.batch import waiting
from parser.batch.manifest import Known
from parser.batch.telling import InOrder
from parser.batch.values import Fault, Outcome
from parser.batch.waiting import Job, Waiting

KILLED = Outcome("a.pdf", "a", quarantine="died", again=True)
UNREAD = Outcome("a.pdf", "a", again=True)


def job(position: int = 0) -> Job:
    known = Known.__struct_fields__
    return Job(Known(**dict.fromkeys(known)), position)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, which stands still until a test changes it."""
    now = [0.0]
    monkeypatch.setattr(waiting.time, "monotonic", lambda: now[0])
    return now


def test_what_follows_comes_in_its_order_and_before_what_is_tried_again(clock):
    line, first, second, unread = Waiting(), job(1), job(2), job(3)
    assert line.again(unread, UNREAD)
    line.follow(first)
    line.follow(second)
    clock[0] = 60
    assert [line.due(), line.due(), line.due(), line.due()] == [first, second, unread, None]


def test_what_could_not_be_read_is_tried_again_after_each_pause(clock):
    line, unread = Waiting(), job()
    for pause in waiting.PAUSES:
        assert line.again(unread, UNREAD)
        clock[0] += pause - 0.01
        assert line.due() is None
        clock[0] += 0.01
        assert line.due() is unread
    assert not line.again(unread, UNREAD)
    assert len(line) == 0


def test_what_was_killed_is_tried_once_more_and_by_itself():
    line, killed = Waiting(), job()
    assert line.again(killed, KILLED)
    assert line.due() is None
    assert line.alone() is killed
    assert not line.again(killed, KILLED)


@given(st.permutations(range(8)), st.sets(st.integers(0, 7)), st.integers(0, 8))
def test_faults_are_told_once_and_in_the_order_of_the_documents(finished, faulty, reached):
    told: list[str] = []
    faults = InOrder(lambda one: told.append(one.name))
    for position in finished[:reached]:
        faults.finished(position, Fault(str(position), "is broken", 3) if position in faulty else None)
        assert told == sorted(told)
    first_missing = min(set(range(9)) - set(finished[:reached]))
    assert told == [str(one) for one in range(first_missing) if one in faulty]
    faults.flush()
    assert told == [str(one) for one in sorted(finished[:reached]) if one in faulty]
