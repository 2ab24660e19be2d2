"""Hostile and odd documents: no crash, no invalid record, and work that grows with the document and no faster."""

import contextlib
import io
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from types import FrameType
from typing import Any

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from parser.model import Page
from parser.read.engines import engine_named
from parser.read.runs import Run
from whole import Set, check_whole, converted, pages_of

# Plain words, so that chance makes nothing that a rule would know.
SAID = "det är viktigt att nämnden följer upp kostnaderna för verksamheten under året och att stadens medel används"
IN_ENGLISH = "the council shall decide that this matter be referred back to the committee for further preparation"
SWEDISH, ENGLISH = SAID.split(), IN_ENGLISH.split()
FRONT = [
    Set("Sammanträdesprotokoll", bold=True, size=14),
    Set("Uppsala kommun"),
    Set("Kommunstyrelsen 2019-03-14"),
    Set("§ 1 Ett ärende", bold=True, size=12, above=1),
]
MEMO = [Set("PM 2006 RI (Dnr 041-4239/2006)", bold=True, size=14), Set("En titel", bold=True, size=12, above=1)]


def head(text: str) -> Set:
    return Set(text, bold=True, above=1)


def said(chance: random.Random, words: Sequence[str], count: int) -> str:
    return " ".join(chance.choice(words) for _ in range(count)).capitalize() + "."


def filled(text: str, width: int = 85) -> Iterator[Set]:
    """The lines of a paragraph."""
    line = ""
    for word in text.split():
        if len(line) + len(word) > width:
            yield Set(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    yield Set(line)


def name(chance: random.Random) -> str:
    return " ".join("".join(chance.choices(("ba", "lo", "mi", "ra", "su", "ve"), k=3)).capitalize() for _ in range(2))


# ---- odd documents

Make = Callable[[random.Random], list[Set | None]]


def _lines(text: str, count: int) -> list[Set | None]:
    return [*FRONT, *(Set(text) for _ in range(count))]


ODD: dict[str, Make] = {
    "a table of very many lines": lambda _: (
        [*FRONT, head("Omröstning"), *(Set(f"{n}   Anna Berg{n % 97}   V   Ja") for n in range(1500))]
    ),
    "a vote that swallows rows of figures": lambda c: (
        [*FRONT, head("Omröstning"), *(Set(" ".join(f"{c.randint(0, 999):03}" for _ in range(18))) for _ in range(300))]
    ),
    "one word a page": lambda c: [x for _ in range(200) for x in (None, Set(c.choice(SWEDISH)))],
    "nothing but paragraph headings": lambda c: [*FRONT, *(head(f"§ {n} {c.choice(SWEDISH)}") for n in range(2, 600))],
    "nothing but section words": lambda c: (
        [head(c.choice(["Beslut", "Yrkanden", "Reservationer", "Omröstning", "Jäv", "Bilaga 1"])) for _ in range(600)]
    ),
    "nothing but furniture": lambda _: (
        [x for n in range(60) for x in (None, Set("Uppsala kommun  Protokoll"), Set(f"Sida {n + 1} (60)"))]
    ),
    "letters without a space": lambda c: [*FRONT, *(Set("".join(c.choices("abcdefgåäö", k=100))) for _ in range(200))],
    "all on one line": lambda _: [
        Set("Protokoll § 1 Beslut Nämnden beslutar Reservation NN (V) reserverar sig " * 200)
    ],
    "text from right to left": lambda _: _lines("עברית טקסט ארוך מאוד כאן \u202e reserverar sig", 200),
    "emoji": lambda _: _lines("😀🎉👩\u200d👩\u200d👧 (V) reserverar sig 🇸🇪", 200),
    "control characters": lambda _: _lines("\x00\x01\x07 text\x1f\x7f\u2028 \u200b mer\ufffe", 200),
    "signs of HTML and XML": lambda _: _lines("<script>alert(1)</script> ]]> &amp; <!-- --> <?xml?>", 200),
    "brackets in brackets": lambda _: _lines("(((((((((((V)))))))))) ((S) [V] (MP)", 300),
    "dots of a table of contents": lambda _: _lines("." * 80 + " 3", 300),
    "very many appendices": lambda _: [*FRONT, *(Set(f"Bilaga {n}") for n in range(600))],
    "very deep numbering": lambda c: (
        [*FRONT, *(Set(f"{'.'.join('1' * (n % 9 + 1))} {said(c, SWEDISH, 6)}") for n in range(600))]
    ),
    "a reservation of a hundred thousand letters": lambda c: (
        [*FRONT, head("Reservationer"), *filled("Anna Berg (V) reserverar sig. " + said(c, SWEDISH, 17_000))]
    ),
    "a hundred thousand letters of names of places": lambda c: (
        [*FRONT, *filled(", ".join(c.choices(["Uppsala", "Malmö", "Växjö", "Gävle", "Lund"], k=15_000)))]
    ),
    "a statement of a thousand sentences": lambda c: (
        [
            *MEMO,
            *filled("Föredragande borgarrådet Anna Berg anför följande. "),
            *filled(" ".join(said(c, SWEDISH, 12) for _ in range(1000))),
        ]
    ),
    "English": lambda c: [*filled(" ".join(said(c, ENGLISH, 14) for _ in range(300)))],
    "empty pages between": lambda c: [None if n % 2 else Set(said(c, SWEDISH, 10)) for n in range(300)] + [None] * 100,
}


@pytest.mark.parametrize("kind", ODD)
def test_an_odd_document_gives_a_whole_and_valid_record(kind: str) -> None:
    blocks, conversion = converted(pages_of(ODD[kind](random.Random(1))))
    check_whole(blocks, conversion.record)


# ---- what engines make up

PRINTED = (
    "7", "45", "2019", "Ja", "a", "(S)", "Nej", "12,5", "3.5", "§", "-", "–", ":", "/", ".", ",", "%", "kr", "X", "1."
)  # fmt: skip
GAPS = (0.3, 1.0, 2.0, 2.75, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 12.0, 14.0, 20.0, 30.0)


@pytest.mark.parametrize("engine", ["pdf_oxide", "pypdfium2", "pdfplumber"])
def test_no_engine_adds_or_loses_a_letter_whatever_stands_side_by_side(engine: str) -> None:
    """One takes `45` and `19` in two cells for `45.19`."""
    chance = random.Random(7)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), invariant=1)
    canvas.setFont("Times-Roman", 11)
    printed = []
    for number in range(55):
        x, parts = 50.0, [chance.choice(PRINTED) for _ in range(chance.randint(2, 8))]
        for part in parts:
            canvas.drawString(x, 800 - 14 * number, part)
            x += stringWidth(part, "Times-Roman", 11) + chance.choice(GAPS)
        printed.append("".join(parts))
    canvas.save()
    with contextlib.closing(engine_named(engine).open(buffer.getvalue())) as document:
        runs = document.page(0).runs
    lines: dict[int, list[Run]] = {}
    for run in sorted(runs, key=lambda run: run.x):
        lines.setdefault(round((800 - run.y) / 14), []).append(run)
    assert ["".join("".join(run.text.split()) for run in lines[n]) for n in range(55)] == printed
    assert all(len(run.offsets) == len(run.text) + 1 for run in runs)


