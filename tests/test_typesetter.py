"""The typesetter: marked text in, PDF and gold out; what a layout may change and what it never does."""

import contextlib
import io
import itertools
import unicodedata
from collections import Counter
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st

from typesetter.breaking import Breaker
from typesetter.elements import Item, Kept, Marked, PageBreak, Table, text_of
from typesetter.fonts import FAMILIES, face
from typesetter.gold import gold_of
from typesetter.layouts import A5, LAYOUTS, choose, vary
from typesetter.markup import MarkupError, load, parse
from typesetter.pages import Paginator
from typesetter.plan import plan_of
from typesetter.rows import Row
from typesetter.scanning import Scanner, scan, scan_some
from typesetter.setting import set_document
from typesetter.tables import column_places

SOURCE = Path(__file__).parent.parent / "corpus" / "annotated" / "source" / "pm-2006-ri-041-4239.marked.txt"

MINUTES = """---
type: protokoll
municipality: Älvsby
body: Kommunstyrelsen
date: 2019-03-14           # the day of the meeting
set: dev
header: Älvsby kommun\\tProtokoll\\tSida {page} ({pages})
---
= Protokoll
| Beslutande | Anna Berg (S), ordförande, Per von Ek (MP) |
| Paragrafer | 14 |
@page
# § 14 Dnr KS 2019/123
@act decision id=d1 body="Kommunstyrelsen" matter="§ 14" actors="Kommunstyrelsen"
## Beslut
Kommunstyrelsen beslutar

1. att avslå motionen med hänvisning till vad
   som anförs i tjänsteutlåtandet, och
2. att förklara ärendet avslutat.
@end
// nothing of this is printed
@act moved_proposal id=y1 body="Kommunstyrelsen" matter="§ 14" actors="Per von Ek/MP" about=d1 demand=approval
## Yrkande
Per von Ek (MP) yrkar bifall till motionen.
@end
@act vote id=o1 matter="§ 14" about=d1 yes=7 no=2 abstain=0
## Omröstning
| Ledamot | Parti | Ja | Nej |
| Anna Berg | S | X | |
@end
@act reservation id=r1 body="Kommunstyrelsen" matter="§ 14" actors="Per von Ek/MP" about=d1 favour=y1 demand=approval
Per von Ek (MP) reserverar sig.
@end
> Anna Berg
>> Bilaga 1
\\# 3 är ingen rubrik.
"""


@pytest.fixture(scope="module")
def minutes() -> Marked:
    return parse(MINUTES, name="minutes")


@pytest.fixture(scope="module")
def source() -> Marked:
    return load(SOURCE)


# -- the marked text


def test_parts_are_read_in_order_with_their_act(minutes: Marked) -> None:
    assert [type(part).__name__ for part in minutes.parts] == [
        *("Title", "Table", "PageBreak", "Heading", "Heading", "Paragraph", "Item", "Item"),
        *("Heading", "Paragraph", "Heading", "Table", "Paragraph", "Kept", "Kept", "Paragraph"),
    ]
    item = minutes.parts[6]
    assert isinstance(item, Item)
    assert (item.label, item.act) == ("1.", "d1")
    assert item.text == "att avslå motionen med hänvisning till vad som anförs i tjänsteutlåtandet, och"
    right = minutes.parts[14]
    assert isinstance(right, Kept)
    assert right.right
    assert text_of(minutes.parts[15]) == "# 3 är ingen rubrik."  # type: ignore[arg-type]


def test_gold_has_the_scorers_form(minutes: Marked) -> None:
    gold = gold_of(minutes)
    assert gold["document"] == {
        "type": "protokoll",
        "municipality": "Älvsby",
        "body": "Kommunstyrelsen",
        "date": "2019-03-14",
    }
    decision, moved, vote, reservation = gold["acts"]
    assert decision["text"] == (
        "Beslut Kommunstyrelsen beslutar 1. att avslå motionen med hänvisning till vad som anförs i "
        "tjänsteutlåtandet, och 2. att förklara ärendet avslutat."
    )
    assert vote == {
        "id": "o1",
        "kind": "vote",
        "matter": "§ 14",
        "about": "d1",
        "yes": 7,
        "no": 2,
        "abstain": 0,
        "actors": [],
        "text": "Omröstning Ledamot Parti Ja Nej Anna Berg S X",
    }
    assert reservation["actors"] == [{"name": "Per von Ek", "party": "MP"}]
    assert (reservation["about"], reservation["in_favour_of"], reservation["demand"]) == ("d1", "y1", "approval")
    assert "in_favour_of" not in moved  # not annotated, so the gold says nothing


