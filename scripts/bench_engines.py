"""How fast and how faithful each engine reads: the figures of `docs/decisions/0002-reading-engine.md`.

    bench_engines.py [FILE.pdf] [--quick]

Prints pages a second in one process (the best of several rounds, and the ratio to pdfium's characters with a loose box
each, which is what the product's goal is told in), then the ugly files of `tests/files/` by engine: the share of words
that come out right, and what poppler makes of them. `--quick` leaves the slow ones out.
"""

import argparse
import ctypes
import io
import json
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import pdfplumber  # noqa: E402  the path above comes first
import pypdfium2  # noqa: E402  the same
import pypdfium2.raw as c  # noqa: E402  the same
from pdfminer.high_level import extract_text  # noqa: E402  the same

from parser.errors import DiariumError  # noqa: E402  the same
from parser.read import open_pdf  # noqa: E402  the same
from parser.read.engines import ENGINES, engine_named  # noqa: E402  the same
from parser.read.witness import is_installed, witness_words  # noqa: E402  the same

FILES = ROOT / "tests" / "files"
ROUNDS = 5


def pdfium_loose_boxes(data: bytes) -> None:
    pdf = pypdfium2.PdfDocument(data)
    box = c.FS_RECTF()
    for page in pdf:
        text_page = page.get_textpage()
        for i in range(text_page.count_chars()):
            c.FPDFText_GetUnicode(text_page, i)
            c.FPDFText_GetLooseCharBox(text_page, i, ctypes.byref(box))


def pdfium_bare_text(data: bytes) -> None:
    for page in pypdfium2.PdfDocument(data):
        page.get_textpage().get_text_range()


def raw_engine(name: str) -> Callable[[bytes], None]:
    def read(data: bytes) -> None:
        document = engine_named(name).open(data)
        for index in range(document.page_count):
            document.page(index)
        document.close()

    return read


def ours(name: str) -> Callable[[bytes], None]:
    def read(data: bytes) -> None:
        with open_pdf(data, name="bench", engine=name, ocr="never") as document:
            for _ in document.pages():
                pass

    return read


def plumber_words(data: bytes) -> None:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            page.extract_words()
            page.close()


def miner_text(data: bytes) -> None:
    extract_text(io.BytesIO(data))


def seconds(read: Callable[[bytes], None], data: bytes, rounds: int) -> float:
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        read(data)
        best = min(best, time.perf_counter() - start)
    return best


def speeds(data: bytes, *, quick: bool) -> None:
    pages = len(pypdfium2.PdfDocument(data))
    jobs: list[tuple[str, Callable[[bytes], None], int]] = [
        ("pdfium, a loose box per character", pdfium_loose_boxes, ROUNDS),
        ("pdfium, bare text", pdfium_bare_text, ROUNDS),
    ]
    for name in ENGINES:
        if name != "pdfplumber":
            jobs += [(f"runs by {name}", raw_engine(name), ROUNDS), (f"pages of spans by {name}", ours(name), ROUNDS)]
    if not quick:
        jobs += [
            ("pages of spans by pdfplumber", ours("pdfplumber"), 1),
            ("pdfplumber, extract_words", plumber_words, 1),
            ("pdfminer, extract_text", miner_text, 1),
        ]
    print(f"{'':38} pages/s   of the loose boxes' time")
    standard = 0.0
    for label, read, rounds in jobs:
        took = seconds(read, data, rounds)
        standard = standard or took
        print(f"{label:38} {pages / took:7.0f}   {took / standard:5.2f}")


def words(text: str) -> Counter[str]:
    return Counter(unicodedata.normalize("NFC", text).replace("\u00ad", "-").split())


def read_words(name: str, engine: str) -> Counter[str]:
    data = (FILES / f"{name}.pdf").read_bytes()
    found: Counter[str] = Counter()
    try:
        with open_pdf(data, name=name, engine=engine, ocr="never") as document:
            for page in document.pages():
                text, before = "", None
                for span in page.spans:
                    near = before and abs(span.x0 - before.x1) < 0.1 * span.size and abs(span.top - before.top) < 5
                    text += ("" if near else " ") + span.text
                    before = span
                found += words(text)
    except DiariumError:
        pass
    return found


def poppler_words(name: str) -> Counter[str]:
    try:
        return words(" ".join(word.text for word in witness_words((FILES / f"{name}.pdf").read_bytes())))
    except DiariumError:
        return Counter()


def faithfulness() -> None:
    expected = json.loads((FILES / "expected.json").read_text(encoding="utf-8"))
    columns = [*ENGINES, *(["poppler"] if is_installed() else [])]
    print(f"\n{'words right (and wrong) of':24}" + "".join(f"{name:>16}" for name in columns))
    for name, pages in expected.items():
        truth = words(" ".join(line for lines in pages for line in lines))
        cells = []
        for column in columns:
            found = poppler_words(name) if column == "poppler" else read_words(name, column)
            right, wrong = (found & truth).total(), (found - truth).total()
            cells.append(f"{right}/{truth.total()}" + (f" (+{wrong})" if wrong else ""))
        print(f"{name:24}" + "".join(f"{cell:>16}" for cell in cells))


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("file", nargs="?", type=Path, default=ROOT / "corpus" / "raw" / "pm-2006-ri-041-4239.pdf")
    arguments.add_argument("--quick", action="store_true", help="leave pdfplumber and pdfminer out of the speeds")
    options = arguments.parse_args()
    speeds(options.file.read_bytes(), quick=options.quick)
    faithfulness()
    return 0


if __name__ == "__main__":
    sys.exit(main())
