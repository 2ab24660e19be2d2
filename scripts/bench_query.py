"""Measure the index and the questions to it on an invented corpus, beside SQLite's bare answer and DuckDB's.

    bench_query.py                              200,000 acts, in a folder that is removed afterwards
    bench_query.py --acts 1000000 --rounds 3
    bench_query.py --corpus DIR                 records that are there already (see make_corpus.py)
    bench_query.py --write docs/query-speed.md  put the figures into the page, with machine and date

Three give the same answer: the total and the first fifty acts with what they are about, or the counts. Ours is what
the command and the web pages call. SQLite's is one SQL query over the same index, by its own indexes. DuckDB's is one
over the views as tables of its own, in memory; it has no full text here and looks through the texts. Where all three
can mean the same, their totals are compared. Each question has several variants, so that none is answered from memory:
what a state of the corpus remembers of words is forgotten before each. Of an index the time is measured as a user sees
it, with the time of the processor beside it, for a machine that does other things meanwhile.
"""

import argparse
import os
import resource
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benching.questions import QUESTIONS, Named, Opened  # noqa: E402  the path above comes first
from benching.report import machine  # noqa: E402  the same
from make_corpus import write  # noqa: E402  the same
from parser.index.update import Report, update  # noqa: E402  the same
from parser.query.corpus import Corpus, open_corpus  # noqa: E402  the same
from parser.query.question import Question  # noqa: E402  the same

READERS = 50
FEWER = 4
"""So many variants are asked of DuckDB, whose answers take about the same time whatever is asked for."""


@dataclass
class Times:
    """Seconds of each run of a question, by who answered it."""

    ours: list[float] = field(default_factory=list)
    sqlite: list[float] = field(default_factory=list)
    duckdb: list[float] = field(default_factory=list)
    total: int = 0
    differ: str = ""


@dataclass
class Built:
    """What making the index took and takes."""

    report: Report
    cpu: float
    text: int
    records: int
    index: int


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="diarium-bench-") as temporary:
        folder = options.corpus or Path(temporary) / "records"
        if options.corpus is None:
            print(f"making {options.acts:,} acts …", file=sys.stderr)
            write(folder, options.acts, seed=options.seed)
        built = build(folder, options.jobs)
        corpus = open_corpus(folder, refresh=False)
        times = race(corpus, options.rounds, Path(temporary) / "tables")
        readers = read_meanwhile(corpus, folder, options.seconds)
    text = as_markdown(built, times, readers)
    print(text)
    if options.write:
        page = options.write
        mark = f"{round(built.report.acts, -3) // 1000}k"
        page.write_text(put_into(page.read_text(encoding="utf-8"), text, mark), encoding="utf-8")
    return 0


def build(folder: Path, jobs: int | None) -> Built:
    """Make the index anew."""
    shutil.rmtree(folder / ".diarium", ignore_errors=True)
    before = _cpu()
    report = update(folder, full=True, jobs=jobs)
    assert report.index is not None
    corpus = Corpus(folder)
    (row,) = corpus.sql(
        "SELECT sum(octet) FROM (SELECT length(CAST(text AS BLOB)) AS octet FROM acts)", seconds=60
    ).rows
    records = sum(path.stat().st_size for path in folder.rglob("*.json"))
    return Built(
        report=report, cpu=_cpu() - before, text=int(row[0]), records=records, index=report.index.stat().st_size
    )


def _cpu() -> float:
    return sum(resource.getrusage(who).ru_utime + resource.getrusage(who).ru_stime for who in _WHO)


_WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def race(corpus: Corpus, rounds: int, tables: Path) -> dict[Named, Times]:
    """Each question's variants, asked of all three in turn."""
    opened = Opened.of(corpus, tables)
    times = {question: Times() for question in QUESTIONS}
    for turn in range(rounds + 1):
        for question, taken in times.items():
            for number, variant in enumerate(question.variants(opened)):
                forget(corpus)
                told = {
                    "ours": _timed(lambda q=question, v=variant: q.ours(opened, v)),
                    "sqlite": _timed(lambda q=question, v=variant: q.sqlite(opened, v)),
                }
                if number < FEWER:
                    told["duckdb"] = _timed(lambda q=question, v=variant: q.duckdb(opened, v))
                if turn == 0:  # everything once, uncounted: files are read, columns are there
                    _compare(taken, question, variant, {who: one[1] for who, one in told.items()})
                    continue
                for who, (seconds, _) in told.items():
                    getattr(taken, who).append(seconds)
    return times


def forget(corpus: Corpus) -> None:
    """Let a corpus remember no words."""
    for state in corpus._states.values():
        state._found.clear()


