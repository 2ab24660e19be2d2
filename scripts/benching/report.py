"""The figures, as a person reads them and as docs/performance.md holds them."""

import datetime
import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

import msgspec

from benching.contestants import OURS, PLUMBER, REFERENCE

BEGIN, END = "<!-- measured: written by scripts/bench.py -->", "<!-- end of what scripts/bench.py writes -->"
MOST_OF_REFERENCE, LEAST_OF_PLUMBER, MOST_MEMORY = 2.0, 10.0, 400
LIBRARIES = ("pypdfium2", "pdf_oxide", "pdfplumber", "pdfminer.six", "spacy", "lxml", "msgspec", "jsonschema_rs")


class Time(msgspec.Struct, frozen=True):
    """Seconds of one run: by the clock, and of the processor, which other programs on the machine hardly lengthen."""

    clock: float
    processor: float


class Figures(msgspec.Struct, frozen=True):
    """What was measured: each contestant's rounds, shares by stage, seconds to start, peak megabytes."""

    pages: int
    name: str
    machine: str
    times: Mapping[str, Sequence[Time]]
    shares: Mapping[str, float]
    start_up: tuple[float, float]
    memory: Mapping[str, int]
    long: int


def machine() -> str:
    """What the figures were measured on, and when."""
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text(encoding="utf-8").splitlines() if cpu.is_file() else []
    model = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    load = os.getloadavg()[0]
    return (
        f"{datetime.datetime.now(tz=datetime.UTC).date().isoformat()}, {model}, {os.cpu_count()} cores "
        f"(load {load:.1f} when measured), {platform.platform(terse=True)}, "
        f"Python {platform.python_version()}; {libraries}."
    )


def as_markdown(figures: Figures) -> str:
    """The tables."""
    clock, processor = _medians(figures)
    rounds = min(map(len, figures.times.values()))
    lines = [figures.machine, "", f"`{figures.name}`, {figures.pages} pages; medians of {rounds} rounds.", ""]
    lines += ["| | ms | fastest to slowest | pages a second | of the reference's time | the same, of the processor's |"]
    lines += ["|---|--:|--:|--:|--:|--:|"]
    for name, times in figures.times.items():
        shown = f"**{name}**" if name in (OURS, REFERENCE) else name
        taken = [1000 * time.clock for time in times]
        lines.append(
            f"| {shown} | {1000 * clock[name]:.0f} | {min(taken):.0f} – {max(taken):.0f} "
            f"| {figures.pages / clock[name]:,.0f} | {clock[name] / clock[REFERENCE]:.2f} × "
            f"| {processor[name] / processor[REFERENCE]:.2f} × |"
        )
    lines += ["", "| goal | measured | |", "|---|---|---|"]
    lines += [f"| {goal} | {measured} | {'met' if met else '**not met**'} |" for goal, measured, met in goals(figures)]
    lines += ["", "| stage | share of the conversion |", "|---|--:|"]
    lines += [f"| {stage} | {100 * share:.1f} % |" for stage, share in figures.shares.items()]
    if figures.memory:
        lines += ["", f"| peak memory with {figures.long:,} pages | MB |", "|---|--:|"]
        lines += [f"| {what} | {megabytes} |" for what, megabytes in figures.memory.items()]
    lines += ["", "| start | ms |", "|---|--:|"]
    lines += [f"| `diarium --help` | {1000 * figures.start_up[0]:.0f} |"]
    lines += [f"| a Python that does nothing | {1000 * figures.start_up[1]:.0f} |"]
    return "\n".join(lines)


def goals(figures: Figures) -> list[tuple[str, str, bool]]:
    """Each goal: what it is, what was measured, whether that meets it."""
    median, _ = _medians(figures)
    of_reference = median[OURS] / median[REFERENCE]
    of_plumber = median[PLUMBER] / median[OURS]
    found = [
        (
            f"at most {MOST_OF_REFERENCE:.0f} × the time of «{REFERENCE}»",
            f"{of_reference:.2f} ×",
            of_reference <= MOST_OF_REFERENCE,
        ),
        (
            f"at least {LEAST_OF_PLUMBER:.0f} × as fast as «{PLUMBER}»",
            f"{of_plumber:.1f} ×",
            of_plumber >= LEAST_OF_PLUMBER,
        ),
    ]
    for what, megabytes in figures.memory.items():
        if what.startswith(("read", "the whole")):
            goal = f"{figures.long:,} pages in less than {MOST_MEMORY} MB: {what}"
            found.append((goal, f"{megabytes} MB", megabytes < MOST_MEMORY))
    return found


def _medians(figures: Figures) -> tuple[dict[str, float], dict[str, float]]:
    return (
        {name: statistics.median(time.clock for time in times) for name, times in figures.times.items()},
        {name: statistics.median(time.processor for time in times) for name, times in figures.times.items()},
    )


def put_into(document: str, text: str) -> str:
    """The document with `text` between its two marks. Raises `ValueError` where it lacks one."""
    before, begin, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"The document has no place for the figures: put in the lines {BEGIN} and {END}.")
    return f"{before}{BEGIN}\n\n{text}\n\n{END}{after}"
