"""Where paragraphs end, headings, items: measured on running text of known paragraphs, set in many ways."""

from dataclasses import replace

import pytest

from layout_sheets import Paragraph, Style, article, set_sheet
from parser.language.lexicon import load_lexicon
from parser.layout import lay_out
from parser.model import Block, Role

TWO = Style(columns=2, measure=440, size=9.5, left=70)
# The share of boundaries found (F1) that each way of setting must at least reach. Where no space and no indent
# parts paragraphs, those whose last line happens to be full cannot be told.
STYLES = {
    "space between": (Style(), 0.99),
    "justified": (Style(justified=True), 0.99),
    "no space": (Style(space=0.0), 0.96),
    "no space, no hyphens": (Style(space=0.0, hyphenate=False), 0.96),
    "no space, justified": (Style(space=0.0, justified=True), 0.97),
    "indents": (Style(space=0.0, indent=14), 0.98),
    "indents, justified": (Style(space=0.0, indent=14, justified=True), 0.98),
    "narrow": (Style(measure=200), 0.98),
    "narrow, no space": (Style(measure=200, space=0.0), 0.95),
    "small type": (Style(size=8, measure=430, lines=60), 0.99),
    "sans serif": (Style(font="Helvetica", size=10, space=0.3), 0.98),
    "plain headings": (Style(bold_headings=False), 0.98),
    "items without hanging lines": (Style(hanging=0.0), 0.98),
    "two columns": (TWO, 0.98),
    "two columns, justified": (replace(TWO, justified=True), 0.98),
    "two columns, lines not level": (replace(TWO, offset=4.0), 0.98),
    "two columns, indents": (replace(TWO, space=0.0, indent=12, justified=True), 0.98),
    "three columns": (Style(columns=3, measure=500, size=9, left=50, gutter=16), 0.97),
    "recognised": (Style(ocr=1.0), 0.98),
    "recognised, no space": (Style(ocr=1.0, space=0.0), 0.95),
    "recognised, two columns": (replace(TWO, size=10, ocr=0.8), 0.97),
}


def boundaries(style: Style, seed: int) -> tuple[int, int, int]:
    """Boundaries found, missed and made up between the lines of an article, whose lines must come in order."""
    sheet = set_sheet(article(seed), replace(style, seed=seed))
    layout = lay_out(sheet.pages, load_lexicon())
    got = [(placed.line.text, block.id) for block in layout.blocks for placed in block.lines]
    assert [text for text, _ in got] == [text for text, _ in sheet.lines], "the lines are in reading order"
    found = missed = made_up = 0
    for place in range(1, len(got)):
        real = sheet.lines[place][1] != sheet.lines[place - 1][1]
        said = got[place][1] != got[place - 1][1]
        found += real and said
        missed += real and not said
        made_up += said and not real
    return found, missed, made_up


@pytest.mark.parametrize("name", STYLES)
def test_paragraphs_end_where_they_were_set_to_end(name: str) -> None:
    style, floor = STYLES[name]
    found, missed, made_up = map(sum, zip(*(boundaries(style, seed) for seed in range(4)), strict=True))
    assert 2 * found / (2 * found + missed + made_up) >= floor


def blocks_of(*paragraphs: Paragraph, style: Style | None = None) -> tuple[Block, ...]:
    return lay_out(set_sheet(paragraphs, style or Style()).pages, load_lexicon()).blocks


TEXT = Paragraph(
    "Kontoret har under året arbetat med att se över lokalerna och de avtal som finns. Arbetet fortsätter nästa år med "
    "samma inriktning som tidigare, och en plan för genomförandet tas fram under våren tillsammans med nämnderna."
)


def test_a_bold_line_over_text_is_a_heading_and_the_larger_look_ranks_first() -> None:
    blocks = blocks_of(
        Paragraph("Bakgrund", "heading"),
        TEXT,
        Paragraph("Tidigare beslut", "heading"),
        TEXT,
        style=Style(heading_size=1.2),
    )
    assert [(b.role, b.text, b.level) for b in blocks if b.role is not Role.PARAGRAPH] == [
        (Role.HEADING, "Bakgrund", 1),
        (Role.HEADING, "Tidigare beslut", 1),
    ]