def _timed(call: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    told = call()
    return time.perf_counter() - begun, told


def _compare(taken: Times, question: Named, variant: Any, told: dict[str, Any]) -> None:
    taken.total += told["ours"] if isinstance(told["ours"], int) else len(told["ours"])
    for who in ("sqlite", "duckdb"):
        if who in told and question.same(who) and told[who] != told["ours"]:
            taken.differ = who
            print(
                f"{question.name} {variant}: ours {str(told['ours'])[:200]}, {who} {str(told[who])[:200]}",
                file=sys.stderr,
            )


def read_meanwhile(corpus: Corpus, folder: Path, seconds: float) -> tuple[int, int, int, list[float]]:
    """Fifty readers while the index is updated again and again: questions asked, faults, updates, seconds of each."""
    stop = time.monotonic() + seconds
    asked: list[float] = []
    faults: list[BaseException] = []
    questions = [
        Question.of({"kind": "reservation", "party": "mp"}),
        Question.of({"text": "simhall"}),
        Question.of({"kind": "vote", "from": "2012"}),
    ]

    def reader(number: int) -> None:
        try:
            while time.monotonic() < stop:
                begun = time.perf_counter()
                corpus.ask(questions[number % len(questions)])
                asked.append(time.perf_counter() - begun)
        except BaseException as error:
            faults.append(error)

    # As it is in life: another process updates, and by forking before there are threads.
    updates = get_context("fork").Value("i", 0)
    updater = get_context("fork").Process(target=_keep_changing, args=(folder, seconds, updates))
    updater.start()
    readers = [threading.Thread(target=reader, args=(number,)) for number in range(READERS)]
    for one in readers:
        one.start()
    for one in readers:
        one.join()
    updater.join()
    for one in faults:
        print(f"a reader failed: {one!r}", file=sys.stderr)
    return len(asked), len(faults), updates.value, asked


def _keep_changing(folder: Path, seconds: float, updates: Any) -> None:
    """Change a record and update the index, again and again."""
    stop = time.monotonic() + seconds
    some = sorted(folder.rglob("*.json"))[:20]
    while time.monotonic() < stop:
        path = some[updates.value % len(some)]
        path.write_bytes(path.read_bytes().rstrip() + b"\n" * (updates.value % 7 + 1))
        update(folder)
        updates.value += 1


def as_markdown(built: Built, times: dict[Named, Times], readers: tuple[int, int, int, list[float]]) -> str:
    """The figures as the page has them."""
    report = built.report
    mean = built.text / max(report.acts, 1)
    lines = [
        f"{machine()}; load {os.getloadavg()[0]:.1f} at the end.",
        "",
        f"**{report.acts:,} acts** in {report.documents:,} records of {built.records / 1e6:,.0f} MB, "
        f"{report.persons:,} persons; {mean:.0f} bytes of text an act.",
        "",
        f"Index: {report.seconds:.1f} s = **{report.acts / report.seconds:,.0f} acts a second**, "
        f"{built.cpu:.1f} s of processor = {report.acts / built.cpu:,.0f} acts for each; {built.index / 1e6:,.0f} MB = "
        f"{built.index / built.text:.1f} times the text, {built.index / built.records:.2f} times the records.",
        "",
        "| question | answers | ours p50 | p95 | SQLite p50 | p95 | DuckDB p50 | p95 | ours ÷ better (p95) |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for question, taken in times.items():
        figures = [_ms(part(told)) for told in (taken.ours, taken.sqlite, taken.duckdb) for part in (p50, p95)]
        better = min(p95(taken.sqlite), p95(taken.duckdb))
        lines.append(f"| {question.name} | {taken.total:,} | {' | '.join(figures)} | {p95(taken.ours) / better:.2f} |")
    asked, faults, updates, seconds = readers
    lines += [
        "",
        f"Milliseconds. {READERS} readers at once asked {asked:,} questions while the index was updated {updates} "
        f"times: {faults} errors, p95 {_ms(p95(seconds))} ms (all of them share one interpreter).",
    ]
    return "\n".join(lines)


def put_into(document: str, text: str, mark: str) -> str:
    """The page with `text` between the two marks of this size. Raises `ValueError` where it lacks one."""
    begin, end = f"<!-- {mark}: written by scripts/bench_query.py -->", f"<!-- end of {mark} -->"
    before, found, rest = document.partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"The page has no place for the figures: put in the lines {begin} and {end}.")
    return f"{before}{begin}\n\n{text}\n\n{end}{after}"


def p50(seconds: list[float]) -> float:
    return statistics.median(seconds) if seconds else 0.0


def p95(seconds: list[float]) -> float:
    return sorted(seconds)[max(int(len(seconds) * 0.95 + 0.5) - 1, 0)] if seconds else 0.0


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f}"


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    options.add_argument("--acts", type=int, default=200_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--jobs", type=int)
    options.add_argument("--seconds", type=float, default=10, help="of reading while updating")
    options.add_argument("--corpus", type=Path, metavar="DIR")
    options.add_argument("--write", type=Path, metavar="PAGE")
    return options.parse_args()


if __name__ == "__main__":
    sys.exit(main())
