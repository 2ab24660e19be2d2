"""A record is proved by itself, against its PDF's print, and by an independent reader's words."""

import re
from collections.abc import Callable, Iterator

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from parser.errors import UnreadableDocument
from parser.model import BBox, Layer, Page, Span
from parser.profile import load_profile
from parser.record.json import encode
from parser.record.problem import Problem, Weight
from parser.record.proof import print_problems
from parser.record.text import printed_text
from parser.record.types import Document, Place, Record
from parser.record.verify import verify
from parser.record.witness import witness_problems
from records import quick, records, sample_minutes, sample_record

replace = msgspec.structs.replace
UNSEEN = re.compile("[\\s\x00-\x1f\x7f-\x9f\u00ad\ufffe\uffff]")


def pdf_of(record: Record) -> bytes:
    """The bytes that `records.source` says that the record is of."""
    return record.source.file_name.removesuffix(".pdf").encode()


def span(text: str, place: Place, line: int, lines: int) -> Span:
    x0, top, x1, bottom = place.bbox
    height = (bottom - top) / lines
    step = (x1 - x0) / max(1, len(text))
    return Span(
        text=text,
        x0=x0,
        top=top + height * line,
        x1=x1,
        bottom=top + height * (line + 1),
        baseline=top + height * (line + 0.8),
        font="F",
        size=height,
        bold=False,
        italic=False,
        edges=tuple(x0 + step * index for index in range(len(text) + 1)),
    )


def pages_of(record: Record) -> list[Page]:
    """What an engine would read of a PDF that prints just the record's blocks, each line a span."""
    spans: dict[int, list[Span]] = {number: [] for number in range(1, record.source.pages + 1)}
    for block in record.blocks:
        lines = printed_text(block.text, block.edits).split("\n")
        half = len(lines) // 2 if len(block.places) > 1 else len(lines)
        for place, part in zip(block.places, (lines[:half], lines[half:]), strict=False):
            for index, line in enumerate(part):
                spans[place.page].append(span(line, place, index, len(part)))
    return [
        Page(number=number, width=595, height=842, layer=Layer.DIGITAL, spans=tuple(of)) for number, of in spans.items()
    ]


def reader(pages: list[Page]) -> Callable[[bytes], list[Page]]:
    return lambda _: pages


