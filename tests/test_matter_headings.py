"""Which lines begin a matter of minutes, where OCR misread the section sign before its number."""

import pytest

from parser.language.engine import engine_for
from parser.model import BBox, Block, Cell, Line, PlacedLine, Role
from parser.profile import load_profile
from parser.segment.matter_headings import find_matter_headings

ENGINE = engine_for(load_profile("generic"))
TEXT = (
    "Ärendet har beretts av nämnden, som har lämnat ett förslag om hur kostnaden ska fördelas mellan de tre åren. " * 2
)


def scanned(number: int, text: str, role: Role) -> Block:
    box = BBox(80, 100, 400, 110)
    line = Line(1, text, box, 9, 11, False, False, (Cell(text, 80, 400),), 80, 500, 0.9)
    return Block(f"b{number}", role, text, (PlacedLine(0, line),))


def numbers_of(*headings: str, contents: tuple[str, ...] = ()) -> list[str]:
    """The numbers of the matters that these headings begin, each over a text; `contents` are listed before them."""
    parts = [(line, Role.HEADING) for line in contents]
    parts += [part for heading in headings for part in ((heading, Role.HEADING), (TEXT, Role.PARAGRAPH))]
    blocks = [scanned(number, text, role) for number, (text, role) in enumerate(parts, 1)]
    found, _ = find_matter_headings(blocks, ENGINE, "minutes")
    return [match["number"].rpartition("§")[2].strip() for match in found.values()]


@pytest.mark.parametrize(
    "read",
    [
        ("K § 861", "K § § 62", "K § 863", "Kf § 64"),  # a sign read as a figure, a letter as a sign
        ("Ks § 61", "K § § 62", "Ks § 63", "Ks § 64"),
        ("§ 61", "§S 62", "§ 63", "§ 64"),
        ("§ 61", "8 62", "§ 63", "§ 64"),
        ("Ks § 61", "KSS62", "Ks 5 63", "Ks § 64"),
    ],
)
def test_a_sign_that_was_misread_is_told_by_the_run_of_numbers(read: tuple[str, ...]) -> None:
    assert numbers_of(*read) == ["61", "62", "63", "64"]


def test_a_figure_that_looks_like_the_sign_is_told_by_the_run() -> None:
    assert numbers_of("§ 4", "8 §", "§ 6") == ["4", "5", "6"]
    assert numbers_of("§ 2", "8 §", "§ 4") == ["2", "4"]


def test_a_number_with_its_diary_number_beside_it_needs_no_look_of_a_heading() -> None:
    texts = ["§ 172", TEXT, "8 173 Dnr KS 2010/318", TEXT, "§ 174", TEXT]
    roles = [Role.HEADING, Role.PARAGRAPH, Role.PARAGRAPH, Role.PARAGRAPH, Role.HEADING, Role.PARAGRAPH]
    blocks = [scanned(n, text, role) for n, (text, role) in enumerate(zip(texts, roles, strict=True), 1)]
    found, findings = find_matter_headings(blocks, ENGINE, "minutes")
    assert [m["number"] for m in found.values()] == ["§ 172", "§ 173", "§ 174"]
    assert [f.block for f in findings] == ["b3"]


def test_a_table_of_contents_tells_nothing_of_where_the_run_is() -> None:
    contents = ("Ks § 126 Borgen", "Ks § 127 Frågor", "Ks § 128 Delegation")
    found = numbers_of("Ks § 125", "KS 5126", "Ks § 127", "Ks § 128", contents=contents)
    assert found == ["125", "126", "127", "128"]


def test_a_number_that_the_run_does_not_want_is_left_as_it_is() -> None:
    assert numbers_of("§ 814", "§ 815", "§ 816") == ["814", "815", "816"]


def test_a_table_of_contents_that_was_read_well_hides_no_heading_that_was_not() -> None:
    contents = ("Kf § 17 Frågestund", "Kf § 18 Skolan", "Kf § 19 Taxan", "Kf § 20 Valärenden")
    assert numbers_of("K § § 17", "K § 818", "K § 819", "K § § 20", contents=contents) == ["17", "18", "19", "20"]


def test_a_paragraph_of_another_body_below_a_mended_heading_begins_no_matter() -> None:
    found = numbers_of("Kf § 63", "K § § 64", "Kf § 65", contents=())
    assert found == ["63", "64", "65"]
    parts = [
        ("Kf § 63", Role.HEADING),
        ("Ks § 214 Dnr 95/0177-041", Role.HEADING),
        (TEXT, Role.PARAGRAPH),
        ("K § § 64", Role.HEADING),
        ("Ks § 219 Dnr 95/0093-612", Role.HEADING),
        (TEXT, Role.PARAGRAPH),
    ]
    blocks = [scanned(number, text, role) for number, (text, role) in enumerate(parts, 1)]
    found_headings, _ = find_matter_headings(blocks, ENGINE, "minutes")
    assert [blocks[at].text for at in found_headings] == ["Kf § 63", "K § § 64"]
