"""Every engine reads the ugly files of `tests/files/` alike; where one cannot, the reason stands here."""

import json
import re
import unicodedata
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from parser.model import Page, Span
from parser.pipeline import Options, convert
from parser.read import open_pdf
from parser.read.engines import DEFAULT, ENGINES, engine_named
from parser.read.names import names_in
from parser.read.witness import is_installed, witness_words
from parser.record.types import Record

FILES = Path(__file__).parent / "files"
SOURCE = Path(__file__).parent.parent / "corpus" / "raw" / "pm-2006-ri-041-4239.pdf"
EXPECTED: dict[str, list[list[str]]] = json.loads((FILES / "expected.json").read_text(encoding="utf-8"))

UNREAD = {
    ("pypdfium2", "type3"): "pdfium does not look at the names of a Type 3 font's glyphs",
    ("pypdfium2", "font-program-map"): "pdfium does not look into the font program for what its glyphs mean",
    ("pdfplumber", "annotations"): "pdfplumber reads the page's content only",
    ("pdfplumber", "actual-text"): "pdfminer does not know ActualText",
    ("pdfplumber", "soft-hyphens"): "pdfminer takes the hyphen of code 173 for a space",
    ("pdfplumber", "truncated-readable"): "pdfminer does not restore a file without its table",
}
SPACED_OTHERWISE = {"letter-spaced"}  # spaces between spaced letters are the layout stage's to undo


@cache
def pages_of(engine: str, name: str) -> tuple[Page, ...]:
    data = SOURCE.read_bytes() if name == "source" else (FILES / f"{name}.pdf").read_bytes()
    try:
        with open_pdf(data, name=name, engine=engine, ocr="never") as document:
            return tuple(document.pages())
    except Exception as fault:
        if "has no text" in str(fault):
            return ()
        raise


def plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace("\u00ad", "-")


def words_of(page: Page) -> list[str]:
    """The page's words; a word goes on in the next span where that follows without a gap."""
    text, before = "", None
    for span in page.spans:
        follows = before is not None and abs(span.x0 - before.x1) < 0.1 * span.size
        if not (follows and before is not None and abs(span.baseline - before.baseline) < 5):
            text += " "
        text += plain(span.text)
        before = span
    return sorted(text.split())


def letters_of(page: Page) -> list[str]:
    return sorted("".join("".join(plain(span.text).split()) for span in page.spans))


CASES = [(engine, name) for engine in ENGINES for name in EXPECTED if (engine, name) not in UNREAD]


@pytest.mark.parametrize(("engine", "name"), CASES)
def test_each_engine_reads_what_a_person_sees(engine: str, name: str) -> None:
    expected = EXPECTED[name]
    pages = pages_of(engine, name)
    if not any(expected):
        assert not any(page.spans for page in pages)
        return
    assert len(pages) == len(expected)
    for page, lines in zip(pages, expected, strict=True):
        assert letters_of(page) == sorted("".join("".join(plain(line).split()) for line in lines))
        if name not in SPACED_OTHERWISE:
            assert words_of(page) == sorted(word for line in lines for word in plain(line).split())


@pytest.mark.parametrize(("engine", "name"), list(UNREAD))
def test_what_an_engine_cannot_read_is_still_so(engine: str, name: str) -> None:
    """If this fails, the engine has learnt it: take the exception out."""
    try:
        pages = pages_of(engine, name)
    except Exception:
        return
    expected = EXPECTED.get(name, [])
    assert [words_of(page) for page in pages] != [
        sorted(word for line in lines for word in plain(line).split()) for lines in expected
    ]


@pytest.mark.parametrize("engine", ["pypdfium2", pytest.param("pdfplumber", marks=pytest.mark.long)])
@pytest.mark.parametrize("name", [*EXPECTED, "source"])
def test_the_same_characters_stand_in_the_same_places(engine: str, name: str) -> None:
    if (engine, name) in UNREAD or (engine == "pdfplumber" and name in SPACED_OTHERWISE):
        pytest.skip(UNREAD.get((engine, name), "pdfplumber does not tell a gap from a spaced letter's"))
    for ours, theirs in zip(pages_of("pdf_oxide", name), pages_of(engine, name), strict=True):
        assert (ours.width, ours.height) == pytest.approx((theirs.width, theirs.height), abs=0.02)
        others = list(places_of(theirs))
        for word, x, span in places_of(ours):
            assert any(
                word == other
                and abs(x - at) < 4  # what follows an Å in a font that is not in the file
                and abs(each.baseline - span.baseline) < 4.5  # it does not raise raised text
                and abs(each.size - span.size) < 0.02 * span.size
                and (each.bold, each.italic) == (span.bold, span.italic)
                and abs(each.rotation - span.rotation) < 0.1
                for other, at, each in others
            ), f"{name} page {ours.number}: {word!r} at {x:.0f}, {span.baseline:.0f}"