def test_an_empty_link_is_said_and_a_missing_one_is_not() -> None:
    act = "---\ntype: pm\n---\n@act reservation id=r body=N actors=A/S {}demand=rejection\nA reserverar sig.\n@end\n"
    said = gold_of(parse(act.format("about= "), name="x"))["acts"][0]
    unsaid = gold_of(parse(act.format(""), name="x"))["acts"][0]
    assert said["about"] == ""
    assert "about" not in unsaid


def test_items_need_no_empty_line_and_may_be_inner() -> None:
    marked = parse("---\ntype: pm\n---\nNämnden beslutar\n- att ett\n  a) inre\n• att två\n", name="x")
    labels = [(part.label, part.depth) for part in marked.parts if isinstance(part, Item)]
    assert labels == [("-", 0), ("a)", 1), ("•", 0)]


ACT = '@act reservation id=r1 body=N actors="A/S" about= demand=rejection\nText.\n@end'
BROKEN = [
    ("= Titel", 1, "first line must be ---"),
    ("---\ntype: pm\n", 1, "not closed"),
    ("---\ntype: pm\nkommun: Uppsala\n---\nText", 3, "«kommun» is no key"),
    ("---\ntype: pm\nset: test\n---\nText", 3, "must be one of dev, held"),
    ("---\ntype: pm\nlayout: nice\n---\nText", 3, "must be one of word-times"),
    ("---\ntype: pm\ndate: 14 mars 2019\n---\nText", 3, "not in ISO form"),
    ("---\nset: dev\n---\nText", 1, "name no type"),
    ("---\ntype: pm\n---\n@act reservatoin id=r actors=\nText\n@end", 4, "«reservatoin» is no kind"),
    ("---\ntype: pm\n---\n@act reservation id=r\nText\n@end", 4, "lists no actors"),
    ("---\ntype: pm\n---\n@act decision id=r actors= about=x1\nText\n@end", 4, "points at no act; ids are r"),
    ("---\ntype: pm\n---\n@act decision id=r actors= demand=avslag\nText\n@end", 4, "«avslag» is no demand"),
    ("---\ntype: pm\n---\n@act decision id=r actors= yes=sju\nText\n@end", 4, "is no count"),
    ("---\ntype: pm\n---\n@act decision id=r actors= who=me\nText\n@end", 4, "«who» is no attribute"),
    ("---\ntype: pm\n---\n@act decision id=r actors=Anna Berg\nText\n@end", 4, "«Berg» is not understood"),
    ("---\ntype: pm\n---\n@act decision id=r actors=\nText", 4, "not closed"),
    ("---\ntype: pm\n---\n@act decision id=r actors=\n@act vote id=o\nText\n@end", 5, "Acts do not nest"),
    ("---\ntype: pm\n---\n@act decision id=r actors=\n@end\nText", 4, "«r» holds no text"),
    ("---\ntype: pm\n---\n@end", 4, "without an open act"),
    ("---\ntype: pm\n---\n@side", 4, "is no command"),
    ("---\ntype: pm\n---\n#Rubrik", 4, "A heading is"),
    ("---\ntype: pm\n---\n| cell | cell", 4, "begins and ends with |"),
    ("---\ntype: protokoll\n---\n@act decision id=r matter=§9 actors=\nText\n@end", 4, "printed nowhere"),
    (f"---\ntype: pm\n---\n{ACT}\n{ACT}", 7, "is taken by the act on line 4"),
    (f"---\ntype: pm\n---\n{ACT}\n@act decision id=d actors= favour=r1\nText\n@end", 7, "defends a moved_proposal"),
    (f"---\ntype: pm\n---\n{ACT}\n@act decision id=d actors= about=r1\nText\n@end", 7, "points at a reservation"),
]


