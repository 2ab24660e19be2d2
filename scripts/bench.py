"""Measure how fast Diarium converts, beside what it costs to read the same PDF's characters at all.

    bench.py                              the figures, of nine rounds
    bench.py --rounds 3 --no-memory       fewer, and without the thousand pages
    bench.py --write docs/performance.md  put them into the document, with machine and date

One process measures everything, in rounds of one run of each, so that whatever else the machine does falls on all
alike; the figure is the median. Libraries are imported and data is loaded before the first round. Before each of our
conversions everything is forgotten that a process remembers of texts it has read, so that no answer is a memory.
"""

import argparse
import gc
import sys
import time
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benching.contestants import CONTESTANTS, OURS  # noqa: E402  the path above comes first
from benching.forgetting import forget, settle  # noqa: E402  the same
from benching.memory import peaks, start_up  # noqa: E402  the same
from benching.report import Figures, Time, as_markdown, machine, put_into  # noqa: E402  the same
from benching.stages import shares  # noqa: E402  the same

SOURCE = ROOT / "corpus" / "raw" / "pm-2006-ri-041-4239.pdf"
LONG = 1000  # pages of the document that memory is measured on


def main() -> int:
    options = _options()
    data = options.pdf.read_bytes()
    figures = Figures(
        pages=_pages(data),
        name=options.pdf.name,
        machine=machine(),
        times=race(data, options.rounds),
        shares=shares(data, options.rounds),
        start_up=start_up(options.rounds),
        memory={} if options.no_memory else peaks(options.pdf, LONG),
        long=LONG,
    )
    text = as_markdown(figures)
    print(text)
    if options.write:
        options.write.write_text(put_into(options.write.read_text(encoding="utf-8"), text), encoding="utf-8")
        print(f"written: {options.write}")
    return 0


def race(data: bytes, rounds: int) -> Mapping[str, list[Time]]:
    """What each contestant takes in each round, after one run of each that is not counted."""
    times: dict[str, list[Time]] = {name: [] for name in CONTESTANTS}
    for run in CONTESTANTS.values():
        run(data)
    settle()
    names = list(CONTESTANTS)
    for turn in range(rounds):
        first = turn % len(names)  # so that nobody always runs after the same one
        for name in names[first:] + names[:first]:
            if name == OURS:
                forget()
            gc.collect()
            begin, worked = time.perf_counter(), time.process_time()
            CONTESTANTS[name](data)
            times[name].append(Time(time.perf_counter() - begin, time.process_time() - worked))
    return times


def _pages(data: bytes) -> int:
    import pypdfium2

    return len(pypdfium2.PdfDocument(data))


def _options() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--pdf", type=Path, default=SOURCE, help="the PDF to measure with (default: the source's)")
    arguments.add_argument("--rounds", type=int, default=9, metavar="N", help="how many rounds (default: %(default)s)")
    arguments.add_argument("--no-memory", action="store_true", help="leave out the thousand pages")
    arguments.add_argument("--write", type=Path, metavar="FILE", help="put the figures into this document")
    return arguments.parse_args()


if __name__ == "__main__":
    sys.exit(main())