def faults(problems: Iterator[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.weight is Weight.FAULT]


SAMPLES = pytest.mark.parametrize("record", [sample_record(), sample_minutes()], ids=["memorandum", "minutes"])


@SAMPLES
def test_a_right_record_has_no_problem_of_any_weight(record: Record) -> None:
    assert list(verify(record, pdf=pdf_of(record), read=reader(pages_of(record)), witness=words_of(record))) == []
    assert list(verify(encode(record))) == []


@given(records())
@quick
def test_any_record_is_proved_by_a_pdf_that_prints_its_blocks(record: Record) -> None:
    assert faults(print_problems(record, pages_of(record))) == []


@given(records(), st.data())
@quick
def test_any_letter_that_the_blocks_lack_is_found(record: Record, data: st.DataObject) -> None:
    pages = pages_of(record)
    seen = [
        (page, at, index)
        for page in pages
        for at, span in enumerate(page.spans)
        for index, letter in enumerate(span.text)
        if not UNSEEN.match(letter)
    ]
    assume(seen)
    page, at, index = data.draw(st.sampled_from(seen))
    letter = page.spans[at].text[index]
    more = (*page.spans, replace(page.spans[at], text=letter, edges=(0.0, 1.0)))
    changed = [replace(page, spans=more) if other is page else other for other in pages]
    found = faults(print_problems(record, changed))
    # A block that goes on over the page may give its letter for the one too many; then the next page lacks it.
    lost = [problem for problem in found if "is in no block" in problem.message]
    assert [(problem.page or 0) >= page.number and letter in problem.message for problem in lost] == [True]


@given(records(), st.data())
@quick
def test_any_letter_that_the_blocks_have_too_many_is_found(record: Record, data: st.DataObject) -> None:
    pages = pages_of(record)
    seen = [(page, at) for page in pages for at, span in enumerate(page.spans) if UNSEEN.sub("", span.text)]
    assume(seen)
    page, at = data.draw(st.sampled_from(seen))
    fewer = page.spans[:at] + page.spans[at + 1 :]
    found = faults(print_problems(record, [replace(page, spans=fewer) if other is page else other for other in pages]))
    assert any("does not print" in problem.message for problem in found)


def test_a_lost_line_is_told_with_page_place_and_what_stands_around() -> None:
    record = sample_record()
    lost = replace(record, blocks=tuple(block for block in record.blocks if block.id != "b19"))
    pages = pages_of(record)
    (problem,) = print_problems(lost, pages)
    assert problem.message == "Page 2: «3» is in no block: …3…" or "«3» of «3»" in problem.message
    assert (problem.page, problem.bbox) == (2, record.blocks[18].bbox)


def test_a_doubled_word_is_told_with_the_block_and_what_stands_around() -> None:
    record = sample_record()
    pages = pages_of(record)
    block = record.blocks[12]
    doubled = replace(block, text=block.text.replace("avslå", "avslå avslå"))
    blocks = tuple(doubled if other is block else other for other in record.blocks)
    (problem,) = print_problems(replace(record, blocks=blocks), pages)
    assert problem.path == "blocks[12].text"
    assert problem.page == 2
    assert problem.message == (
        "b13 has «avslå», which the PDF does not print there or not so often: "
        "…lår kommunstyrelsen att avslå avslå förslaget.…"
    )


def test_the_engines_order_is_not_ours() -> None:
    record = sample_minutes()
    pages = [replace(page, spans=page.spans[::-1]) for page in pages_of(record)]
    assert list(print_problems(record, pages)) == []


def test_an_engine_may_cut_its_spans_anywhere() -> None:
    record = sample_record()
    pages = []
    for page in pages_of(record):
        parts = []
        for whole in page.spans:
            for start in range(0, len(whole.text), 3):
                text = whole.text[start : start + 3]
                edges = whole.edges[start : start + len(text) + 1]
                parts.append(replace(whole, text=text, x0=edges[0], x1=edges[-1], edges=edges))
        pages.append(replace(page, spans=tuple(parts)))
    assert list(print_problems(record, pages)) == []


def test_letters_in_another_order_are_a_doubt() -> None:
    record = sample_record()
    pages = [
        replace(page, spans=tuple(replace(span, text=span.text.replace("avslå", "ålsva")) for span in page.spans))
        for page in pages_of(record)
    ]
    (problem,) = print_problems(record, pages)
    assert problem.weight is Weight.DOUBT
    assert "«ålsva»" in problem.message
    assert "not in this order" in problem.message


def test_another_pdf_is_told_and_read_no_further() -> None:
    record = sample_record()
    (problem,) = verify(record, pdf=b"another", read=lambda _: pytest.fail("read"))
    assert problem.path == "source.sha256"


def test_a_reader_that_cannot_read_the_file_is_a_problem_and_no_end() -> None:
    record = sample_record()

    def fails(_: bytes) -> list[Page]:
        raise UnreadableDocument("pm.pdf is cut off.")

    def witness_fails(_: bytes) -> list[Word]:
        raise UnreadableDocument("pm.pdf cannot be read by the witness.")

    problems = list(verify(record, pdf=pdf_of(record), read=fails, witness=witness_fails))
    assert [(problem.message, problem.weight) for problem in problems] == [
        ("pm.pdf is cut off.", Weight.FAULT),
        ("pm.pdf cannot be read by the witness.", Weight.DOUBT),
    ]


def test_a_pdf_with_more_pages_than_the_record_says_is_told() -> None:
    record = sample_record()
    (problem,) = print_problems(
        record, [*pages_of(record), Page(number=3, width=595, height=842, layer=Layer.NONE, spans=())]
    )
    assert problem.path == "source.pages"


def test_edits_that_do_not_lead_back_to_the_print_are_found() -> None:
    record = sample_record()
    blocks = tuple(replace(block, edits=()) for block in record.blocks)
    found = list(print_problems(replace(record, blocks=blocks), pages_of(record)))
    assert any("«-»" in problem.message for problem in found)


def test_a_record_that_breaks_its_schema_is_told_so_and_nothing_else() -> None:
    data = encode(sample_record()).replace(b'"reservation"', b'"protest"', 1)
    (problem,) = verify(data, pdf=b"another")
    assert problem.path == "acts[3].kind"
    (problem,) = verify(b"no JSON")
    assert "no JSON" in problem.message


# --- the independent reader


class Word(msgspec.Struct, frozen=True):
    text: str
    page: int
    bbox: BBox = BBox(0, 0, 9, 9)


def words_of(record: Record) -> Callable[[bytes], list[Word]]:
    words = [Word(word, page.number) for page in pages_of(record) for span in page.spans for word in span.text.split()]
    return lambda _: words


@SAMPLES
def test_a_word_that_the_witness_alone_has_is_told_with_its_place(record: Record) -> None:
    words = [*words_of(record)(b""), Word("ytterligare", 2, BBox(70, 100, 120, 110))]
    (problem,) = witness_problems(record, words)
    assert "«ytterligare»" in problem.message
    assert (problem.page, problem.bbox, problem.weight) == (2, (70, 100, 120, 110), Weight.DOUBT)


def test_a_word_that_the_witness_has_more_often_is_told() -> None:
    record = sample_record()
    words = [*words_of(record)(b""), Word("tjänsteutlåtande", 2)]
    assert ["«tjänsteutlåtande»" in problem.message for problem in witness_problems(record, words)] == [True]


@pytest.mark.parametrize(
    "words",
    [
        ["Stads-", "ledningskontoret"],
        ["Stadslednings\u00adkontoret"],
        ["Stadsledningskontoret", "har", "organisa-", "tion."],
        ["organisationen"[:-2]],
        ["S", "t", "a", "d", "s"],
        ["A\u0308rendet"],
        ["följande."],
        ["—", "•", "…"],
    ],
)
def test_hyphens_ligatures_accents_and_spaces_make_no_difference(words: list[str]) -> None:
    assert list(witness_problems(sample_record(), [Word(word, 1) for word in words])) == []


def test_a_page_that_we_have_nothing_of_is_told_word_by_word() -> None:
    assert len(list(witness_problems(sample_record(), [Word("hela", 7), Word("sidan", 7)]))) == 2


# --- completeness


def minutes_with(*numbers: str | None) -> Record:
    record = sample_minutes()
    matters = tuple(
        replace(record.matters[0], id=f"m{index}", number=number) for index, number in enumerate(numbers, 1)
    )
    acts = tuple(replace(act, matter="m1") for act in record.acts)
    return replace(record, matters=matters, acts=acts, notes=())


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        (("§ 14", "§ 15", "§16"), []),
        (("KF § 14", "KF § 15"), []),
        (("§ 14/21", "§ 15/21"), []),
        (("14", "15"), []),
        (("§ 14", None, "§ 15"), []),
        (("§ 14", "§ 16"), ["§ 15 not found between § 14 and § 16."]),
        (("§ 14", "§ 18"), ["§§ 15–17 not found between § 14 and § 18."]),
        (("§ 14", "§ 13"), ["§ 13 comes after § 14."]),
        (("§ 14", "§ 14"), ["§ 14 comes after § 14."]),
        ((), []),
    ],
)
def test_paragraph_numbers_run_on(numbers: tuple[str | None, ...], told: list[str]) -> None:
    record = minutes_with(*numbers) if numbers else replace(sample_minutes(), matters=(), acts=(), notes=())
    found = list(verify(record))
    assert [problem.message for problem in found] == told
    assert all(problem.weight is Weight.DOUBT for problem in found)


