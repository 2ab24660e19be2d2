"""`diarium convert`: PDFs in, validated records out, and at the end who reserved themselves against what."""

import argparse
import os
import sys
from collections.abc import Generator, Sequence
from contextlib import closing
from pathlib import Path

from parser.cli import exits, processes, terminal
from parser.cli.sources import Fault, Job, plan
from parser.cli.work import Order, Outcome, died, work
from parser.errors import UnwritableOutput

FEW = 10
"""Up to so many documents, each gets a page to look at without being asked for …"""
SHORT = 200
"""… unless it has more pages than this: drawing them takes longer than reading them, and a browser long to open."""


def run(arguments: argparse.Namespace) -> int:
    """Convert what `arguments.paths` stand for; the exit code."""
    out = Path(arguments.output)
    plans = plan(arguments.paths, out)
    for fault in plans.faults:
        report(fault, debug=arguments.debug)
    codes = [fault.exit_code for fault in plans.faults]
    if not plans.jobs:
        return exits.worst(codes)
    make_folder(out)
    page_up_to = SHORT if len(plans.jobs) <= FEW else 0
    if arguments.inspect is not None:
        page_up_to = sys.maxsize if arguments.inspect else 0
    orders = [_order(job, arguments, page_up_to) for job in plans.jobs]
    outcomes: list[Outcome] = []
    with closing(_converted(orders, arguments.jobs)) as converted:
        terminal.progress(0, len(orders), quiet=arguments.quiet)
        for outcome in converted:
            if outcome.fault is not None:
                report(outcome.fault, debug=arguments.debug)
                codes.append(outcome.fault.exit_code)
            outcomes.append(outcome)
            terminal.progress(len(outcomes), len(orders), quiet=arguments.quiet)
    if not arguments.quiet:
        from parser.cli.summary import print_summary  # rich is not needed before, nor by a quiet run

        print_summary([one for one in outcomes if one.digest], out, faults=len(codes))
    return exits.worst(codes)


def report(fault: Fault, *, debug: bool) -> None:
    """A fault as one sentence; its traceback first, where there is one and it was asked for."""
    if debug and fault.trace:
        terminal.raw(fault.trace)
    terminal.complain(fault.message, name=fault.name)


def make_folder(folder: Path) -> None:
    """Make the output folder. Raises UnwritableOutput where that is impossible, before any work is done."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise UnwritableOutput(f"{folder} is a file, not a folder; remove it or name another folder with -o") from None
    except NotADirectoryError:
        raise UnwritableOutput(f"{folder} cannot be made, a file is in the way; name another folder with -o") from None
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise UnwritableOutput(f"{folder} cannot be made ({reason}); name another folder with -o") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UnwritableOutput(f"{folder} may not be written to (no permission); name another folder with -o")


def _order(job: Job, arguments: argparse.Namespace, page_up_to: int) -> Order:
    return Order(
        source=str(job.source),
        target=str(job.target),
        formats=arguments.format,
        page_up_to=page_up_to,
        municipality=arguments.municipality,
        ocr=arguments.ocr,
    )


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _make_ready() -> None:
    """Load once what every process needs: forked processes share it."""
    # Threads of Tesseract and of numpy would fight with our processes, and must not be there when we fork.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from parser import pipeline  # noqa: F401
    from parser.language.lexicon import load_lexicon

    load_lexicon()


def _converted(orders: Sequence[Order], jobs: int | None) -> Generator[Outcome, None, None]:
    if len(orders) == 1:  # a process of its own would cost more than it protects: there are no others to go on
        yield work(orders[0])
        return
    count = jobs or cores()
    _make_ready()
    with closing(processes.run(orders, work, jobs=min(count, len(orders)), died=died)) as results:
        yield from results
