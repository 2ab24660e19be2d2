"""Pages of spans set from known paragraphs in many ways, for the tests of the layout: no PDF in between."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from reportlab.pdfbase.pdfmetrics import stringWidth
from wordfreq import top_n_list

from parser.model import Layer, Page, Span

WIDTH, HEIGHT = 595.0, 842.0
VOWELS = "aeiouyåäöé"


@dataclass(frozen=True)
class Paragraph:
    """What is set: `kind` is text, heading, item or line (a line of its own, such as a name)."""

    text: str
    kind: str = "text"


@dataclass(frozen=True)
class Style:
    """How it is set. Lengths in points; `space` and `leading` in lines and type sizes."""

    font: str = "Times-Roman"
    size: float = 11.0
    measure: float = 400.0
    left: float = 85.0
    leading: float = 1.15
    space: float = 0.5
    indent: float = 0.0
    justified: bool = False
    hyphenate: bool = True
    columns: int = 1
    gutter: float = 20.0
    lines: int = 45
    hanging: float = 18.0
    bold_headings: bool = True
    heading_size: float = 1.0
    heading_space: float = 1.0
    offset: float = 0.0  # how much lower the second column's baselines are
    ocr: float = 0.0  # jitter in points; spans are words with a confidence
    header: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    seed: int = 1


@dataclass
class Sheet:
    """The pages, and what stands where: for each printed line its text and its paragraph's place."""

    pages: list[Page] = field(default_factory=list)
    lines: list[tuple[str, int]] = field(default_factory=list)


def breaks(word: str) -> list[int]:
    """Where a word may be broken: before a consonant that a vowel follows, three letters in and two from the end."""
    return [
        i
        for i in range(2, len(word) - 2)
        if word[i].lower() not in VOWELS
        and word[i + 1].lower() in VOWELS
        and any(c in VOWELS for c in word[:i].lower())
        and word[i].isalpha()
        and word[i - 1].isalpha()
        and not word.isupper()
    ]


def fill(text: str, font: str, size: float, first: float, rest: float, hyphenate: bool) -> list[str]:
    """Break `text` in lines, greedily; `first` and `rest` are the room of the first line and of the others."""
    lines: list[str] = []
    line = ""
    room = first
    for token in text.split():
        word = token
        while True:
            tried = f"{line} {word}".strip()
            if stringWidth(tried, font, size) <= room:
                line = tried
                break
            cut = 0
            if hyphenate:
                for i in breaks(word):
                    if stringWidth(f"{line} {word[:i]}-".strip(), font, size) <= room:
                        cut = i
            if cut:
                lines.append(f"{line} {word[:cut]}-".strip())
                line, word = "", word[cut:]
            elif line:
                lines.append(line)
                line = ""
            else:
                line = word  # too long for any line
                break
            room = rest
    if line:
        lines.append(line)
    return lines


def set_sheet(paragraphs: Sequence[Paragraph], style: Style) -> Sheet:
    """Set `paragraphs` on as many pages as it takes."""
    sheet = Sheet()
    random_ = random.Random(style.seed)
    spans: list[Span] = []
    column = 0
    used = 0.0
    lead = style.size * style.leading
    top = 80.0
    width = (style.measure - (style.columns - 1) * style.gutter) / style.columns

    def turn_page() -> None:
        nonlocal spans, column, used
        number = len(sheet.pages) + 1
        for texts, y in ((style.header, 40.0), (style.footer, HEIGHT - 40.0)):
            for place, text in enumerate(texts):
                said = text.replace("{page}", str(number))
                x = (style.left, WIDTH / 2 - 30, WIDTH - 120)[place]
                if said:
                    spans.append(make_span(said, x, y, "Helvetica", 8.0))
        sheet.pages.append(Page(number, WIDTH, HEIGHT, Layer.OCR if style.ocr else Layer.DIGITAL, tuple(spans)))
        spans, column, used = [], 0, 0.0

    for place, paragraph in enumerate(paragraphs):
        heading = paragraph.kind == "heading"
        size = style.size * (style.heading_size if heading else 1.0)
        font = (
            {"Times-Roman": "Times-Bold", "Helvetica": "Helvetica-Bold"}[style.font]
            if (heading and style.bold_headings)
            else style.font
        )
        hang = style.hanging if paragraph.kind == "item" else 0.0
        first = style.indent if paragraph.kind == "text" else 0.0
        lines = (
            [paragraph.text]
            if paragraph.kind == "line"
            else fill(paragraph.text, font, size, width - first - hang, width - hang, style.hyphenate)
        )
        if used:
            used += style.heading_space if heading else style.space
        for number, line in enumerate(lines):
            if used + 1 > style.lines + 0.01:
                column, used = column + 1, 0.0
                if column == style.columns:
                    turn_page()
            x = style.left + column * (width + style.gutter) + (hang if number else first)
            y = top + used * lead + (style.offset if column else 0.0)
            room = width - (hang if number else first)
            stretch = style.justified and number < len(lines) - 1
            spans += line_spans(
                line, x, y, font, size, room if stretch else 0.0, style, random_, hang if not number else 0
            )
            sheet.lines.append((line, place))
            used += 1
    turn_page()
    return sheet


