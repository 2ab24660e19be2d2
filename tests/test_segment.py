"""Segmentation: its numbered postconditions on any blocks, splitting, headings, openings, matters and appendices."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layout_sheets import make_span
from parser.language.engine import Engine, engine_for
from parser.language.lexicon import load_lexicon
from parser.layout import lay_out, printed_form
from parser.model import BBox, Block, Cell, Facts, Layer, Line, Page, PlacedLine, Role, Segmented
from parser.profile import load_profile
from parser.read import open_pdf
from parser.segment import Names, before_matters, segment
from parser.segment.facts import first_match, iso_date, plain_municipality, read_facts, recognise
from parser.segment.headings import find_heading
from parser.segment.openings import Place, find_openings
from parser.segment.split import split_block
from parser.segment.walk import ACT_KINDS
from typesetter import LAYOUTS, load, set_document
from whole import ROOT, SOURCE

_NAME = re.compile(r"[A-ZÅÄÖ][a-zåäö]+ [A-ZÅÄÖ][a-zåäö]+ \([A-Z]+\)")
NAMES = Names(lambda text: _NAME.search(text) is not None, lambda text: _NAME.fullmatch(text.strip()) is not None)


def block(number: int, text: str, role: Role = Role.PARAGRAPH, page: int = 1) -> Block:
    """A block of one line."""
    line = Line(page, text, BBox(80, 0, 400, 10), 9, 11, role is Role.HEADING, False, (Cell(text, 80, 400),), 80, 500)
    level = 2 if role is Role.HEADING else None
    label = re.match(r"^(?:\d+\.|[-–•])", text) if role is Role.LIST_ITEM else None
    return Block(f"b{number}", role, text, (PlacedLine(0, line),), level=level, label=label[0] if label else None)


def engine(name: str = "generic") -> Engine:
    return engine_for(load_profile(name))


def minutes(*lines: str | tuple[str, Role]) -> Segmented:
    """The minutes of a board with these blocks: `# …` is a heading, `~ …` furniture, `|` begins a new page."""
    made, page = [], 1
    for number, text in enumerate(lines, 1):
        assert isinstance(text, str)
        page += text.startswith("|")
        text = text.removeprefix("|")
        roles = {"#": Role.HEADING, "~": Role.FURNITURE}
        role = roles.get(text[:1], Role.LIST_ITEM if text[:2].rstrip(".").isdigit() else Role.PARAGRAPH)
        made.append(block(number, text.lstrip("#~ "), role, page))
    return segment(made, Facts(family="minutes", type="protokoll", body="Kommunstyrelsen"), engine(), NAMES)


def acts(cut: Segmented) -> list[tuple[str, str | None, list[str]]]:
    return [
        (act.kind, cut.matters[act.matter].number if act.matter is not None else None, [b.id for b in act.blocks])
        for act in cut.acts
    ]


# ---- the postconditions of `segment`, on any blocks


def ink(text: str) -> str:
    return "".join(text.split())


def check_postconditions(blocks: Sequence[Block], cut: Segmented) -> None:
    """Those that its docstring numbers."""
    parts: dict[str, str] = {}
    for part in cut.blocks:
        stem = part.id.partition(".")[0]
        parts[stem] = parts.get(stem, "") + ink(part.text)
    assert list(parts.items()) == [(b.id, ink(b.text)) for b in blocks]  # 1
    assert len({part.id for part in cut.blocks}) == len(cut.blocks)
    order = {part.id: place for place, part in enumerate(cut.blocks)}
    top = [b.id for act in cut.acts if act.parent is None for b in act.blocks]
    assert len(top) == len(set(top))  # 2
    for act in cut.acts:
        assert act.blocks
        assert all(order[one.id] < order[two.id] for one, two in pairwise(act.blocks))  # 3
        assert 0 <= act.heading <= len(act.blocks)
        assert act.matter is None or act.matter < len(cut.matters)
        if act.parent is not None:
            assert {b.id for b in act.blocks} <= {b.id for b in cut.acts[act.parent].blocks}  # 4
        if act.cue is not None:
            assert 0 <= act.cue[0] < act.cue[1] <= len(act.announcement)
    for note in cut.notes:
        assert note.kind in ("conflict_of_interest", "takes_no_part")


PIECES = st.sampled_from(
    [
        "§ 12 Ett ärende", "§ 13", "KF § 14 Dnr KS 2019/1", "§ 12 forts.", "Beslut", "Kommunstyrelsens beslut",
        "Yrkanden",
        "Reservationer", "Särskilt yttrande i arbetsutskottet", "Omröstning", "Beslutsgång", "Jäv", "Ärendet",
        "Bilaga 1",
        "Bilaga", "Bilaga 2 Reservation", "Kommunstyrelsen", "BEREDNING", "ÄRENDET", "Kulturnämnden", "Underskrifter",
        "Anna Berg (V) reserverar sig mot beslutet.", "Anna Berg (V) yrkar avslag. Sven Ek (S) instämmer.",
        "Text. Anna Berg (V) reserverar sig. Sven Ek (S) lämnar ett särskilt yttrande. Mer text följer här.",
        "Anna Berg (V) deltar inte i beslutet.", "Sven Ek (S) anmäler jäv.", "Inga yrkanden framställs.",
        "Kommunstyrelsen beslutar att godkänna.", "Kommunstyrelsen föreslår kommunfullmäktige besluta följande",
        "1. Förslaget godkänns.", "Beslut: Ärendet bordläggs.", "Yrkande: Anna Berg (V) yrkar avslag.",
        "Reservation anfördes av Anna Berg (V) enligt följande.", "Ersättaryttrande gjordes av Anna Berg (V).",
        "Föredragande borgarrådet Anna Berg anför följande.", "Votering begärs.", "Ordföranden finner att så sker.",
        "Borgarrådsberedningen tillstyrker förslaget.", "På kommunstyrelsens vägnar:", "Anna Berg (V)",
        "Och så vidare.",
        "Kulturnämnden beslutade vid sitt sammanträde den 3 maj 2006 att svara.", "”Anna Berg (V) reserverar sig.”",
    ]
)  # fmt: skip
ROLES = st.sampled_from(list(Role))
BLOCKS = st.lists(st.tuples(PIECES, ROLES, st.booleans()), max_size=25)


def laid(pieces: Sequence[tuple[str, Role, bool]]) -> list[Block]:
    made, page = [], 1
    for number, (text, role, turns) in enumerate(pieces, 1):
        page += turns
        made.append(block(number, text, role, page))
    return made


@settings(max_examples=150, deadline=None)
@given(BLOCKS, st.sampled_from(["minutes", "memorandum"]))
def test_any_blocks_keep_the_postconditions(pieces: list[tuple[str, Role, bool]], family: str) -> None:
    blocks = laid(pieces)
    facts = Facts(family=family, type="x", body="Kommunstyrelsen" if family == "minutes" else None)
    cut = segment(blocks, facts, engine("stockholm"), NAMES)
    check_postconditions(blocks, cut)
    assert segment(blocks, facts, engine("stockholm"), NAMES) == cut


@settings(max_examples=60, deadline=None)
@given(BLOCKS)
def test_what_stands_before_the_first_matter_is_in_no_matter(pieces: list[tuple[str, Role, bool]]) -> None:
    blocks = laid(pieces)
    facts = Facts(family="minutes", type="protokoll")
    before = before_matters(blocks, facts, engine())
    cut = segment(blocks, facts, engine(), NAMES)
    headings = {id_ for matter in cut.matters for id_ in matter.blocks}
    assert not headings & {b.id for b in before}
    assert not [b for b in before if b.role is Role.FURNITURE]


# ---- splitting


@cache
def printed_blocks() -> tuple[Block, ...]:
    """Blocks with every kind of edit: hyphens, ligatures, double spaces, letters spaced out, tables."""
    found: list[Block] = []
    marked = load(sorted((ROOT / "corpus" / "annotated" / "uppsala").glob("*.marked.txt"))[0])
    documents = [set_document(marked, LAYOUTS[name]).pdf for name in ("old-layer", "minutes-boxed")]
    for data in (SOURCE.read_bytes(), *documents):
        with open_pdf(data, name="x", ocr="never") as document:
            found += lay_out(document.pages(), load_lexicon()).blocks
    return tuple(b for b in found if " " in b.text)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_block_is_split_without_loss_and_its_lines_go_with_it(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from(printed_blocks()))
    at = data.draw(st.sampled_from([m.start() for m in re.finditer(r"(?<=\s)\S", whole.text)]))
    first, second = split_block(whole, at)
    assert ink(first.text) + ink(second.text) == ink(whole.text)
    assert ink(printed_form(first)) + ink(printed_form(second)) == ink(printed_form(whole))
    for part in (first, second):
        assert ink("".join(placed.line.text for placed in part.lines)) == ink(printed_form(part))
        assert all(0 <= edit.at <= edit.at + edit.length <= len(part.text) for edit in part.edits)
    assert (first.id, second.id) == (whole.id, f"{whole.id}.1")


def test_the_third_part_is_numbered_on() -> None:
    first, rest = split_block(block(7, "Ett. Två. Tre."), 5)
    second, third = split_block(rest, 5)
    assert [part.id for part in (first, second, third)] == ["b7", "b7.1", "b7.2"]
    assert [part.text for part in (first, second, third)] == ["Ett.", "Två.", "Tre."]


def test_a_line_is_cut_where_its_print_is_though_spaces_were_taken_away() -> None:
    page = Page(1, 595.0, 842.0, Layer.DIGITAL, (make_span("inom  kontoret.  Organisationen syftar", 80, 100),))
    (whole,) = lay_out([page], load_lexicon()).blocks
    first, second = split_block(whole, whole.text.index("Organisationen"))
    assert first.lines[0].line.text.split() == ["inom", "kontoret."]
    assert second.lines[0].line.text == "Organisationen syftar"
    assert first.lines[0].line.bbox.x1 <= second.lines[0].line.bbox.x0


# ---- section words


@pytest.mark.parametrize(
    ("text", "section", "body"),
    [
        ("Beslut", "decision", None),
        ("BESLUT", "decision", None),
        ("Kommunstyrelsens beslut:", "decision", "Kommunstyrelsen"),
        ("3. Yrkanden", "moved", None),
        ("Reservationer (V)", "reservation", None),
        ("Särskilt yttrande i kommunstyrelsen", "special-statement", "Kommunstyrelsen"),
        ("Reservation från Vänsterpartiet", "reservation", None),
        ("Omröstning 2", "vote", None),
    ],
)
def test_a_section_word_is_known_with_the_body_that_it_names(text: str, section: str, body: str | None) -> None:
    found = find_heading(block(1, text, Role.HEADING), engine(), "minutes")
    assert found is not None
    assert (found.section.id, found.body, found.end) == (section, body, None)


def test_a_section_word_before_its_text_tells_where_the_text_begins() -> None:
    found = find_heading(block(1, "Beslut: Ärendet bordläggs."), engine(), "minutes")
    assert found is not None
    assert found.section.id == "decision"
    assert found.end == len("Beslut: ")


@pytest.mark.parametrize(
    "text",
    [
        "Beslutet gäller från och med i dag.",
        "Reservationen är utförlig och lämnades in i tid till nämnden av flera ledamöter.",
        "Yrkandena prövas var för sig",
        "",
        "—",
        "1.",
    ],
)
def test_what_only_begins_with_a_section_word_is_none(text: str) -> None:
    assert find_heading(block(1, text), engine(), "minutes") is None


# ---- openings

ANYWHERE = Place("minutes", None, None, frozenset(ACT_KINDS))


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=5).map(" ".join))
def test_openings_come_in_order_at_the_starts_of_sentences(text: str) -> None:
    found = find_openings(text, ANYWHERE, engine(), NAMES.names_actor)
    assert [f.at for f in found] == sorted({f.at for f in found})
    for one in found:
        assert one.at == 0 or text[one.at - 1].isspace()
        assert one.cue[0] < one.cue[1] <= len(text)
        assert one.at <= one.cue[0]


@pytest.mark.parametrize("quoted", ["”Anna Berg (V) reserverar sig.”", "» Anna Berg (V) reserverar sig.«"])
def test_a_later_sentence_that_is_a_quotation_opens_nothing(quoted: str) -> None:
    text = f"Anna Berg (V) reserverar sig mot beslutet. {quoted}"
    assert [f.at for f in find_openings(text, ANYWHERE, engine(), NAMES.names_actor)] == [0]


def test_a_sentence_after_a_quotation_may_open_an_act() -> None:
    text = "Anna Berg (V) reserverar sig med orden ”det är fel.” Bo Ek (S) reserverar sig mot beslutet."
    assert [f.at for f in find_openings(text, ANYWHERE, engine(), NAMES.names_actor)] == [0, text.index("Bo")]


@given(st.text(alphabet="bcdfghjkmpqwxz 0123456789.,", max_size=200))
@settings(max_examples=50, deadline=None)
def test_a_text_without_the_words_of_any_rule_opens_nothing(text: str) -> None:
    assert find_openings(text, ANYWHERE, engine(), lambda _: True) == ()


# ---- matters, acts, appendices


def test_an_act_runs_to_the_next_act_word_or_heading() -> None:
    cut = minutes(
        "# § 12 Budget", "# Yrkanden", "Anna Berg (V) yrkar avslag.", "Det är dyrt.", "Sven Ek (S) yrkar bifall.",
        "# Beslut", "Budgeten godkänns.", "1. Den gäller.", "# Beslutsgång", "Ordföranden frågar.", "# § 13 Mer",
        "Text.",
    )  # fmt: skip
    assert acts(cut) == [
        ("moved_proposal", "§ 12", ["b2", "b3", "b4"]),
        ("moved_proposal", "§ 12", ["b5"]),
        ("decision", "§ 12", ["b6", "b7", "b8"]),
    ]
    assert [(matter.number, matter.title) for matter in cut.matters] == [("§ 12", "Budget"), ("§ 13", "Mer")]


def test_two_acts_of_two_kinds_in_one_paragraph_cut_it_in_two() -> None:
    cut = minutes("# § 1 A", "# Reservationer", "Anna Berg (V) reserverar sig. Sven Ek (S) lämnar särskilt yttrande.")
    assert acts(cut) == [("reservation", "§ 1", ["b2", "b3"]), ("special_statement", "§ 1", ["b3.1"])]


def test_several_who_reserve_themselves_in_one_paragraph_make_one_act() -> None:
    cut = minutes("# § 1 A", "# Reservationer", "Anna Berg (V) reserverar sig. Sven Ek (S) reserverar sig.")
    assert acts(cut) == [("reservation", "§ 1", ["b2", "b3"])]


def test_furniture_amid_an_act_is_in_none_and_ends_none() -> None:
    cut = minutes("# § 1 A", "# Beslut", "Det godkänns", "~ Sida 2", "|i sin helhet.")
    assert acts(cut) == [("decision", "§ 1", ["b2", "b3", "b5"])]


def test_what_an_appendix_holds_lies_inside_it() -> None:
    cut = minutes(
        "# § 1 A", "# Beslut", "Så.", "|# Bilaga 1", "# Reservation", "Anna Berg (V) reserverar sig.", "För att."
    )
    assert acts(cut)[1:] == [("appendix", "§ 1", ["b4", "b5", "b6", "b7"]), ("reservation", "§ 1", ["b5", "b6", "b7"])]
    assert [act.parent for act in cut.acts] == [None, None, 1]


def test_a_list_of_appendices_is_no_appendix() -> None:
    cut = minutes("# § 1 A", "# Handlingar", "Bilaga 1", "Bilaga 2", "# Beslut", "Det godkänns.")
    assert [act.kind for act in cut.acts] == ["decision"]


def test_a_heading_that_comes_again_is_the_same_matter() -> None:
    cut = minutes(
        "# § 12 Budget", "# Beslut", "Så.", "|# § 12 forts.", "# Reservationer", "Anna Berg (V) reserverar sig."
    )
    assert [matter.number for matter in cut.matters] == ["§ 12"]
    assert {number for _, number, _ in acts(cut)} == {"§ 12"}


def test_jav_and_taking_no_part_are_notes() -> None:
    cut = minutes("# § 1 A", "# Beslut", "Så.", "# Jäv", "Sven Ek (S) anmäler jäv.", "# Deltar inte", "Text.")
    assert [(note.kind, [b.id for b in note.blocks]) for note in cut.notes] == [("conflict_of_interest", ["b5"])]


@pytest.mark.parametrize(
    ("printed", "number", "title", "diary"),
    [
        ("§ 14 Budget", "§ 14", "Budget", ()),
        ("§63 Anmälan av motioner", "§63", "Anmälan av motioner", ()),
        ("KF § 102 Val", "KF § 102", "Val", ()),
        ("§ 14 Dnr KS 2019/123", "§ 14", None, ("KS 2019/123",)),
        ("§ 14/21 Budget", "§ 14/21", "Budget", ()),
        ("§ 121. Budget", "§ 121", "Budget", ()),
        ("§ 169 Ärendenummer SLK-2026-00015 Torget", "§ 169", "Torget", ("SLK-2026-00015",)),
        ("§ 5 Torget (Dnr 322-278/2009)", "§ 5", "Torget", ("322-278/2009",)),
    ],
)
def test_the_number_title_and_diary_number_of_a_matter(
    printed: str, number: str, title: str | None, diary: tuple[str, ...]
) -> None:
    (matter,) = minutes(f"# {printed}", "# Beslut", "Det godkänns.").matters
    assert (matter.number, matter.title, matter.diary_numbers) == (number, title, diary)


@pytest.mark.parametrize("text", ["§ 88 MBL gäller här", "enligt § 12 ska det ske", "4 kap. 27 § kommunallagen"])
def test_a_paragraph_of_the_law_is_no_matter(text: str) -> None:
    assert [m.number for m in minutes("# § 1 A", "# Ärendet", text, "# Beslut", "Så.").matters] == ["§ 1"]


# ---- facts


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Sammanträdesdatum 2019-03-14", "2019-03-14"),
        ("sammanträde den 3 maj 2019", "2019-05-03"),
        ("Sammanträdesdatum 2019-02-30", None),
        ("sammanträde den 31 april 2019", None),
        ("sammanträde den 0 maj 2019", None),
        ("2019-00-10", None),
    ],
)
def test_a_date_is_a_day_of_the_calendar_or_none(text: str, date: str | None) -> None:
    match = first_match(load_profile("generic").facts.meeting_date, text)
    assert (iso_date(match) if match else None) == date


@pytest.mark.parametrize(
    ("printed", "name", "code"),
    [
        ("Göteborgs", "Göteborg", "1480"),
        ("UPPSALA", "Uppsala", "0380"),
        ("Upplands Väsby", "Upplands Väsby", "0114"),
        ("Ankeborg", "Ankeborg", None),
    ],
)
def test_the_plain_name_of_a_municipality(printed: str, name: str, code: str | None) -> None:
    assert plain_municipality(printed) == (name, code)


def test_a_document_that_says_nothing_of_itself_has_no_facts() -> None:
    blocks = [block(1, "Hej och välkommen.")]
    name, municipality, code = recognise(blocks)
    facts = read_facts(blocks, load_profile(name), engine(name), municipality, code)
    assert (name, facts.type, facts.municipality, facts.date, facts.number) == ("generic", "unknown", None, None, None)
