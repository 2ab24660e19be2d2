"""Several processes: results in order, a dying process takes only its own task along, an interruption ends all."""

import multiprocessing
import os
import signal
import time
from contextlib import closing

import pytest

from parser.cli.processes import run


def double(task: int) -> int:
    if task < 0:
        os.kill(os.getpid(), -task)
    if task == 99:
        os._exit(7)
    return task * 2


def died(_task: int, code: int | None) -> int:
    return -1000 - (code or 0)


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_results_come_in_the_order_of_the_tasks(jobs):
    tasks = list(range(12))
    assert list(run(tasks, double, jobs=jobs, died=died)) == [task * 2 for task in tasks]


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_process_that_dies_is_told_for_its_task_and_the_rest_goes_on(jobs):
    tasks = [1, -signal.SIGKILL, 2, -signal.SIGUSR1, 99, 3]
    assert list(run(tasks, double, jobs=jobs, died=died)) == [
        2,
        -1000 + signal.SIGKILL,
        4,
        -1000 + signal.SIGUSR1,
        -1007,
        6,
    ]


def test_no_tasks_need_no_process():
    assert list(run([], double, jobs=4, died=died)) == []


def sleep(_task: int) -> int:
    time.sleep(60)
    return 0


def test_closing_ends_the_processes():
    with closing(run([0, *range(1, 4)], _first_then_sleep, jobs=2, died=died)) as results:
        assert next(results) == 0
        assert multiprocessing.active_children()
    assert not multiprocessing.active_children()


def _first_then_sleep(task: int) -> int:
    return 0 if task == 0 else sleep(task)


def test_an_interruption_of_the_caller_ends_the_processes():
    results = run([0, 1], _first_then_sleep, jobs=2, died=died)
    assert next(results) == 0
    with pytest.raises(KeyboardInterrupt):
        results.throw(KeyboardInterrupt)
    assert not multiprocessing.active_children()


def test_the_processes_leave_ctrl_c_to_the_first_one():
    """Ctrl-C in a terminal reaches every process of the group."""
    assert list(run([1, 2], _ignores_sigint, jobs=2, died=died)) == [True, True]


def _ignores_sigint(_task: int) -> bool:
    os.kill(os.getpid(), signal.SIGINT)
    return True
