"""Running headers, footers, page numbers: told from text by place and repetition."""

import random
from dataclasses import replace

import pytest

from layout_sheets import HEIGHT, WIDTH, Paragraph, Style, article, make_span, sentences, set_sheet
from parser.language.lexicon import load_lexicon
from parser.layout import Layout, lay_out
from parser.layout.cues import load_cues
from parser.layout.furniture import page_number
from parser.model import Layer, Page, Role, Span

RUNNING = Style(header=("Kommunen", "Protokoll", "{page} (40)"), footer=("Justerandes sign", "", "Utdrag"), lines=40)


NUMBERLESS = [(sentences(random.Random(n), 1)[:60], sentences(random.Random(n + 50), 1)[:60]) for n in range(9)]


def furniture(layout: Layout) -> list[str]:
    return [block.text for block in layout.blocks if block.role is Role.FURNITURE]


def body(layout: Layout) -> list[str]:
    return [block.text for block in layout.blocks if block.role is not Role.FURNITURE]


def page(number: int, *spans: Span) -> Page:
    return Page(number, WIDTH, HEIGHT, Layer.DIGITAL, spans)


def lines(*texts: str, top: float = 100.0) -> list[Span]:
    return [make_span(text, 85.0, top + 13.0 * n) for n, text in enumerate(texts)]


def test_headers_and_footers_that_come_back_are_furniture_and_the_text_is_whole_without_them() -> None:
    paragraphs = article(3)
    with_them = lay_out(set_sheet(paragraphs, RUNNING).pages, load_lexicon())
    without = lay_out(set_sheet(paragraphs, replace(RUNNING, header=(), footer=())).pages, load_lexicon())
    assert body(with_them) == body(without)
    assert len(furniture(with_them)) == 2 * len(with_them.pages)


def test_a_header_amid_a_sentence_does_not_part_the_paragraph() -> None:
    paragraph = Paragraph(sentences(random.Random(1), 60))
    layout = lay_out(set_sheet([paragraph], RUNNING).pages, load_lexicon())
    assert body(layout) == [paragraph.text]
    assert [block.page for block in layout.blocks] == sorted(block.page for block in layout.blocks)


def test_left_and_right_pages_may_differ_and_the_first_have_none() -> None:
    made = [page(1, *lines("Ett protokoll", "från nämnden."))]
    for number in range(2, 8):
        x, text = (85.0, f"{number} Nämnden") if number % 2 else (400.0, f"Kommunen {number}")
        made.append(page(number, make_span(text, x, 40.0, size=9.0), *lines(*NUMBERLESS[number])))
    assert len(furniture(lay_out(made, load_lexicon()))) == 6


@pytest.mark.parametrize("heading", ["Beslut", "Bilaga {n}", "§ {n}"])
def test_a_heading_at_the_head_of_several_pages_is_text(heading: str) -> None:
    made = []
    for number in range(1, 9):
        first = heading.format(n=number) if number in (3, 5, 8) else f"Rad {'abcdefgh'[number - 1]} om annat"
        made.append(page(number, *lines(first, f"och mera text på sida {'abcdefgh'[number - 1]}.", top=60.0)))
    assert furniture(lay_out(made, load_lexicon())) == []


def test_one_page_has_its_number_and_its_edges_by_place_and_form() -> None:
    header = [make_span("Kommunen", 85.0, 40.0, size=9.0), make_span("Protokoll", 280.0, 40.0, size=9.0)]
    header.append(make_span("Sida 3 av 41", 480.0, 40.0, size=9.0))
    footer = [make_span("Justerandes sign", 85.0, 805.0, size=9.0), make_span("Utdrag", 480.0, 805.0, size=9.0)]
    layout = lay_out([page(1, *header, *lines("En rad text", "och en till."), *footer)], load_lexicon())
    assert furniture(layout) == ["Kommunen Protokoll Sida 3 av 41", "Justerandes sign Utdrag"]


def test_numbers_that_count_upwards_amid_pages_are_page_numbers() -> None:
    made = [
        page(
            n,
            *lines(*NUMBERLESS[n]),
            make_span(str(n + 4), 85.0, 300.0),
            make_span(NUMBERLESS[n + 3][1], 85.0, 330.0),
        )
        for n in (1, 2, 3)
    ]
    assert furniture(lay_out(made, load_lexicon())) == ["5", "6", "7"]


def test_a_number_by_itself_and_figures_of_a_table_are_text() -> None:
    alone = [page(1, *lines("En mening."), make_span("7", 85.0, 300.0), make_span("En till.", 85.0, 330.0))]
    assert furniture(lay_out(alone, load_lexicon())) == []
    table = [page(1, *lines("Antal", "12", "14", "15"), *lines("Slut.", top=300.0))]
    assert furniture(lay_out(table, load_lexicon())) == []


@pytest.mark.parametrize(
    ("text", "number"), [("3 (40)", 3), ("Sida 3 av 41", 3), ("- 7 -", 7), ("Sid 12", 12), ("5", 5)]
)
def test_forms_of_page_numbers(text: str, number: int) -> None:
    assert page_number(text, load_cues()) == number


@pytest.mark.parametrize("text", ["3.", "2019-03-14", "§ 3", "3 av oss", "Bilaga 3", "3 a"])
def test_what_is_no_page_number(text: str) -> None:
    assert page_number(text, load_cues()) is None