def test_a_plain_short_line_set_off_over_running_text_is_a_heading() -> None:
    blocks = blocks_of(TEXT, Paragraph("Tidigare beslut", "heading"), TEXT, style=Style(bold_headings=False))
    assert [b.text for b in blocks if b.role is Role.HEADING] == ["Tidigare beslut"]


def test_items_keep_their_labels_and_take_their_hanging_lines() -> None:
    first = (
        "1. Nämnden får i uppdrag att tillsammans med kontoret ta fram en plan för de kommande årens arbete i staden."
    )
    second = "2. Planen godkänns."
    blocks = blocks_of(TEXT, Paragraph(first, "item"), Paragraph(second, "item"))
    assert [(b.label, b.text) for b in blocks if b.role is Role.LIST_ITEM] == [("1.", first), ("2.", second)]


@pytest.mark.parametrize("label", ["1)", "a)", "–", "•", "(2)"])
def test_labels_of_every_kind_are_known(label: str) -> None:
    items = [f"{label} {word}" for word in ("för barnen", "för miljön och för alla som bor i staden i dag")]
    blocks = blocks_of(TEXT, *(Paragraph(item, "item") for item in items))
    assert [b.label for b in blocks[1:]] == [label, label]


def test_a_year_or_a_figure_that_begins_a_line_is_no_label() -> None:
    style = Style(measure=118, hyphenate=False, space=0.0)
    (block,) = blocks_of(
        Paragraph("Syftet med den nya planen är att staden 2007. har en mening till här på slutet."), style=style
    )
    assert block.role is Role.PARAGRAPH


def test_the_end_of_what_the_line_above_began_in_parentheses_is_no_label() -> None:
    style = Style(measure=252, hyphenate=False, space=0.0)
    text = "Reservation anfördes av Anna Berg och Per von Ek (alla s) med hänvisning till reservationen."
    (block,) = blocks_of(Paragraph(text), style=style)
    assert [line.line.text[:2] for line in block.lines] == ["Re", "s)"]
    assert block.label is None
    assert block.role is Role.PARAGRAPH


def test_clauses_that_begin_with_att_are_paragraphs_of_their_own_without_any_space_between() -> None:
    said = ["Nämnden beslutar", "att godkänna planen,", "att tacka alla för deras arbete, samt", "att justera genast."]
    blocks = blocks_of(TEXT, *(Paragraph(line, "line") for line in said), TEXT, style=Style(space=0.0))
    assert [b.text for b in blocks[1:5]] == said


def test_lines_ended_on_purpose_stay_apart() -> None:
    names = ["Anna Berg (S), ordförande", "Per von Ek (MP)", "Lisa Öman (V)"]
    blocks = blocks_of(TEXT, *(Paragraph(name, "line") for name in names), TEXT, style=Style(space=0.0))
    assert [b.text for b in blocks[1:4]] == names


def test_a_right_column_of_a_few_lines_is_one_where_other_pages_show_the_gutter() -> None:
    names = [Paragraph(f"§ {number} Val", "heading") for number in range(1, 24)]
    sheet = set_sheet([*[TEXT] * 16, *names, Paragraph("Mötet avslutas.")], replace(TWO, lines=40, space=0.0))
    assert len({page.number for page in sheet.pages}) > 1
    layout = lay_out(sheet.pages, load_lexicon())
    assert [p.line.text for block in layout.blocks for p in block.lines] == [text for text, _ in sheet.lines]


def test_paragraphs_of_one_line_that_fill_the_page_stay_apart() -> None:
    ones = [f"Nämnden beslutar att godkänna rapport nummer {number} om skolornas matsalar" for number in range(10, 24)]
    blocks = blocks_of(*map(Paragraph, ones), TEXT, style=Style(measure=330, space=0.9))
    assert [block.text for block in blocks] == [*ones, TEXT.text]