# ---- work that grows with the document

GROWING: dict[str, Callable[[random.Random, int], list[Set | None]]] = {
    "matters": lambda c, count: (
        [
            *FRONT,
            *(
                line
                for n in range(2, count)
                for line in (
                    head(f"§ {n} Ärende om {c.choice(SWEDISH)}"),
                    head("Beslut"),
                    Set(f"Kommunstyrelsen beslutar att {said(c, SWEDISH, 4)}"),
                    head("Reservation"),
                    Set(f"{name(c)}son (V) reserverar sig mot beslutet."),
                )
            ),
        ]
    ),
    "reservations in one matter": lambda c, count: (
        [
            *FRONT,
            head("Beslut"),
            Set("Kommunstyrelsen beslutar så."),
            head("Reservationer"),
            *(
                Set(f"{name(c)}son (V) reserverar sig mot beslutet till förmån för eget yrkande.", above=n % 3 + 1)
                for n in range(count)
            ),
        ]
    ),
    "appendices": lambda c, count: (
        [
            *FRONT,
            *(
                line
                for n in range(1, count)
                for line in (
                    None,
                    head(f"Bilaga {n}"),
                    head("Reservation"),
                    Set(f"{name(c)}son (V) reserverar sig mot beslutet, se bilaga {n + 1}."),
                )
            ),
        ]
    ),
    "answers to a consultation": lambda c, count: (
        [
            *MEMO,
            head("REMISSER"),
            *(
                line
                for n in range(count)
                for line in (
                    head(f"{name(c).split()[0]}nämnden"),
                    Set(f"Nämnden beslutade vid sitt sammanträde den {n % 28 + 1} maj att {said(c, SWEDISH, 6)}"),
                    Set(f"Reservation anfördes av {name(c)}son (m), bilaga {n}.", above=1),
                )
            ),
        ]
    ),
    "statements with headings": lambda c, count: (
        [
            *MEMO,
            Set("Reservation anfördes av borgarrådet Anna Berg (m) enligt följande.", above=1),
            *(line for _ in range(count) for line in (head("Sammanfattning"), Set(said(c, SWEDISH, 9)))),
        ]
    ),
}


class Steps:
    """Counts the lines of our own code that are run: the same on every machine, unlike time."""

    def __init__(self) -> None:
        self.count = 0

    def __enter__(self) -> "Steps":
        sys.settrace(self._call)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)

    def _call(self, frame: FrameType, _event: str, _argument: Any) -> Any:
        return self._line if "/parser/" in frame.f_code.co_filename else None

    def _line(self, _frame: FrameType, event: str, _argument: Any) -> Any:
        self.count += event == "line"
        return self._line


def _steps(pages: Sequence[Page]) -> int:
    with Steps() as steps:
        converted(pages, xml=False)
    return steps.count


@pytest.mark.long
@pytest.mark.parametrize("kind", GROWING)
def test_the_work_grows_with_the_document_and_no_faster(kind: str) -> None:
    make = GROWING[kind]
    converted(pages_of(make(random.Random(5), 5)))  # what is loaded once is loaded
    small = _steps(pages_of(make(random.Random(6), 60)))
    large = _steps(pages_of(make(random.Random(7), 240)))  # of other words: what was read before is remembered
    assert large < 4.6 * small