@pytest.mark.parametrize(("text", "line", "words"), BROKEN)
def test_a_broken_form_is_told_with_file_line_and_a_sentence(text: str, line: int, words: str) -> None:
    with pytest.raises(MarkupError) as caught:
        parse(text, name="a/b.marked.txt")
    told = [problem for problem in caught.value.problems if words in problem.message]
    assert [problem.line for problem in told] == [line], str(caught.value)
    assert f"a/b.marked.txt:{line}: " in str(caught.value)
    assert all(problem.message.endswith(".") or problem.message[-1] == ")" for problem in caught.value.problems)


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(MarkupError) as caught:
        parse("---\ntype: pm\nset: x\n---\n@act nonsense id=r\nText\n@end\n@side", name="x")
    assert [problem.line for problem in caught.value.problems] == [3, 5, 5, 8]


def test_slips_are_noted_and_do_not_fail(minutes: Marked) -> None:
    assert [note.message for note in minutes.notes] == ["The vote «o1» names no body."]
    misspelt = parse(MINUTES.replace("Per von Ek (MP) reserverar", "Per von E (MP) reserverar"), name="x")
    assert any("is not named in the act's text" in note.message for note in misspelt.notes)


@given(st.text(alphabet='@#=>|-1.) \n"ab§:acdenot', max_size=200))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    for whole in (text, f"---\ntype: pm\n---\n{text}"):
        with contextlib.suppress(MarkupError):
            assert parse(whole, name="x").parts


# -- lines

words = st.text(alphabet="abcdefghijklmnoprstuvåäö", min_size=1, max_size=24)
phrases = st.lists(
    words | st.sampled_from(["IT-användning", "041-4239/2006", "(s)", "och", "–"]), min_size=1, max_size=60
)


@given(phrases, st.floats(60, 400), st.sampled_from(["-", "\u00ad"]), st.booleans())
def test_lines_hold_the_text_and_nothing_else(text: list[str], width: float, hyphen: str, hyphenate: bool) -> None:
    """Lines joined, spaces and hyphens apart, are the text; each fits its width, but for a lone letter."""
    font = face("times")
    lines = Breaker(hyphenate=hyphenate, hyphen=hyphen).lines(" ".join(text), font, 11.0, width * 0.8, width)
    assert _squeezed("".join(lines)) == _squeezed("".join(text))
    for number, line in enumerate(lines):
        assert len(line) == 1 or font.width(line, 11.0) <= (width if number else width * 0.8) + 0.01


def test_words_are_parted_by_swedish_patterns_and_at_their_own_hyphen() -> None:
    font = face("times")
    text = "slutlig bemanningsplan för IT-användning"
    for width, line in ((87.0, "slutlig beman-"), (97.0, "slutlig bemannings-")):
        assert Breaker().lines(text, font, 11.0, width, width)[0] == line
    assert "IT-" in Breaker(hyphenate=False).lines("x IT-användning", font, 11.0, 40.0, 200.0)[0]


def test_no_more_lines_in_a_row_end_in_a_hyphen_than_allowed() -> None:
    text = "kommunstyrelseförvaltningens " * 40
    lines = Breaker(run=2).lines(text.strip(), face("times"), 11.0, 100.0, 100.0)
    marks = "".join("h" if line.endswith("-") and len(line) > 12 else "." for line in lines)
    assert "h" in marks
    assert "hhh" not in marks


def _squeezed(text: str) -> str:
    return "".join(text.split()).replace("-", "").replace("\u00ad", "")


# -- pages and tables


@given(
    st.lists(st.tuples(st.floats(5, 80), st.booleans()), max_size=120), st.sampled_from(["word-times", "two-columns"])
)
def test_every_row_is_placed_once_in_order_inside_the_frame(rows: list[tuple[float, bool]], layout: str) -> None:
    paginator = Paginator(LAYOUTS[layout], 70.0, 770.0)
    given_rows = [Row(runs=(), height=height, keep=keep) for height, keep in rows]
    placed = [at for page in paginator.place(given_rows) for at in page]
    assert [at.row for at in placed] == given_rows
    assert all(at.top >= 70.0 and at.top + at.row.height <= 770.01 for at in placed)