def line_spans(
    line: str, x: float, y: float, font: str, size: float, room: float, style: Style, random_: random.Random, tab: float
) -> Iterator[Span]:
    """One line's spans: whole, or its words where it is stretched or recognised."""
    words = line.split()
    space = stringWidth(" ", font, size)
    if room and len(words) > 1:
        space = (room - sum(stringWidth(w, font, size) for w in words)) / (len(words) - 1)
    if not style.ocr and not room and not tab:
        yield make_span(line, x, y, font, size)
        return
    start = x
    for number, word in enumerate(words):
        width = stringWidth(word, font, size)
        jitter = (lambda: random_.uniform(-style.ocr, style.ocr)) if style.ocr else (lambda: 0.0)
        yield make_span(
            word,
            start + jitter() / 2,
            y + jitter(),
            font,
            size + jitter(),
            width,
            confidence=random_.uniform(0.8, 0.99) if style.ocr else None,
        )
        start = x + tab if tab and not number and start + width < x + tab else start + width + space


def make_span(
    text: str,
    x: float,
    y: float,
    font: str = "Times-Roman",
    size: float = 11.0,
    width: float | None = None,
    confidence: float | None = None,
) -> Span:
    """A span with its baseline at `y`."""
    if width is None:
        edges = [x + stringWidth(text[:i], font, size) for i in range(len(text) + 1)]
    else:
        edges = [x + width * i / len(text) for i in range(len(text) + 1)]
    bold = confidence is None and font.endswith("Bold")
    return Span(
        text, x, y - 0.8 * size, edges[-1], y + 0.2 * size, y, font, size, bold, False, tuple(edges),
        confidence=confidence,
    )  # fmt: skip


@cache
def _words() -> list[str]:
    return [w for w in top_n_list("sv", 6000) if w.isalpha()]


def sentences(random_: random.Random, count: int) -> str:
    """Running text of so many sentences, of common words; names and figures here and there."""
    said = []
    for _ in range(count):
        words = [random_.choice(_words()) for _ in range(random_.randint(5, 22))]
        for place in range(1, len(words)):
            chance = random_.random()
            if chance < 0.05:
                words[place] = words[place].capitalize()
            elif chance < 0.08:
                words[place] = str(random_.randint(1, 2020))
            elif chance < 0.14:
                words[place - 1] += ","
        said.append(" ".join(words).capitalize() + random_.choice([".", ".", ".", ".", "?", ":"]))
    return " ".join(said)


def article(seed: int, length: int = 40) -> list[Paragraph]:
    """Paragraphs of all kinds, in an order that a document might have."""
    random_ = random.Random(seed)
    made: list[Paragraph] = []
    while len(made) < length:
        chance = random_.random()
        if chance < 0.15 and (not made or made[-1].kind != "heading"):
            words = [random_.choice(_words()) for _ in range(random_.randint(1, 5))]
            made.append(Paragraph(" ".join(words).capitalize(), "heading"))
        elif chance < 0.25:
            for number in range(1, random_.randint(3, 6)):
                made.append(Paragraph(f"{number}. {sentences(random_, random_.randint(1, 2))}", "item"))
        elif chance < 0.30:
            for _ in range(random_.randint(2, 6)):
                names = [random_.choice(_words()).capitalize() for _ in range(random_.randint(2, 3))]
                made.append(Paragraph(f"{' '.join(names)} ({random_.choice('SMVC')})", "line"))
        else:
            made.append(Paragraph(sentences(random_, random_.randint(1, 6))))
    return made