def test_an_extract_may_leave_paragraphs_out() -> None:
    record = minutes_with("§ 14", "§ 18")
    assert list(verify(replace(record, document=Document(type="protokollsutdrag")))) == []


def test_who_was_present_and_is_nobody_is_told() -> None:
    record = sample_minutes()
    attendance = (replace(record.attendance[0], name="Någon Annan", person=None), record.attendance[1])
    problem, _ = sorted(verify(replace(record, attendance=attendance)), key=lambda one: one.weight)
    assert (problem.path, problem.page, problem.weight) == ("attendance[0]", 1, Weight.DOUBT)
    known = (replace(record.attendance[0], name="ANNA  BERG", person=None), record.attendance[1])
    assert list(verify(replace(record, attendance=known))) == []


def test_a_form_of_words_outside_every_act_is_told() -> None:
    record = sample_minutes()
    words = (re.compile("reserverar sig"), re.compile("deltar inte"))
    assert list(verify(record, act_words=words)) == []
    without = replace(record, acts=tuple(act for act in record.acts if act.id not in {"a4", "a7"}))
    (problem,) = verify(without, act_words=words)
    assert problem.message == (
        "«reserverar sig» stands in no act: …Per von Ek (M) reserverar sig till förmån för eget yrkande, bilaga 1.…"
    )
    assert (problem.path, problem.page) == ("blocks[15].text", 2)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Anna Berg (S) yrkar bifall till förslaget.", True),
        ("Ordföranden Anna Berg (S) och Per von Ek (M) yrkade avslag.", True),
        ("2. Anna Berg (S) yrkar återremiss.", True),
        ("Omröstning begärs.", True),
        ("Mot beslutet reserverar sig Anna Berg (S).", True),
        ("Anna Berg (S) yrkar i en motion att taxan sänks.", False),
        ("Anna Berg (S) har i en motion yrkat att taxan sänks.", False),
        ("I nämnden yrkade Anna Berg (S) avslag.", False),
        ("Omröstning skulle ha kunnat begäras.", False),
    ],
)
def test_the_profiles_words_tell_what_makes_an_act_and_not_what_retells_one(text: str, told: bool) -> None:
    alarms = [re.compile(pattern) for pattern in load_profile("generic").facts.alarm]
    assert any(alarm.search(text) for alarm in alarms) is told