def test_a_kept_heading_is_not_left_at_the_foot() -> None:
    paginator = Paginator(LAYOUTS["word-times"], 70.0, 770.0)
    rows = [
        *(Row(runs=(), height=20.0) for _ in range(34)),
        Row(runs=(), height=15.0, keep=True),
        Row(runs=(), height=20.0),
    ]
    pages = paginator.place(rows)
    assert [len(page) for page in pages] == [34, 2]


@given(
    st.lists(st.lists(st.text(alphabet="abc åäö", max_size=60), min_size=1, max_size=6), min_size=1, max_size=8),
    st.sampled_from(["word-times", "arial-ragged", "two-columns"]),
)
def test_columns_of_a_table_stand_inside_the_page_without_overlap(rows: list[list[str]], name: str) -> None:
    places = column_places(rows, face("times"), 10.0, 300.0, LAYOUTS[name])
    assert len(places) == max(map(len, rows))
    for left, right in itertools.pairwise(places):
        assert left.x + left.width <= right.x + 0.01
    assert places[-1].x + places[-1].width <= 300.01


# -- layouts


@pytest.mark.parametrize("name", LAYOUTS)
def test_each_layout_prints_every_letter_of_the_document(name: str, minutes: Marked) -> None:
    printed = _letters(_text(set_document(minutes, LAYOUTS[name]).pdf))
    wanted = _letters(" ".join(text_of(part) for part in minutes.parts if not isinstance(part, PageBreak)))
    assert not wanted - printed


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_same_document_gives_the_same_bytes(name: str, minutes: Marked) -> None:
    assert set_document(minutes, LAYOUTS[name], 5).pdf == set_document(minutes, LAYOUTS[name], 5).pdf


def test_gold_is_the_same_in_every_layout(minutes: Marked) -> None:
    golds = [set_document(minutes, layout).gold for layout in LAYOUTS.values()]
    assert all(gold == golds[0] for gold in golds)


def test_layouts_differ_in_what_the_reader_meets() -> None:
    layouts = list(LAYOUTS.values())
    assert len(layouts) >= 14
    for values in (
        {layout.columns for layout in layouts},
        {layout.align for layout in layouts},
        {layout.hyphenate for layout in layouts},
        {layout.label > 0 for layout in layouts},
        {layout.indent > 0 for layout in layouts},
        {layout.show for layout in layouts},
        {layout.tables for layout in layouts},
        {layout.number for layout in layouts},
    ):
        assert len(values) > 1
    assert {layout.family for layout in layouts} <= set(FAMILIES)


def test_a_section_word_stands_in_the_margin_beside_its_text(minutes: Marked) -> None:
    page = pdfium.PdfDocument(set_document(minutes, LAYOUTS["minutes-margin"]).pdf)[1].get_textpage()
    word, text = _place(page, "Yrkande"), _place(page, "Per von Ek (MP) yrkar")
    assert word[1] == pytest.approx(text[1], abs=4.0)  # one baseline
    assert word[0] < text[0] - 50


def test_two_columns_stand_beside_each_other_below_the_title(source: Marked) -> None:
    document = pdfium.PdfDocument(set_document(source, LAYOUTS["two-columns"]).pdf)
    page = document[0].get_textpage()
    boxes = [page.get_charbox(at) for at in range(page.count_chars()) if page.get_text_range(at, 1).strip()]
    middle = LAYOUTS["two-columns"].paper[0] / 2
    title_foot = _place(page, "Ny organisation inom")[1]
    body = [box for box in boxes if box[3] < title_foot - 12]
    assert sum(box[0] > middle for box in body) > 200
    assert not [box for box in body if box[0] < middle < box[2]]


def test_letters_are_spaced_by_the_operator_or_by_spaces(minutes: Marked) -> None:
    assert b"B E S L U T" not in _text(set_document(minutes, LAYOUTS["minutes-spaced"]).pdf).encode()
    assert "B E S L U T" in _text(set_document(minutes, LAYOUTS["typewriter"]).pdf)


def test_the_running_header_is_the_documents_own_and_numbered(minutes: Marked) -> None:
    document = pdfium.PdfDocument(set_document(minutes, LAYOUTS["word-times"]).pdf)
    pages = [page.get_textpage().get_text_range() for page in document]
    assert [f"Sida {number} ({len(pages)})" in page for number, page in enumerate(pages, 1)] == [True] * len(pages)


