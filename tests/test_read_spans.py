"""From runs to spans: the postconditions of `parser.read.spans`, on ugly runs made at random."""

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parser.model import Span
from parser.read.runs import Frame, Run, rules_of_box, visible_box
from parser.read.spans import GAP, LIGATURES, WIDE, assemble

PAGE = Frame(0, 0, 595, 842)
LETTERS = "abcåäö§–-.()12 \u00a0\t\u0002\ufffeﬁﬄ\u00ad"


def run(text: str, x: float = 72, y: float = 700, *, size: float = 10, step: float = 0.5, **options: object) -> Run:
    offsets = [i * step * size for i in range(len(text) + 1)]
    return Run(text, x, y, offsets, size, "F", False, False, **options)  # type: ignore[arg-type]


runs = st.lists(
    st.builds(
        run,
        st.text(LETTERS, min_size=1, max_size=12),
        st.floats(-100, 700),
        st.sampled_from([700.0, 700.2, 688.0]),
        size=st.sampled_from([10.0, 12.0]),
        step=st.floats(0, 3),
        angle=st.sampled_from([0.0, 0.5, 90.0, 180.0, 30.0]),
    ),
    max_size=12,
)
frames = st.sampled_from([Frame(0, 0, 595, 842, turn) for turn in (0, 90, 180, 270)])


def letters(text: str) -> Counter[str]:
    for ligature, apart in LIGATURES.items():
        text = text.replace(ligature, apart)
    return Counter(
        text.replace("\u0002", "-").replace("\ufffe", "-").replace("\u00a0", "").replace(" ", "").replace("\t", "")
    )


@given(runs, frames)
def test_every_character_is_in_one_span_or_was_printed_twice(given_runs: list[Run], frame: Frame) -> None:
    spans, doubled = assemble(given_runs, frame)
    printed = sum((letters(each.text) for each in given_runs), Counter())
    read = sum((letters(span.text) for span in spans), Counter())
    assert not read - printed
    lost = (printed - read).total()
    assert lost <= 3 * doubled  # a ligature counts as one character where it is left out


@given(runs, frames)
def test_edges_fit_the_text_and_rise(given_runs: list[Run], frame: Frame) -> None:
    for span in assemble(given_runs, frame)[0]:
        assert len(span.edges) == len(span.text) + 1
        assert list(span.edges) == sorted(span.edges)
        if span.rotation == 0:
            assert (span.edges[0], span.edges[-1]) == (span.x0, span.x1)
        assert span.x0 <= span.x1
        assert span.top <= span.bottom


@given(runs, frames)
def test_no_span_is_blank_or_has_a_space_at_its_ends(given_runs: list[Run], frame: Frame) -> None:
    for span in assemble(given_runs, frame)[0]:
        assert span.text.strip(" ") == span.text != ""
        assert not set(span.text) & set("\u00a0\t\u0002\ufffeﬁﬄ")


@given(runs)
def test_no_wide_gap_is_hidden_in_a_span(given_runs: list[Run]) -> None:
    for span in assemble(given_runs, PAGE)[0]:
        at = 0
        while (at := span.text.find(" ", at)) >= 0:
            assert span.edges[at + 1] - span.edges[at] <= WIDE * span.size + 1e-6
            at += 1


def texts(*given_runs: Run, frame: Frame = PAGE) -> list[str]:
    return [span.text for span in assemble(given_runs, frame)[0]]


def test_letters_set_one_by_one_make_words() -> None:
    assert texts(*(run(c, 72 + 5 * i) for i, c in enumerate("nämnd"))) == ["nämnd"]


def test_a_gap_is_a_space_a_wide_one_parts_spans() -> None:
    assert texts(run("av", 72), run("nämnden", 84.5)) == ["av nämnden"]
    assert texts(run("av", 72), run("nämnden", 82 + GAP * 10 - 0.3)) == ["avnämnden"]
    assert texts(run("Anna", 72), run("Ja", 200)) == ["Anna", "Ja"]


