"""Attendance: who was at the meeting, as what, for which paragraphs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parser.attribute.attendance import AttendanceContext, read_attendance
from parser.attribute.attendance_forms import AttendanceRule, load_attendance_forms, read_attendance_forms
from parser.errors import BadProfile
from parser.model import BBox, Block, Cell, Line, PlacedLine, Role

PARTIES = {code: code.casefold() for code in ("S", "M", "V", "MP", "C", "L", "KD", "SD", "s", "m")}
CONTEXT = AttendanceContext(PARTIES.get)
FORMS = load_attendance_forms()


def told(*blocks: str | Block) -> list[str]:
    """The attendance, a line each: name/code capacity (role) [paragraphs]."""
    lines = []
    for one in read_attendance(blocks, CONTEXT).attendance:
        role = f" ({one.role})" if one.role else ""
        paragraphs = f" [{one.paragraphs}]" if one.paragraphs else ""
        lines.append(f"{one.name}/{one.party or ''} {one.capacity}{role}{paragraphs}")
    return lines


@pytest.mark.parametrize("rule", FORMS.rules, ids=lambda rule: rule.form.id)
def test_a_form_matches_its_examples_first_and_refuses_its_counter_examples(rule: AttendanceRule) -> None:
    for example in rule.form.examples:
        found = FORMS.first(rule.form.use, example)
        assert found is not None, example
        assert found[0] is rule.form, example
    for counter_example in rule.form.counter_examples:
        assert rule.matches(counter_example) is None, counter_example


def test_a_label_without_capacity_is_refused(tmp_path) -> None:
    path = tmp_path / "attendance.toml"
    path.write_text('[fragments]\n[[forms]]\nid = "x"\nuse = "label"\npattern = "a"\nexamples = ["a"]\n')
    with pytest.raises(BadProfile, match="capacity"):
        read_attendance_forms(path)


def test_lists_line_by_line() -> None:
    assert told(
        "Plats och tid Kommunhuset, sal A, kl. 18.00–21.30",
        "Beslutande",
        "Anna Berg (S), ordförande",
        "Bo Ek (M) §§ 1–14",
        "Eva Lind (V) tjg. ers. för Karl Holm (V)",
        "Ersättare",
        "Ola Öst (C), ej tjänstgörande",
        "Övriga närvarande",
        "Olle Edgren, kommunchef",
        "Utses att justera Bo Ek",
        "Underskrifter",
        "Per Okänd",
    ) == [
        "Anna Berg/S deciding (ordförande)",
        "Bo Ek/M deciding [§§ 1–14]",
        "Eva Lind/V serving_substitute",
        "Ola Öst/C substitute",
        "Olle Edgren/ other (kommunchef)",
    ]


def test_running_lists_with_labels_inside_the_text() -> None:
    assert told(
        "Beslutande Ledamöter Anna Berg (S), Kajsa Holm (S), Tommy Lind (KD) och Pär Ek (L). "
        "Tjänstgörande ersättare Annika Björk (KD) ersätter Tommy Lind (KD) § 164, "
        "Cristina Öst (V) ersätter Bo Holm (V) §§ 170, 172-184."
    ) == [
        "Anna Berg/S deciding",
        "Kajsa Holm/S deciding",
        "Tommy Lind/KD deciding",
        "Pär Ek/L deciding",
        "Annika Björk/KD serving_substitute [§ 164]",
        "Cristina Öst/V serving_substitute [§§ 170, 172-184]",
    ]


def test_codes_in_a_column_of_their_own() -> None:
    assert told("Beslutande\tAnna Berg\tS\tordförande\n\tBo Ek\tM\t§§ 1-4\nErsättare\tEva Lind\tV") == [
        "Anna Berg/S deciding (ordförande)",
        "Bo Ek/M deciding [§§ 1-4]",
        "Eva Lind/V substitute",
    ]


def test_columns_that_fell_apart_are_paired_by_order_with_a_finding() -> None:
    blocks = ["Beslutande ledamöter\nAnna Berg\nBo Ek\n*Eva Lind", "(S)\n(M)\n(V)"]
    assert told(*blocks) == ["Anna Berg/S deciding", "Bo Ek/M deciding", "Eva Lind/V serving_substitute"]
    assert [finding.code for finding in read_attendance(blocks, CONTEXT).findings] == ["attendance-paired"]


def test_columns_of_different_length_are_not_paired() -> None:
    blocks = ["Beslutande\nAnna Berg\nBo Ek", "(S)\n(M)\n(V)"]
    assert told(*blocks) == ["Anna Berg/ deciding", "Bo Ek/ deciding"]
    assert [finding.code for finding in read_attendance(blocks, CONTEXT).findings] == ["attendance-unpaired"]


def test_two_lists_side_by_side() -> None:
    assert told("Ledamöter\tErsättare\nAnna Berg (S)\tEva Lind (V)\nBo Ek (M)\tOla Holm (C)") == [
        "Anna Berg/S deciding",
        "Eva Lind/V substitute",
        "Bo Ek/M deciding",
        "Ola Holm/C substitute",
    ]


def test_a_capacity_in_a_column_of_its_own() -> None:
    assert told(
        "Närvarande\nNamn\tParti\tUppdrag\nAnna Berg\tS\tOrdförande\n"
        "Bo Ek\tM\tErsättare\nEva Lind\tV\tTjänstgörande ersättare"
    ) == [
        "Anna Berg/S deciding (Ordförande)",
        "Bo Ek/M substitute",
        "Eva Lind/V serving_substitute",
    ]


def test_a_substitute_in_the_members_row_was_there_in_the_members_place() -> None:
    assert told("Närvarolista\nLedamöter\tParti\tTjänstgörande ersättare\nAnna Berg\tS\t\nBo Ek\tM\tEva Lind") == [
        "Anna Berg/S deciding",
        "Eva Lind/M serving_substitute",
    ]


def test_whom_a_substitute_served_for_is_no_further_person() -> None:
    assert told(
        "Tjänstgörande ersättare\nAnna Berg\t(S)\tför Karl Holm (S), §§ 4–9\nBo Ek\t(M)\ttjänstgör för Eva Lind (M)"
    ) == [
        "Anna Berg/S serving_substitute [§§ 4–9]",
        "Bo Ek/M serving_substitute",
    ]


def test_a_codes_letters_that_no_register_has_are_still_a_code() -> None:
    assert told("Beslutande\nAnna Berg\tYF") == ["Anna Berg/YF deciding"]


def test_offices_before_coded_names() -> None:
    assert told(
        "Beslutande: Ordförande Anna Berg (S), 1:e vice ordförande Bo Ek (M), Eva Lind (V) m.fl., se bilaga A."
    ) == [
        "Anna Berg/S deciding (Ordförande)",
        "Bo Ek/M deciding (1:e vice ordförande)",
        "Eva Lind/V deciding",
    ]


def test_a_word_that_is_no_name_is_one_before_a_code() -> None:
    assert told("Beslutande", "Anders Blad (C)") == ["Anders Blad/C deciding"]


def test_the_absent_were_not_there() -> None:
    assert told(
        "Närvarande vid uppropet: ordföranden, förste och andre vice ordförandena samt övriga ledamöter utom Anja Holm "
        "och Peter Öst. Som ersättare för de frånvarande ledamöterna inträder: Ulrika Lind för Anja Holm, Anders Ek "
        "för Peter Öst. För Carlos Berg saknas ersättare."
    ) == ["Ulrika Lind/ serving_substitute", "Anders Ek/ serving_substitute"]
    assert told("Beslutande", "Anna Berg (S)", "Frånvarande", "Bo Ek (M)") == ["Anna Berg/S deciding"]


def test_offices_before_names_and_in_brackets() -> None:
    assert told("Tjänstemän", "Kommundirektör Jan Ek, kommunsekreterare Linda Holm, ekonom Ann-Marie Öst § 164") == [
        "Jan Ek/ other (Kommundirektör)",
        "Linda Holm/ other (kommunsekreterare)",
        "Ann-Marie Öst/ other (ekonom) [§ 164]",
    ]
    assert told("Övriga närvarande", "Andreas Holm (Stadsdirektör)") == ["Andreas Holm/ other (Stadsdirektör)"]


def test_who_served_after_whom() -> None:
    assert told("Beslutande", "Anna Berg (S) §§ 1-4, ersatt av Bo Ek (S) §§ 5–9") == [
        "Anna Berg/S deciding [§§ 1-4]",
        "Bo Ek/S serving_substitute [§§ 5–9]",
    ]


def test_a_reference_to_a_list_elsewhere_names_nobody() -> None:
    assert told("Beslutande", "Enligt bifogad sammanträdeslista", "Ersättare", "Se bilaga 1") == []


def test_the_chairpersons_signature_is_no_second_person() -> None:
    assert told("Beslutande", "Anna Berg (S), ordförande", "Övriga närvarande", "Ordförande Anna Berg") == [
        "Anna Berg/S deciding (ordförande)"
    ]


def test_names_in_capitals_are_written_as_names() -> None:
    assert told("BESLUTANDE", "ANNA VON BERG (S)") == ["Anna von Berg/S deciding"]


def block(number: int, lines: list[tuple[str, float, float]], role: Role = Role.PARAGRAPH) -> Block:
    placed, at = [], 0
    for text, x0, y in lines:
        cell = Cell(text, x0, x0 + 5 * len(text))
        line = Line(1, text, BBox(x0, y - 8, cell.x1, y + 2), y, 10.0, False, False, (cell,), 50, 550)
        placed.append(PlacedLine(at, line))
        at += len(text) + 1
    return Block(f"b{number}", role, " ".join(text for text, _, _ in lines), tuple(placed))


def test_labels_in_a_column_beside_the_names_are_read_across() -> None:
    labels = block(1, [("Beslutande", 70, 100), ("Ersättare", 70, 142)], Role.HEADING)
    names = block(2, [("Anna Berg (S), ordförande", 200, 100), ("Bo Ek (M)", 200, 114), ("Eva Lind (V)", 200, 142)])
    assert told(labels, names) == [
        "Anna Berg/S deciding (ordförande)",
        "Bo Ek/M deciding",
        "Eva Lind/V substitute",
    ]
    assert [one.block for one in read_attendance([labels, names], CONTEXT).attendance] == ["b2", "b2", "b2"]


def test_a_column_of_codes_is_read_across() -> None:
    names = block(1, [("Beslutande", 70, 90), ("Anna Berg", 70, 104), ("Bo Ek", 70, 118)])
    codes = block(2, [("S", 250, 104), ("M", 250, 118)])
    assert told(names, codes) == ["Anna Berg/S deciding", "Bo Ek/M deciding"]
    assert read_attendance([names, codes], CONTEXT).findings == ()


def test_a_running_list_is_read_over_its_line_breaks() -> None:
    lines = [("Ledamöter: Anna Berg (S), Bo Ek (M), Eva", 70, 100), ("Lind (V) och Ola Holm (C)", 70, 114)]
    assert told(block(1, lines)) == [
        f"{name} deciding" for name in ("Anna Berg/S", "Bo Ek/M", "Eva Lind/V", "Ola Holm/C")
    ]


WORDS = st.sampled_from(
    [
        "Beslutande",
        "Ersättare",
        "Anna Berg",
        "(S)",
        "S",
        "§§ 1–4",
        ",",
        "\n",
        "\t",
        "för",
        "ordförande",
        "ersätter",
        "Bo Ek (M)",
        "*",
        "och",
        "Frånvarande",
    ]
)


@given(st.lists(WORDS, max_size=20).map(" ".join))
def test_no_list_is_too_odd_and_nobody_stands_twice_as_the_same(text: str) -> None:
    people = read_attendance([text], CONTEXT).attendance
    keys = [(p.name.casefold(), (p.party or "").casefold(), p.capacity, p.paragraphs) for p in people]
    assert len(keys) == len(set(keys))
    assert all(p.capacity in {"deciding", "serving_substitute", "substitute", "other"} for p in people)