def test_page_breaks_are_heeded_or_not(minutes: Marked) -> None:
    assert set_document(minutes, LAYOUTS["word-times"]).pages == 2
    assert set_document(minutes, LAYOUTS["letter-short"]).pages == 1  # sets its own


def test_page_sizes_and_rotation(minutes: Marked) -> None:
    booklet = pdfium.PdfDocument(set_document(minutes, LAYOUTS["booklet-a5"]).pdf)[0]
    assert booklet.get_size() == pytest.approx(A5, abs=0.1)
    turned = pdfium.PdfDocument(set_document(minutes, LAYOUTS["rotated"]).pdf)[0]
    assert turned.get_rotation() == 90
    assert turned.get_width() < turned.get_height()  # as shown


def test_a_missing_font_gives_way_to_a_built_in_one(monkeypatch: pytest.MonkeyPatch, minutes: Marked) -> None:
    monkeypatch.setattr("typesetter.fonts.FOLDERS", ())
    face.cache_clear()
    try:
        assert face("carlito", bold=True).name == "Helvetica-Bold"
        printed = _letters(_text(set_document(minutes, LAYOUTS["modern-web"]).pdf))
    finally:
        face.cache_clear()
    assert printed["ö"] > 0


def test_seed_0_changes_nothing_and_others_are_repeatable() -> None:
    layout = LAYOUTS["word-times"]
    assert vary(layout, 0) == layout
    assert vary(layout, 7) == vary(layout, 7) != layout


def test_a_layout_is_chosen_by_the_documents_name_among_those_that_suit(minutes: Marked) -> None:
    names = {plan_of(minutes, f"document-{number}").layout for number in range(60)}
    assert len(names) > 8
    assert "stockholm-pm" not in names
    assert choose("pm", 3) == choose("pm", 3)


def _text(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pdfium.PdfDocument(pdf))


def _letters(text: str) -> Counter[str]:
    return Counter(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def _place(page: pdfium.PdfTextPage, text: str) -> tuple[float, float]:
    """The left edge and the foot of a text's first letter."""
    index, _ = page.search(text).get_next()
    left, bottom, _, _ = page.get_charbox(index)
    return left, bottom


# -- scans

COARSE = Scanner(dpi=60)


def test_a_scan_has_pictures_and_no_text(minutes: Marked) -> None:
    pdf = set_document(minutes, LAYOUTS["word-times"]).pdf
    document = pdfium.PdfDocument(scan(pdf, 1, COARSE))
    assert [page.get_size() for page in document] == [page.get_size() for page in pdfium.PdfDocument(pdf)]
    assert all(page.get_textpage().count_chars() == 0 for page in document)
    grey = document[0].render(scale=0.5, grayscale=True).to_numpy()
    assert 200 < grey.mean() < 245  # paper, not white
    assert grey.min() < 150  # and print on it


def test_scans_are_repeatable_and_differ_by_seed(minutes: Marked) -> None:
    pdf = set_document(minutes, LAYOUTS["word-times"]).pdf
    assert scan(pdf, 1, COARSE) == scan(pdf, 1, COARSE) != scan(pdf, 2, COARSE)


def test_a_mixed_document_has_both(minutes: Marked) -> None:
    pdf = set_document(minutes, LAYOUTS["word-times"]).pdf
    mixed = pdfium.PdfDocument(scan_some(pdf, 1, COARSE))
    counts = [page.get_textpage().count_chars() for page in mixed]
    assert len(counts) == 2
    assert counts[0] > 0
    assert counts[1] == 0
    assert scan_some(pdf, 1, COARSE) == scan_some(pdf, 1, COARSE)


def test_tables_keep_cells_apart(minutes: Marked) -> None:
    """In the attendance table the code's column begins right of the longest name, ruled or only tabbed."""
    table = next(part for part in minutes.parts if isinstance(part, Table) and len(part.rows[0]) == 4)
    for name in ("minutes-boxed", "minutes-capitals"):
        pdf = io.BytesIO(set_document(minutes, LAYOUTS[name]).pdf)
        page = pdfium.PdfDocument(pdf)[1].get_textpage()
        head = [_place(page, cell)[0] for cell in table.rows[0]]
        assert head == sorted(head)
        assert head[1] - head[0] > 40