def places_of(page: Page) -> Iterator[tuple[str, float, Span]]:
    for span in page.spans:
        for found in re.finditer(r"\S+", span.text):
            yield plain(found.group()), span.edges[found.start()], span


def test_engines_agree_on_the_source_span_by_span() -> None:
    for ours, theirs in zip(pages_of("pdf_oxide", "source"), pages_of("pypdfium2", "source"), strict=True):
        # pdfium makes one space of two; among spaces as wide (Tw) they cannot be told again.
        assert [" ".join(span.text.split()) for span in ours.spans] == [
            " ".join(span.text.split()) for span in theirs.spans
        ]
        for a, b in zip(ours.spans, theirs.spans, strict=True):
            assert (a.x0, a.x1, a.baseline) == pytest.approx((b.x0, b.x1, b.baseline), abs=0.5)


@pytest.mark.skipif(not is_installed(), reason="poppler is not installed")
@pytest.mark.parametrize(
    "name", ["clean", "page-rotated-90", "page-rotated-270", "cropped", "shifted-origin", "source"]
)
def test_poppler_sees_the_words_where_we_do(name: str) -> None:
    data = SOURCE.read_bytes() if name == "source" else (FILES / f"{name}.pdf").read_bytes()
    spans = [(page.number, span) for page in pages_of("pdf_oxide", name) for span in page.spans]
    for word in witness_words(data):
        middle = (word.bbox.top + word.bbox.bottom) / 2
        assert any(
            page == word.page
            and span.x0 - 5 <= word.bbox.x0
            and word.bbox.x1 <= span.x1 + 5
            and span.top - 3 <= middle <= span.bottom + 3
            and word.text[:1] in span.text
            for page, span in spans
        ), word


@pytest.mark.parametrize("engine", ["pdf_oxide", "pypdfium2"])
def test_rules_are_those_drawn(engine: str) -> None:
    """Two lines, a thin bar, a box of four sides, two uprights; the big filled box is a box too."""
    (page,) = pages_of(engine, "ruled-table")
    level = sorted({round(rule.top) for rule in page.rules if rule.x1 - rule.x0 > 100})
    upright = sorted({round(rule.x0) for rule in page.rules if rule.bottom - rule.top > 50})
    assert {142, 162, 182, 202} <= {y + d for y in level for d in (-1, 0, 1)}
    assert {72, 200, 300, 400} <= set(upright)


def test_an_unknown_engine_is_named_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match=r"no engine 'mupdf': choose one of pdf_oxide, pypdfium2"):
        engine_named("mupdf")


def test_each_engine_tells_its_version() -> None:
    for name in ENGINES:
        info = engine_named(name).info
        assert info.name == name
        assert info.version[0].isdigit()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"/MediaBox [0 0 595 842] /Rotate 0 >>", (False, False, False, False)),
        (b"/MediaBox [0.0 -0 595 842] /Rotate 90 >>", (True, False, False, False)),
        (b"/MediaBox[-10 0 595 842] /CropBox [0 0 1 1]", (False, True, False, True)),
        (b"/MediaBox 7 0 R /Annots []", (False, False, True, True)),
        (b"/ObjStm /Length 3 >> stream\nnoise", (True, True, True, True)),
        (
            b"/Type /ObjStm >> stream\r\n" + zlib.compress(b"/MediaBox [0 0 9 9 ] /Annots 3 0 R"),
            (False, False, True, False),
        ),
    ],
)
def test_what_no_page_has_is_told_from_the_bytes(body: bytes, expected: tuple[bool, ...]) -> None:
    """A wrong False would lose a turn or a crop; where it cannot be told, the answer is True."""
    names = names_in(body)
    assert (names.turned, names.cropped, names.annotated, names.shifted) == expected


@cache
def record_of(engine: str) -> Record:
    return convert(SOURCE.read_bytes(), name=SOURCE.name, options=Options(engine=engine)).record


@pytest.mark.long
@pytest.mark.parametrize("engine", [name for name in ENGINES if name != DEFAULT])
def test_whole_records_are_the_same_by_each_engine(engine: str) -> None:
    ours, theirs = record_of(DEFAULT), record_of(engine)
    assert [(block.role, block.text) for block in ours.blocks] == [(block.role, block.text) for block in theirs.blocks]
    assert ours.acts == theirs.acts
    assert ours.document == theirs.document
    assert ours.persons == theirs.persons
