"""One order on a machine of a cluster. A worker of Dask has threads and libraries of its own, from which no process can
safely be forked; so each of its threads has a helper, this module run as a program, that forks and keeps the limits.
"""

import os
import pickle
import subprocess
import sys
import threading
from typing import IO

import msgspec

from parser.batch import memory, versions
from parser.batch.values import Fault, Limits, Order, Outcome
from parser.errors import BadCluster

_OURS = threading.local()


def do(order: Order, limits: Limits, converter: str) -> Outcome:
    """Carry an order out, in a thread of a worker. `converter` is the version that the orderer has."""
    if versions.converter() != converter:  # a worker that came later than the orderer looked
        message = f"a worker has Diarium {versions.converter()}, and the orderer {converter}; install the same on both"
        told = Fault(order.source, message, BadCluster.exit_code)
        return Outcome(order.source, order.target, fault=told, again=True)
    for last in (False, True):
        helper = _helper(limits)
        try:
            pickle.dump(order, _stream(helper.stdin))
            _stream(helper.stdin).flush()
            made: Outcome = pickle.load(_stream(helper.stdout))
        except (OSError, EOFError, pickle.UnpicklingError):
            helper.kill()
            helper.wait()
            _OURS.helper = None
            if last:
                raise
        else:
            return made
    raise AssertionError("the last turn returns or raises")


def _helper(limits: Limits) -> "subprocess.Popen[bytes]":
    """This thread's helper, begun where there is none."""
    helper: subprocess.Popen[bytes] | None = getattr(_OURS, "helper", None)
    if helper is None or helper.poll() is not None or _OURS.limits != limits:
        if helper is not None:
            helper.kill()
            helper.wait()
        helper = subprocess.Popen(
            [sys.executable, "-m", "parser.cli.hand"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        pickle.dump(limits, _stream(helper.stdin))
        _OURS.helper, _OURS.limits = helper, limits
    return helper


def _stream(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None  # it was asked for
    return stream


def main() -> None:
    """Orders in, outcomes out, until there are no more."""
    memory.die_with_parent(os.getppid())
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    from parser.batch.staff import Staff
    from parser.cli.convert import cores, make_ready
    from parser.cli.work import died, work

    limits: Limits = pickle.load(sys.stdin.buffer)
    if limits.sensible:
        limits = msgspec.structs.replace(limits, memory=memory.sensible(cores()))
    make_ready(many=True)
    staff = Staff(work, 1, limits, died)
    try:
        while True:
            staff.give(pickle.load(sys.stdin.buffer))
            while not (made := staff.take()):
                pass
            pickle.dump(made[0], answers)
            answers.flush()
    except (EOFError, BrokenPipeError):
        pass
    finally:
        staff.close()


if __name__ == "__main__":
    main()
