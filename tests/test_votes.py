"""Divisions: every form of words proves its examples, every printed division of the cases is read."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parser.attribute.vote_derive import within
from parser.attribute.vote_forms import COMMON, Rule, Use, load_vote_forms, read_forms
from parser.attribute.vote_numbers import read_number
from parser.attribute.votes import GroupAnswer, VoteContext, derive_ballots, read_vote, split_votes
from parser.errors import BadProfile
from parser.model import BBox, Block, Cell, Line, PlacedLine, Role
from parser.record.types import Answer, Attendance, Ballot, BallotSource, Vote

CASES = tomllib.loads((Path(__file__).parent / "cases" / "votes.toml").read_text(encoding="utf-8"))["case"]
PARTIES = {
    code: code.upper()
    for code in ("S", "M", "V", "MP", "C", "L", "KD", "SD", "D", "s", "m", "v", "mp", "c", "fp", "kd")
} | {
    "Socialdemokraterna": "S",
    "Moderaterna": "M",
    "Vänsterpartiet": "V",
}
CONTEXT = VoteContext(PARTIES.get)
FORMS = load_vote_forms()


# ---------------------------------------------------------------- the forms of words


@pytest.mark.parametrize("rule", FORMS.rules, ids=lambda rule: rule.form.id)
def test_a_form_matches_its_examples_first_and_refuses_its_counter_examples(rule: Rule) -> None:
    assert rule.form.examples
    for example in rule.form.examples:
        assert FORMS.first(rule.form.use, example) is rule.form, example
    for counter_example in rule.form.counter_examples:
        assert rule.matches(counter_example) is None, counter_example


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (('use = "start"', 'use = "begin"'), "use"),
        (("whole = true", "hole = true"), "hole"),
        (("{cast}", "{throw}"), "throw"),
        (('id = "start.order"', 'id = "start.heading"'), "start.heading"),
        (("pattern = '(?<!\\w)(?:är|var)", "pattern = '((?<!\\w)(?:är|var)"), "ballot.absent.said"),
    ],
)
def test_data_that_cannot_be_used_is_refused_and_named(tmp_path: Path, change: tuple[str, str], named: str) -> None:
    text = (COMMON / "votes.toml").read_text(encoding="utf-8")
    assert change[0] in text
    broken = tmp_path / "votes.toml"
    broken.write_text(text.replace(change[0], change[1]), encoding="utf-8")
    with pytest.raises(BadProfile, match=named):
        read_forms(broken)


# ---------------------------------------------------------------- the cases


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_division_is_read_as_printed(case: dict[str, object]) -> None:
    reading = read_vote(case["text"], CONTEXT)
    for count in ("yes", "no", "abstain", "absent"):
        assert getattr(reading.vote, count) == case.get(count), count
    for words in ("meaning_yes", "meaning_no", "outcome"):
        if words in case:
            assert getattr(reading.vote, words) == case[words]
    if "ballots" in case:
        assert [f"{b.name}/{b.party or ''} {b.answer}" for b in reading.vote.ballots] == case["ballots"]
    assert [finding.code for finding in reading.findings] == case.get("findings", [])


def test_there_are_at_least_eighty_cases() -> None:
    assert len(CASES) >= 80


# ---------------------------------------------------------------- cells with places on the page


def line_at(page: int, y: float, cells: list[tuple[str, float, float]]) -> Line:
    placed = tuple(Cell(text, x0, x1) for text, x0, x1 in cells)
    box = BBox(cells[0][1], y - 8, cells[-1][2], y + 2)
    text = " ".join(cell.text for cell in placed)
    return Line(page, text, box, y, 10.0, False, False, placed, 50.0, 550.0)


def block_of(number: int, role: Role, lines: list[Line]) -> Block:
    joint = "\n" if role is Role.TABLE else " "
    texts = ["\t".join(c.text for c in line.cells) if role is Role.TABLE else line.text for line in lines]
    at, placed = 0, []
    for line, text in zip(lines, texts, strict=True):
        placed.append(PlacedLine(at, line))
        at += len(text) + len(joint)
    return Block(f"b{number}", role, joint.join(texts), tuple(placed))


HEAD = [("Ledamot", 70, 110), ("Parti", 220, 245), ("Ja", 300, 310), ("Nej", 340, 356), ("Avstår", 380, 410)]
ROWS = [
    [("Anna Berg", 70, 115), ("S", 222, 228), ("X", 302, 308)],
    [("Bo Ek", 70, 98), ("M", 222, 229), ("X", 344, 350)],
    [("Eva Lind", 70, 110), ("V", 222, 228), ("X", 392, 398)],
]
BALLOTS = [("Anna Berg", "S", Answer.YES), ("Bo Ek", "M", Answer.NO), ("Eva Lind", "V", Answer.ABSTAIN)]


def told(blocks: list[Block]) -> list[tuple[str, str | None, Answer]]:
    return [(b.name, b.party, b.answer) for b in read_vote(blocks, CONTEXT).vote.ballots]


def test_a_cross_belongs_to_the_heading_it_stands_under_though_empty_cells_are_dropped() -> None:
    lines = [line_at(1, 100 + 14 * i, cells) for i, cells in enumerate([HEAD, *ROWS])]
    assert told([block_of(1, Role.TABLE, lines)]) == BALLOTS


def test_a_table_that_layout_took_for_paragraphs_is_read_by_its_lines() -> None:
    lines = [line_at(1, 100 + 14 * i, cells) for i, cells in enumerate([HEAD, *ROWS])]
    assert told([block_of(1, Role.PARAGRAPH, lines)]) == BALLOTS


def test_columns_that_fell_apart_are_put_together_by_their_baselines() -> None:
    table = [HEAD, *ROWS]
    columns = []
    for left, right in ((0, 200), (200, 290), (290, 600)):
        lines = [
            line_at(1, 100 + 14 * i, cells)
            for i, row in enumerate(table)
            if (cells := [cell for cell in row if left <= cell[1] < right])
        ]
        columns.append(block_of(len(columns) + 1, Role.PARAGRAPH, lines))
    assert told(columns) == BALLOTS


def test_a_heading_whose_words_fell_into_one_cell_still_tells_the_columns() -> None:
    head = [("Ledamot", 70, 110), ("Parti", 220, 245), ("Ja Nej Avstår", 300, 400)]
    rows = [
        [("Anna Berg", 70, 115), ("S", 222, 228), ("X", 304, 310)],
        [("Bo Ek", 70, 98), ("M", 222, 229), ("X", 332, 338)],
    ]
    lines = [line_at(1, 100 + 14 * i, cells) for i, cells in enumerate([head, *rows])]
    assert told([block_of(1, Role.TABLE, lines)]) == BALLOTS[:2]


SIDE_BY_SIDE = {
    "labels in the heading": (
        "Ledamot\tOmr. 1 Ja\tOmr. 1 Nej\tOmr. 2 Ja\tOmr. 2 Nej\tOmr. 2 Avst\n"
        "Anna Berg (S)\tX\t\tX\t\t\nBo Ek (V)\tX\t\t\t\tX\nEva Al (MP)\t\tX\t\tX\t\nSumma\t2\t1\t1\t1\t1"
    ),
    "labels above it": (
        "\tVotering 1\tVotering 2\nLedamot\tParti\tJa\tNej\tJa\tNej\tAvst\n"
        "Anna Berg\tS\tX\t\tX\t\t\nBo Ek\tV\tX\t\t\t\tX\nEva Al\tMP\t\tX\t\tX\t"
    ),
    "no labels": (
        "Ledamot\tParti\tJa\tNej\tJa\tNej\tAvst\nAnna Berg\tS\tX\t\tX\t\t\nBo Ek\tV\tX\t\t\t\tX\nEva Al\tMP\t\tX\t\tX\t"
    ),
    "a column of words for each": (
        "Namn\tParti\tVotering 1\tVotering 2\nAnna Berg\tS\tJa\tJa\nBo Ek\tV\tJa\tAvstår\nEva Al\tMP\tNej\tNej"
    ),
}


@pytest.mark.parametrize("printed", SIDE_BY_SIDE.values(), ids=SIDE_BY_SIDE)
def test_of_divisions_side_by_side_each_has_its_own_columns(printed: str) -> None:
    def answers(number: str) -> list[str]:
        context = VoteContext(PARTIES.get, division=("§12", number))
        return [b.answer.value for b in read_vote([printed], context).vote.ballots]

    assert answers("1") == ["yes", "yes", "no"]
    assert answers("2") == ["yes", "abstain", "no"]


def test_columns_of_other_paragraphs_are_no_ballots_of_this_one() -> None:
    printed = "Namn\tParti\t§ 45 Ja\tNej\t§ 47 Ja\tNej\nAnna Berg\tS\tX\t\t\tX\nBo Ek\tV\tX\t\tX\t"
    for paragraph, answers in (("§45", ["yes", "yes"]), ("§47", ["no", "yes"]), ("§46", [])):
        ballots = read_vote([printed], VoteContext(PARTIES.get, division=(paragraph, "1"))).vote.ballots
        assert [b.answer.value for b in ballots] == answers


def test_a_finding_names_the_block_and_page() -> None:
    lines = [line_at(3, 100 + 14 * i, cells) for i, cells in enumerate([HEAD, *ROWS])]
    reading = read_vote([block_of(7, Role.TABLE, lines)], CONTEXT)
    assert [(f.code, f.page, f.block) for f in reading.findings] == [("count-derived", 3, "b7")]


# ---------------------------------------------------------------- ballots that follow


def member(name: str, party: str, capacity: str = "deciding", paragraphs: str | None = None) -> Attendance:
    return Attendance(name=name, party=party, capacity=capacity, paragraphs=paragraphs)


PRESENT = [
    member("Anna Berg", "S"),
    member("Bo Ek", "M"),
    member("Eva Lind", "V", "serving_substitute"),
    member("Ola Holm", "V", "substitute"),
]


def derived(vote: Vote, **told: object) -> list[tuple[str, Answer]]:
    result = derive_ballots(vote, told.pop("present", PRESENT), party_of=PARTIES.get, **told)
    return [(b.name, b.answer) for b in result.vote.ballots if b.source is BallotSource.DERIVED]


def test_a_groups_vote_is_told_member_by_member_for_those_who_could_vote() -> None:
    groups = [GroupAnswer("S", Answer.YES), GroupAnswer("Vänsterpartiet", Answer.YES), GroupAnswer("M", Answer.NO)]
    vote = Vote(yes=2, no=1)
    assert derived(vote, groups=groups) == [("Anna Berg", Answer.YES), ("Bo Ek", Answer.NO), ("Eva Lind", Answer.YES)]


def test_nothing_is_derived_where_the_counts_would_not_come_out() -> None:
    groups = [GroupAnswer("S", Answer.YES), GroupAnswer("V", Answer.YES), GroupAnswer("M", Answer.NO)]
    result = derive_ballots(Vote(yes=1, no=1), PRESENT, party_of=PARTIES.get, groups=groups)
    assert result.vote.ballots == ()
    assert [finding.code for finding in result.findings] == ["ballots-not-derived"]


def test_nothing_is_derived_where_a_party_present_said_nothing() -> None:
    assert derived(Vote(), groups=[GroupAnswer("S", Answer.YES)]) == []


def test_the_last_answer_follows_by_arithmetic() -> None:
    stated = (Ballot(name="Bo Ek", party="M", answer=Answer.NO, source=BallotSource.STATED),)
    vote = Vote(yes=2, no=1, ballots=stated)
    assert derived(vote) == [("Anna Berg", Answer.YES), ("Eva Lind", Answer.YES)]
    assert derived(Vote(yes=2, no=2, ballots=stated)) == []


def test_who_was_present_for_other_paragraphs_did_not_vote() -> None:
    present = [member("Anna Berg", "S"), member("Bo Ek", "M"), member("Per Ek", "M", paragraphs="§§ 1–4")]
    groups = [GroupAnswer("S", Answer.YES), GroupAnswer("M", Answer.NO)]
    assert derived(Vote(yes=1, no=1), present=present, groups=groups, paragraph=9) == [
        ("Anna Berg", Answer.YES),
        ("Bo Ek", Answer.NO),
    ]
    assert derived(Vote(yes=1, no=1), present=present, groups=groups) == []


@pytest.mark.parametrize(
    ("printed", "number", "present"),
    [("§§ 1–14", 14, True), ("§§ 1-14, 16", 15, False), ("§ 7", 7, True), ("del av § 7", 7, None), ("", 1, None)],
)
def test_paragraphs_as_printed(printed: str, number: int, present: bool | None) -> None:
    assert within(printed, number) is present


# ---------------------------------------------------------------- several divisions


@pytest.mark.parametrize(
    ("blocks", "ranges"),
    [
        (["Votering 1", "Ja för A, nej för B", "Ja 3, Nej 4", "Votering 2", "Ja 5, Nej 1"], [(0, 3), (3, 5)]),
        (
            ["Vid första omröstningen röstar 5 ja och 4 nej.", "Vid andra omröstningen röstar 6 ja och 3 nej."],
            [(0, 1), (1, 2)],
        ),
        (["Omröstning", "Vid omröstningen röstar 5 ja och 4 nej.", "Därmed avslås motionen."], [(0, 3)]),
        (
            [
                "Ja-röst för X, nej-röst för Y.",
                "5 Ja-röster, 54 Nej-röster",
                "Ja-röst för att anta, nej-röst för avslag.",
                "25 ja, 36 nej",
            ],
            [(0, 2), (2, 4)],
        ),
        (["Omröstning", "A B (S) röstar Ja (2).", "Omröstning", "A B (S) röstar Ja (1)."], [(0, 2), (2, 4)]),
        ([], []),
    ],
)
def test_a_section_with_several_divisions_is_parted(blocks: list[str], ranges: list[tuple[int, int]]) -> None:
    assert split_votes(blocks) == ranges


# ---------------------------------------------------------------- what always holds

WORDS = st.sampled_from(
    [
        "Ja",
        "nej",
        "24",
        "arton",
        "röstar",
        "Anna Berg (S)",
        "ja-röster",
        "Avstår",
        "–",
        ":",
        "§ 3",
        "\t",
        "\n",
        "X",
        "Summa",
        "och",
        ".",
    ]
)


@given(st.lists(WORDS, max_size=25).map(" ".join))
def test_no_text_is_too_odd_and_ballots_are_all_stated(text: str) -> None:
    reading = read_vote([text], CONTEXT)
    assert all(ballot.source is BallotSource.STATED for ballot in reading.vote.ballots)
    assert reading.vote.outcome is None or reading.vote.outcome in " ".join(text.split())
    for count in (reading.vote.yes, reading.vote.no, reading.vote.abstain, reading.vote.absent):
        assert count is None or 0 <= count < 150


@given(st.lists(WORDS.map(lambda word: word.strip() or "-"), max_size=8))
def test_the_ranges_of_a_split_cover_the_blocks_and_touch(blocks: list[str]) -> None:
    ranges = split_votes(blocks)
    assert [i for start, end in ranges for i in range(start, end)] == list(range(len(blocks)))
    assert all(start < end for start, end in ranges)


TENS = ["", "tjugo", "trettio", "fyrtio", "femtio", "sextio", "sjuttio", "åttio", "nittio"]
ONES = ["", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio"]


@given(st.integers(20, 99), st.sampled_from(["", "-", " "]), st.booleans())
def test_a_number_in_words_is_its_figure(value: int, joint: str, capital: bool) -> None:
    ten, one = TENS[value // 10 - 1], ONES[value % 10]
    word = ten + (joint + one if one else "")
    number = read_number(word.capitalize() if capital else word, FORMS.numbers)
    assert number is not None
    assert number.value == value


def test_the_scanner_of_counts_covers_every_use_that_it_needs() -> None:
    assert all(FORMS.of(use) for use in (Use.ANSWER, Use.FILLER, Use.LABEL, Use.PAIR))


def test_a_name_broken_over_two_lines_is_one_member() -> None:
    rows = [
        [("Ledamot", 70, 110), ("Parti", 220, 245), ("Ja", 300, 310), ("Nej", 340, 356)],
        [("Viktoria Tryggvadottir", 70, 160), ("S", 222, 228), ("X", 302, 308)],
        [("Rolka", 70, 95)],
        [("Robert Anders-", 70, 150), ("M", 222, 229), ("X", 344, 350)],
        [("son", 70, 85)],
        [("Eva Lind", 70, 110), ("V", 222, 228), ("X", 344, 350)],
    ]
    lines = [line_at(1, y, cells) for y, cells in zip([100, 120, 131, 148, 159, 176], rows, strict=True)]
    assert told([block_of(1, Role.TABLE, lines)]) == [
        ("Viktoria Tryggvadottir Rolka", "S", Answer.YES),
        ("Robert Andersson", "M", Answer.NO),
        ("Eva Lind", "V", Answer.NO),
    ]


def test_a_cross_that_layout_joined_to_the_code_still_has_its_column() -> None:
    rows = [HEAD, [("Anna Berg (S) X", 70, 309)], [("Bo Ek (M) X", 70, 351)]]
    lines = [line_at(1, 100 + 14 * i, cells) for i, cells in enumerate(rows)]
    assert told([block_of(1, Role.PARAGRAPH, lines)]) == BALLOTS[:2]
