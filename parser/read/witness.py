"""An independent witness of what a PDF says: the words that poppler's program `pdftotext` sees, with their places."""

import html
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from parser.errors import MissingProgram, UnreadableDocument
from parser.model import BBox
from parser.read.closing import readable

_PAGE = re.compile(rb'<page width="([\d.]+)" height="([\d.]+)">')
_WORD = re.compile(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>')
_SECONDS = 600


class Word(msgspec.Struct, frozen=True):
    """A word as poppler reads it; its box in points from the top left corner of the page as shown."""

    text: str
    page: int
    bbox: BBox


def is_installed() -> bool:
    """Whether the program is there."""
    return shutil.which("pdftotext") is not None


def witness_words(data: bytes, *, name: str = "the PDF") -> Iterator[Word]:
    """The words of a PDF in poppler's order.

    Raises `MissingProgram` where poppler is not installed, `UnreadableDocument` where it cannot read the file.
    """
    program = shutil.which("pdftotext")
    if program is None:
        raise MissingProgram(
            "The witness is poppler's program pdftotext, which is not installed. Install poppler-utils, "
            "or leave the witness out."
        )
    with tempfile.TemporaryDirectory(prefix="diarium-") as folder:
        source, target = Path(folder) / "in.pdf", Path(folder) / "out.html"
        source.write_bytes(readable(data))
        done = subprocess.run(
            [program, "-bbox", "-cropbox", "-q", str(source), str(target)],
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
        if done.returncode != 0 or not target.exists():
            fault = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise UnreadableDocument(
                f"{name} cannot be read by poppler's pdftotext ({fault[-1] if fault else 'no reason given'}). "
                "Leave the witness out, or repair the file."
            )
        yield from _words(target)


def _words(target: Path) -> Iterator[Word]:
    """Read line by line, so that a long document costs no memory. A word may hold line feeds in damaged files only."""
    page = 0
    with target.open("rb") as lines:
        for line in lines:
            if _PAGE.search(line):
                page += 1
                continue
            for found in _WORD.finditer(line.decode("utf-8", "replace")):
                x0, top, x1, bottom, text = found.groups()
                yield Word(html.unescape(text), page, BBox(float(x0), float(top), float(x1), float(bottom)))