def test_printed_spaces_that_make_a_column_part_spans() -> None:
    assert texts(run("Anna      Ja")) == ["Anna", "Ja"]
    assert texts(run("Anna  Berg")) == ["Anna  Berg"]


def test_a_space_printed_by_itself_counts_even_where_it_is_narrow() -> None:
    assert texts(run("av", 72), run(" ", 82, step=0.05), run("nämnden", 82.5)) == ["av nämnden"]


def test_false_bold_is_read_once_and_counted() -> None:
    spans, doubled = assemble([run("Beslut", 72), run("Beslut", 72.3)], PAGE)
    assert [span.text for span in spans] == ["Beslut"]
    assert doubled == 6


def test_the_same_word_on_the_next_line_or_cell_is_another() -> None:
    assert texts(run("Ja", 72, 700), run("Ja", 72, 688), run("Ja", 200, 700)) == ["Ja", "Ja", "Ja"]


def test_a_ligature_becomes_letters_that_share_its_width() -> None:
    ((span,), _) = assemble([run("oﬃn", 0)], PAGE)
    assert span.text == "offin"
    assert span.edges == pytest.approx((0, 5, 5 + 5 / 3, 5 + 10 / 3, 10, 15))


def test_what_a_font_does_not_tell_is_marked_not_guessed() -> None:
    assert texts(run("ABC D", mapped=False)) == ["\ufffd\ufffd\ufffd \ufffd"]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_page_shows_upright_what_was_drawn_turned(turn: int) -> None:
    """A word drawn so that it stands at 100, 200 on the page as shown, running to the right."""
    frame = Frame(0, 0, 595, 842, turn)
    x, y = {0: (100, 642), 90: (200, 100), 180: (495, 200), 270: (395, 742)}[turn]
    ((span,), _) = assemble([run("Beslut", x, y, angle=float(turn))], frame)
    assert span.rotation == 0
    assert (span.x0, span.baseline) == pytest.approx((100, 200))
    assert span.x1 == pytest.approx(130)


def test_text_that_runs_up_the_page_has_its_box_beside_its_origin() -> None:
    ((span,), _) = assemble([run("Beslut", 100, 300, angle=90.0)], PAGE)
    assert span.rotation == 270
    assert (span.x0, span.x1) == pytest.approx((92, 102))
    assert (span.top, span.bottom) == pytest.approx((842 - 330, 842 - 300))


@given(st.sampled_from([0, 90, 180, 270]), st.floats(0, 500), st.floats(0, 500))
def test_frames_keep_distances_and_put_the_page_inside(turn: int, x: float, y: float) -> None:
    frame = Frame(-10, 20, 490, 520, turn)
    shown, corner = frame.show(x - 10, y + 20), frame.show(-10, 20)
    assert math.dist(shown, corner) == pytest.approx(math.hypot(x, y), abs=1e-6)
    assert -1e-6 <= shown[0] <= frame.width + 1e-6
    assert -1e-6 <= shown[1] <= frame.height + 1e-6


def test_the_visible_box_is_the_crop_box_inside_the_media_box() -> None:
    assert visible_box((0, 0, 595, 842), None) == (0, 0, 595, 842)
    assert visible_box((595, 842, 0, 0), (-50, 10, 400, 900)) == (0, 10, 400, 842)
    assert visible_box((0, 0, 595, 842), (700, 0, 900, 842)) == (0, 0, 595, 842)


def test_a_box_is_four_rules_and_a_bar_one() -> None:
    assert len(rules_of_box(PAGE, 10, 10, 100, 60)) == 4
    assert len(rules_of_box(PAGE, 10, 10, 100, 10.6)) == 1


def test_spans_are_the_models() -> None:
    assert all(isinstance(span, Span) for span in assemble([run("Beslut")], PAGE)[0])
