"""The layout's guarantees, on the source document and on any spans at all."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layout_sheets import make_span
from parser.language.lexicon import load_lexicon
from parser.layout import Layout, lay_out, printed_form
from parser.model import Layer, Page, Role, Rule, Span
from parser.read import open_pdf

SOURCE = Path(__file__).parent.parent / "corpus" / "raw" / "pm-2006-ri-041-4239.pdf"


@cache
def source_pages() -> tuple[Page, ...]:
    with open_pdf(SOURCE.read_bytes(), name=SOURCE.name) as document:
        return tuple(document.pages())


@cache
def source() -> Layout:
    return lay_out(source_pages(), load_lexicon())


def texts(layout: Layout, role: Role) -> list[str]:
    return [block.text for block in layout.blocks if block.role is role]


def ink(strings: Iterable[str]) -> Counter[str]:
    return Counter(c for string in strings for c in string if not c.isspace())


def check_guarantees(pages: Sequence[Page], layout: Layout) -> None:
    """The numbered guarantees of `lay_out`."""
    assert ink(s.text for page in pages for s in page.spans) == ink(map(printed_form, layout.blocks))
    assert [block.id for block in layout.blocks] == [f"b{n}" for n in range(1, len(layout.blocks) + 1)]
    for block in layout.blocks:
        assert printed_form(block) == "\n".join(placed.line.text for placed in block.lines)
        for placed in block.lines:
            first = placed.line.text[0]
            if first.isascii() and first.isalnum():
                assert unicodedata.normalize("NFD", block.text[placed.at])[0] == first
    starts = [block.page for block in layout.blocks]
    assert starts == sorted(starts)


# The source document


def test_the_source_keeps_every_guarantee() -> None:
    check_guarantees(source_pages(), source())
    assert lay_out(iter(source_pages()), load_lexicon()) == source()


def test_its_page_numbers_are_found_wherever_they_stand_and_nothing_else_is_furniture() -> None:
    assert texts(source(), Role.FURNITURE) == ["5", "12", "13"]


def test_its_title_is_the_title() -> None:
    assert texts(source(), Role.TITLE) == ["Ny organisation inom stadsledningskontoret"]


def test_a_paragraph_goes_on_over_the_page_break_as_one_block() -> None:
    over = [b for b in source().blocks if len({placed.line.page for placed in b.lines}) > 1]
    assert {(b.lines[0].line.page, b.lines[-1].line.page) for b in over} >= {(1, 2), (2, 3), (5, 6), (8, 9), (13, 14)}
    assert all(b.role in (Role.PARAGRAPH, Role.LIST_ITEM) for b in over)


def test_its_three_signatures_beside_each_other_are_read_row_by_row() -> None:
    assert next(s.split("\n") for s in texts(source(), Role.SIGNATURE)) == [
        "Justeras:\tJusteras:\tJusteras:",
        "Irene Svenonius\tKatarina Baines\tLoa Bienen",
        "Stadsdirektör\tSAC0\tSKTF",
    ]


def test_a_number_alone_on_its_line_takes_the_text_below_it() -> None:
    assert "4. Arbetsgivaren avslår SKTFs yrkande om ajournering." in texts(source(), Role.LIST_ITEM)


def test_a_date_and_a_wide_gap_amid_running_text_part_no_paragraph() -> None:
    found = [t for t in texts(source(), Role.PARAGRAPH) if t.startswith("7 november lämnas")]
    assert found == [
        "7 november lämnas information till samtliga medarbetare. Ansvariga för detta är avdelningschefer."
    ]


def test_of_its_line_end_hyphens_only_those_that_belong_are_kept() -> None:
    text = " ".join(block.text for block in source().blocks)
    for kept in (
        "IT-användning och -utveckling",
        "uppföljnings- och bokslutsprocesser",
        "styr- och uppföljningssystemen",
    ):
        assert kept in text
    for joined in ("Teres Lindberg", "analyseras gemensamt", "bemanningsplan", "kommunövergripande strategisk"):
        assert joined in text


# Any spans


@st.composite
def spans(draw: st.DrawFn) -> Span:
    text = draw(st.text(alphabet="aÅö-–. 1§•(\u00ad\u00a0\tﬁ\u0308", min_size=1, max_size=12))
    x = draw(st.floats(-50, 700))
    y = draw(st.sampled_from([40.0, 100.0, 112.0, 113.0, 124.5, 400.0, 800.0])) + draw(st.floats(-2, 2))
    span = make_span(
        text.replace("\u0308", "e\u0308"), x, y, "Times-Roman", draw(st.sampled_from([0.5, 8.0, 11.0, 30.0])), 30.0
    )
    turned = {"rotation": draw(st.sampled_from([0.0, 0.0, 0.0, 90.0, 180.0, 270.0, 33.0]))}
    return msgspec.structs.replace(span, **turned, confidence=draw(st.sampled_from([None, None, 0.7])))


@st.composite
def pages(draw: st.DrawFn) -> list[Page]:
    rules = st.builds(Rule, st.floats(0, 300), st.floats(0, 800), st.floats(300, 600), st.floats(0, 800))
    return [
        Page(number, 595.0, 842.0, Layer.DIGITAL, tuple(found), tuple(ruled))
        for number, (found, ruled) in enumerate(
            draw(st.lists(st.tuples(st.lists(spans(), max_size=25), st.lists(rules, max_size=6)), max_size=4)), 1
        )
    ]


@settings(max_examples=80, deadline=None)
@given(pages())
def test_any_spans_keep_the_guarantees(made: list[Page]) -> None:
    check_guarantees(made, lay_out(made, load_lexicon()))


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False), st.floats(0.02, 1.0), st.integers(0, 15))
def test_any_part_of_the_source_in_any_order_can_be_laid_out(random_, share: float, first: int) -> None:
    cut = []
    for page in source_pages()[first : first + 2]:
        kept = [span for span in page.spans if random_.random() < share]
        random_.shuffle(kept)
        cut.append(Page(page.number, page.width, page.height, page.layer, tuple(kept), page.rules))
    check_guarantees(cut, lay_out(cut, load_lexicon()))


def test_the_order_of_the_spans_in_the_file_does_not_matter() -> None:
    turned = [Page(p.number, p.width, p.height, p.layer, tuple(reversed(p.spans)), p.rules) for p in source_pages()]
    assert lay_out(turned, load_lexicon()) == source()


@pytest.mark.parametrize("made", [[], [Page(1, 595.0, 842.0, Layer.NONE, ())]])
def test_nothing_gives_no_blocks(made: list[Page]) -> None:
    layout = lay_out(made, load_lexicon())
    assert layout.blocks == ()
    assert len(layout.pages) == len(made)
