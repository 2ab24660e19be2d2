"""What `bench_batch.py` measures, each in a process of its own: conversions by a bare loop and by the batch, and the
batch alone, its reader replaced by a stub that costs next to nothing."""

import argparse
import contextlib
import hashlib
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

STUB_PAGES = 17


def in_a_process(what: str, *arguments: str) -> dict[str, float]:
    """The figures of one measurement, by a process that does nothing else."""
    done = subprocess.run(
        [sys.executable, __file__, what, *arguments], stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT
    )
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def bare(raw: Path, out: Path) -> dict[str, float]:
    """A loop over the documents: convert, write. What Diarium did before there was a batch, and in one process."""
    from parser.cli.convert import make_ready

    make_ready(many=True)
    began, worked = time.perf_counter(), _processor()
    loop(raw, out, sorted(raw.rglob("*.pdf")))
    return {"seconds": time.perf_counter() - began, "processor": _processor() - worked}


def halves(raw: Path, out: Path) -> dict[str, float]:
    """Two bare loops at once, each over every other document: what the machine gives for a second process."""
    from parser.cli.convert import make_ready

    make_ready(many=True)
    began, worked = time.perf_counter(), _processor()
    other = os.fork()
    paths = sorted(raw.rglob("*.pdf"))
    loop(raw, out, paths[1 if other else 0 :: 2])
    if not other:
        os._exit(0)
    os.waitpid(other, 0)
    return {"seconds": time.perf_counter() - began, "processor": _processor() - worked}


def loop(raw: Path, out: Path, paths: list[Path]) -> None:
    """Convert these documents and write them."""
    from parser import pipeline
    from parser.record.files import write_atomically

    for path in paths:
        made = pipeline.convert(path.read_bytes(), name=path.name)
        target = out / path.relative_to(raw)
        write_atomically(target.with_suffix(".json"), made.json)
        write_atomically(target.with_suffix(".xml"), made.xml)


def batch(raw: Path, out: Path, jobs: int) -> dict[str, float]:
    """The command's own run, from the listing to the report; loading what every process needs is left out, as above."""
    from parser.cli import convert
    from parser.cli.main import command_line

    convert.make_ready(many=True)
    arguments = command_line().parse_args(
        ["convert", str(raw), "-o", str(out), "--jobs", str(jobs), "--no-inspect", "--quiet"]
    )
    began, worked = time.perf_counter(), _processor()
    assert convert.run(arguments) == 0
    return {"seconds": time.perf_counter() - began, "processor": _processor() - worked, "peak": _peak()}


def simulate(folder: Path, number: int) -> dict[str, float]:
    """`number` small files, a stub for the reader: what the batch itself costs, and the run after a finished one."""
    from parser.batch.engine import Batch
    from parser.batch.local import Folder
    from parser.batch.lock import Lock
    from parser.batch.manifest import Manifest
    from parser.batch.plan import Wanted
    from parser.batch.staff import Staff
    from parser.cli.convert import make_ready
    from parser.cli.progress import Telling
    from parser.cli.report import write_report
    from parser.cli.summary import print_summary
    from parser.cli.work import died

    raw, out = folder / "raw", folder / "out"
    for one in range(number):
        path = raw / f"{one % 100:02}" / f"{one:06}.pdf"
        if one < 100:
            path.parent.mkdir(parents=True)
        path.write_bytes(b"%%PDF-stub %d " % one + b"x" * (one % 997))
    make_ready(many=True)
    figures: dict[str, float] = {"number": number}
    for turn in ("first", "again"):
        output = Folder(str(out))
        began, worked = time.perf_counter(), _processor()
        output.prepare()
        lock = Lock(output.state, str(out))
        with contextlib.closing(Manifest(output.state)) as manifest:
            run = Batch(manifest, output, Telling(debug=False))
            run.list([str(raw)])
            listed = time.perf_counter()
            result = run.run(Wanted(), lambda _: Staff(stub, 2, Wanted().limits, died))
            done = time.perf_counter()
            write_report(manifest, output, run)
            with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
                print_summary(manifest, output, result, None)
        lock.release()
        assert result.how == {"converted" if turn == "first" else "unchanged": number}, result.how
        ended = time.perf_counter()
        figures |= {f"{turn}_list": listed - began, f"{turn}_work": done - listed, f"{turn}_report": ended - done}
        figures |= {f"{turn}_all": ended - began, f"{turn}_processor": _processor() - worked}
    figures |= {"peak": _peak(), "manifest": (out / ".diarium" / "manifest.sqlite").stat().st_size / 2**20}
    shutil.rmtree(folder, ignore_errors=True)
    return figures


def stub(order: Any) -> Any:
    """Work that reads and writes, and costs nothing else."""
    import msgspec

    from parser.batch import places
    from parser.batch.values import Counts, Outcome
    from parser.cli.digest import Digest, Dissent

    content = places.read(order.address)
    known = Outcome(
        order.source,
        order.target,
        sha256=hashlib.sha256(content.data).hexdigest(),
        size=len(content.data),
        fingerprint=content.fingerprint,
    )
    if order.task == "look":
        return known
    files = []
    for ending in (".json", ".xml"):
        path = Path(order.output, order.target + ending)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.data)
        files.append((order.target + ending, str(len(content.data))))
    one = Dissent(
        "Anna Berg (V)", "Nämnden", None, ("its decision, p. 3: “Nämnden bifaller.”",), (), "rejection", "p. 4"
    )
    digest = Digest("Protokoll · Älvsby · Nämnden · 2012-04-17", None, (one, one))
    return msgspec.structs.replace(
        known,
        files=tuple(files),
        profile="generic",
        counts=Counts(STUB_PAGES, {"decision": 12, "reservation": 2}, 0, 2, {"generic-profile": 1}),
        digest=msgspec.msgpack.encode(digest),
    )


def _processor() -> float:
    """Seconds of the processor, of this process and of those that it began and that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _peak() -> float:
    """The most memory that this process had, in megabytes; not that of its workers."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("what", choices=("bare", "halves", "batch", "simulate"))
    arguments.add_argument("paths", nargs="+")
    given = arguments.parse_args()
    first, *rest = given.paths
    if given.what == "bare":
        figures = bare(Path(first), Path(rest[0]))
    elif given.what == "halves":
        figures = halves(Path(first), Path(rest[0]))
    elif given.what == "batch":
        figures = batch(Path(first), Path(rest[0]), int(rest[1]))
    else:
        figures = simulate(Path(first), int(rest[0]))
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    # As a module of its name, so that the stub can be handed to processes.
    sys.path.insert(0, str(ROOT / "scripts"))
    from benching import batch_runs

    sys.exit(batch_runs.main())
