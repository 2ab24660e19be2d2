"""`diarium convert`: PDFs in, validated records out, and at the end who reserved themselves against what."""

import argparse
import contextlib
import gc
import os
import sys
from collections.abc import Callable
from contextlib import closing

import msgspec

from parser.batch import memory, places
from parser.batch.crew import Crew
from parser.batch.engine import Batch, Result
from parser.batch.lock import Lock
from parser.batch.manifest import Manifest
from parser.batch.places import Output
from parser.batch.plan import Wanted
from parser.batch.staff import Staff
from parser.batch.values import Fault, Limits, fault
from parser.cli import exits
from parser.cli.progress import Telling, told_by
from parser.cli.work import died, work
from parser.errors import DiariumError, UnreadableDocument

FEW = 10
"""Up to so many documents, each gets a page to look at without being asked for …"""
SHORT = 200
"""… unless it has more pages than this: drawing them takes longer than reading them, and a browser long to open."""
MANY = 20
"""From so many documents on it pays to load what most will need before there are several processes."""


def run(arguments: argparse.Namespace) -> int:
    """Convert what `arguments.paths` stand for; the exit code."""
    telling = told_by(quiet=arguments.quiet, as_json=arguments.log_json, debug=arguments.debug)
    nothing = _nothing(arguments.paths)
    if nothing:  # no folder is made for nothing
        for one in nothing:
            telling.fault(one)
        return exits.worst(one.exit_code for one in nothing)
    output = places.open_output(arguments.output)
    output.prepare()
    lock = Lock(output.state, output.shown("").rstrip("/"), wait=arguments.wait, told=telling.note)
    try:
        output.tidy()
        with closing(Manifest(output.state)) as manifest:
            if manifest.put_aside is not None:
                telling.note(
                    f"The manifest could not be read and was put aside as {manifest.put_aside}; all is converted again."
                )
            result = _batch(manifest, output, telling, arguments)
        output.finish()
    finally:
        output.tidy()
        lock.release()
    return exits.worst(result.codes)


def _batch(manifest: Manifest, output: Output, telling: Telling, arguments: argparse.Namespace) -> Result:
    batch = Batch(manifest, output, telling)
    total = batch.list(arguments.paths)
    if not total:
        return batch.result
    limits = limits_of(arguments)
    try:
        result = batch.run(_wanted(arguments, total, limits), _crew(arguments, output, limits), prune=arguments.prune)
    finally:
        gc.unfreeze()
        telling.end(_figures(batch.result))
    try:
        from parser.cli.report import write_report

        page = write_report(manifest, output, batch)
    except DiariumError as error:
        page = None
        telling.fault(fault(output.shown(""), error))
        result.codes.append(error.exit_code)
    if not arguments.quiet:
        from parser.cli.summary import print_summary  # rich is not needed before, nor by a quiet run

        print_summary(manifest, output, result, page)
    return result


def _nothing(paths: list[str]) -> list[Fault]:
    """The faults, where `paths` stand for no document at all."""
    faults: list[Fault] = []
    for given in paths:
        for one in places.listed(given):
            if not isinstance(one, Fault):
                return []
            faults.append(one)
    return faults or [fault(" ".join(paths), UnreadableDocument("there is nothing to convert"))]


def _wanted(arguments: argparse.Namespace, total: int, limits: Limits) -> Wanted:
    page_up_to = SHORT if total <= FEW else 0
    if arguments.inspect is not None:
        page_up_to = sys.maxsize if arguments.inspect else 0
    return Wanted(
        formats=arguments.format,
        page_up_to=page_up_to,
        municipality=arguments.municipality,
        ocr=arguments.ocr,
        limits=limits,
        force=arguments.force,
        retry=arguments.retry,
        checksum=arguments.checksum,
    )


def limits_of(arguments: argparse.Namespace) -> Limits:
    """What a document may take, as the command was told or by what is sensible on this machine."""
    most = arguments.max_memory
    return Limits(
        memory=memory.sensible(arguments.jobs or cores()) if most is None else most or None,
        seconds=arguments.timeout or None,
        output=arguments.max_output or None,
        timed=arguments.timeout != 0,
    )


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _crew(arguments: argparse.Namespace, output: Output, limits: Limits) -> Callable[[int], Crew]:
    def make(todo: int) -> Crew:
        if arguments.cluster:
            from parser.batch.cluster import Cluster
            from parser.cli.hand import do

            theirs = msgspec.structs.replace(limits, memory=None, sensible=True)
            return Cluster(arguments.cluster, output, theirs if arguments.max_memory is None else limits, do)
        make_ready(many=todo >= MANY)
        return Staff(work, min(arguments.jobs or cores(), todo), limits, died)

    return make


def make_ready(*, many: bool) -> None:
    """Load once what every process needs: forked processes share it.

    For `many` documents also what most of them will need: all profiles, the schemas, the dictionary.
    """
    # Threads of Tesseract and of numpy would fight with our processes, and must not be there when we fork.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from parser import pipeline  # noqa: F401
    from parser.language.lexicon import load_lexicon

    lexicon = load_lexicon()
    if many:
        from parser.language.engine import engine_for
        from parser.profile import available, load_profile
        from parser.read.engines import DEFAULT, engine_named
        from parser.record.validate import preload

        schemas = preload()
        engine_named(DEFAULT)
        lexicon.knows("xqzvw")  # a word that only the dictionary can deny
        for name in available():
            with contextlib.suppress(DiariumError):  # a broken profile is told by the documents that need it
                engine_for(load_profile(name))
        schemas.join()  # no thread may be there when we fork
    gc.collect()
    gc.freeze()  # the collector would touch, and so copy, what the processes share


def _figures(result: Result) -> dict[str, object]:
    return {
        "documents": result.total,
        **{how: result.how.get(how, 0) for how in ("converted", "duplicate", "unchanged", "failed", "quarantined")},
        "faults": result.faults,
        "gone": result.gone,
        "left_out": result.left_out,
        "pruned": result.pruned,
        "stopped": result.stopped,
        "seconds": round(result.seconds, 3),
        "exit_code": exits.worst(result.codes),
    }
