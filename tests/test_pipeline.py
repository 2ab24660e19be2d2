"""The whole conversion: the source document's gold and snapshot, every engine, and what holds of any document."""

import json
import random
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parser.errors import UnreadableDocument
from parser.model import Page
from parser.pipeline import Conversion, Options, convert
from parser.read import open_pdf
from parser.record.akn import to_akoma_ntoso
from parser.record.json import decode
from scoring import figures, score, total
from typesetter import LAYOUTS, gold_of, load, set_document
from whole import ROOT, SOURCE, Set, check_whole, converted, pages_of

SNAPSHOTS = Path(__file__).parent / "snapshots"
MARKED = ROOT / "corpus" / "annotated"
# What changes with every release and every edit of a rule, and says nothing about the document.
PASSING = {"engine", "converter", "profile"}


@cache
def source() -> Conversion:
    return convert(SOURCE.read_bytes(), name=SOURCE.name)


# ---- the source document


def test_the_source_document_is_read_completely_right() -> None:
    gold = gold_of(load(MARKED / "source" / f"{SOURCE.stem}.marked.txt"))
    result = score(gold, json.loads(source().json), SOURCE.stem)
    assert not [fault.message for fault in result.faults]
    assert set(figures(total([result])).values()) == {1.0}
    assert result.matters == (1, 1)


def test_the_source_document_has_no_doubts() -> None:
    assert source().record.warnings == ()
    assert min(act.confidence for act in source().record.acts) > 0.8


def test_the_source_documents_record_is_the_one_that_was_looked_at(pytestconfig: pytest.Config) -> None:
    record = json.loads(source().json)
    record["source"] = {key: value for key, value in record["source"].items() if key not in PASSING}
    now = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=False) + "\n"
    path = SNAPSHOTS / f"{SOURCE.stem}.json"
    if pytestconfig.getoption("--update-snapshots"):
        path.write_text(now, encoding="utf-8")
    assert path.is_file(), f"{path} is missing: make it with --update-snapshots, look at it, and commit it."
    before = json.loads(path.read_text(encoding="utf-8"))
    for part, value in json.loads(now).items():
        assert value == before.get(part), f"`{part}` of the record has changed; see --update-snapshots."
    assert set(before) == set(record)


def test_the_json_is_the_record() -> None:
    assert decode(source().json) == source().record


# ---- every engine


def _what_matters(record: Any) -> dict[str, Any]:
    """A record without what engines may differ in by a rounding: boxes, levels, the edges of a table's cells."""
    plain = json.loads(msgspec.json.encode(record))
    tables = {b["id"] for b in plain["blocks"] if b["role"] == "table"}
    for block in plain["blocks"]:
        if block["id"] in tables:
            block["text"], block["edits"] = " ".join(block["text"].split()), []
    for act in plain["acts"]:
        if tables & set(act["blocks"]):
            act["text"] = " ".join(act["text"].split())
    return {
        "document": plain["document"],
        "blocks": [(b["id"], b["role"], b["page"], b["text"], b["edits"]) for b in plain["blocks"]],
        "matters": plain["matters"],
        "acts": plain["acts"],
        "notes": plain["notes"],
        "attendance": plain["attendance"],
        "persons": plain["persons"],
        "parties": plain["parties"],
        "warnings": [warning["code"] for warning in plain["warnings"]],
    }


@pytest.mark.parametrize("engine", ["pdf_oxide", "pypdfium2", pytest.param("pdfplumber", marks=pytest.mark.long)])
def test_the_source_document_is_the_same_on_every_engine(engine: str) -> None:
    other = convert(SOURCE.read_bytes(), name=SOURCE.name, options=Options(engine=engine)).record
    assert other.source.engine.name == engine
    ours, theirs = _what_matters(source().record), _what_matters(other)
    for part, value in ours.items():
        assert theirs[part] == value, part


# A sixth of the documents, named so that new ones do not change which; two on which the slowest engine differs.
_SAMPLE = [
    *(
        MARKED / f"{name}.marked.txt"
        for name in (
            "fresh-d/goteborg-kf-2019",
            "fresh-d/stockholm-kf-2017",
            "fresh-d/stockholm-utl-2010",
            "fresh-e/landskrona-au-2009-09-03",
            "fresh-e/uppsala-ks-2019-05-08",
            "fresh-g/bollnas-ks-2017-11-14",
            "fresh-h/umea-fgn-2026-02-18",
            "goteborg/ks-2023-03-15",
            "malmo/sbn-2012-11-22",
            "small-a/mullsjo-ksau-2020-05-13",
            "small-b/kf-lund-2016-09-29",
            "small-b/ks-hjo-2024-02-07",
            "source/pm-2006-ri-041-4239",
            "stockholm/pm-2008-rviii-402",
            "stockholm/utl-2005-144-avgifter",
            "uppsala/kf-2013-10-28",
        )
    ),
    *(
        pytest.param(
            MARKED / f"{name}.marked.txt",
            marks=pytest.mark.xfail(strict=True, reason="pdfplumber reads wide gaps as spaces here: columns run in"),
        )
        for name in ("fresh-h/goteborg-pon-2001-09-17", "small-b/ks-ostersund-2007-05-08")
    ),
]


@pytest.mark.long
@pytest.mark.parametrize("path", _SAMPLE, ids=lambda path: path.name.split(".")[0])
def test_every_stage_gives_the_same_on_every_engine(path: Path) -> None:
    marked = load(path)
    kind = "minutes" if marked.facts["type"] == "protokoll" else "pm"
    layout = next(layout for layout in LAYOUTS.values() if kind in layout.suits)
    data = set_document(marked, layout).pdf
    found = [
        _what_matters(convert(data, name="x.pdf", options=Options(engine=engine, xml=False)).record)
        for engine in ("pdf_oxide", "pypdfium2", "pdfplumber")
    ]
    for part, value in found[0].items():
        assert found[1][part] == value, part
        assert found[2][part] == value, part


# ---- the same again


def test_converting_twice_gives_the_same_bytes() -> None:
    again = convert(SOURCE.read_bytes(), name=SOURCE.name)
    assert again.json == source().json
    assert again.xml == source().xml


def test_what_was_converted_before_leaves_no_trace() -> None:
    convert(_minutes(), name="other.pdf")
    again = convert(SOURCE.read_bytes(), name=SOURCE.name)
    assert (again.json, again.xml) == (source().json, source().xml)


def test_the_record_does_not_depend_on_the_path_or_the_clock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(time, "time", lambda: 4_000_000_000.0)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    again = convert(SOURCE.read_bytes(), name=SOURCE.name)
    assert (again.json, again.xml) == (source().json, source().xml)


def test_the_files_name_is_in_the_record_and_changes_nothing_else() -> None:
    other = convert(SOURCE.read_bytes(), name="Någon annan.pdf").record
    assert other.source.file_name == "Någon annan.pdf"
    renamed = msgspec.structs.replace(other, source=source().record.source)
    assert renamed == source().record


def test_the_xml_can_be_left_out() -> None:
    without = convert(SOURCE.read_bytes(), name=SOURCE.name, options=Options(xml=False))
    assert without.xml == b""
    assert without.json == source().json


# ---- the parts that can be called one by one


def test_a_municipality_that_is_given_outweighs_the_print() -> None:
    record = convert(SOURCE.read_bytes(), name=SOURCE.name, options=Options(municipality="Göteborgs")).record
    assert record.document.municipality == "Göteborg"
    assert record.source.profile.name == "goteborg"


def test_a_municipality_that_nobody_knows_is_kept_as_given() -> None:
    record = convert(SOURCE.read_bytes(), name=SOURCE.name, options=Options(municipality="Ankeborg")).record
    assert (record.document.municipality, record.document.municipality_code) == ("Ankeborg", None)
    assert record.source.profile.name == "generic"


def test_pages_without_a_word_are_refused_in_a_sentence() -> None:
    data = set_document(load(MARKED / "source" / f"{SOURCE.stem}.marked.txt"), LAYOUTS["word-times"]).pdf
    assert data  # the typesetter's own documents are readable; a picture of one is not, without OCR
    with pytest.raises(UnreadableDocument, match=r"^picture-only\.pdf has no text"):
        convert(
            (Path(__file__).parent / "files" / "picture-only.pdf").read_bytes(),
            name="picture-only.pdf",
            options=Options(ocr="never"),
        )


# ---- any cut of a document


@cache
def _minutes() -> bytes:
    return set_document(load(sorted((MARKED / "uppsala").glob("*.marked.txt"))[0]), LAYOUTS["minutes-margin"]).pdf


@cache
def _pages(name: str) -> tuple[Page, ...]:
    data = SOURCE.read_bytes() if name == "source" else _minutes()
    with open_pdf(data, name=name, ocr="never") as document:
        return tuple(document.pages())


CUTS = st.fixed_dictionaries(
    {
        "document": st.sampled_from(["source", "minutes"]),
        "first": st.integers(0, 16),
        "count": st.integers(1, 3),
        "kept": st.floats(0.05, 1.0),
        "repeated": st.floats(0.0, 0.3),
        "moved": st.floats(0.0, 0.3),
        "shuffled_pages": st.booleans(),
        "seed": st.integers(0, 2**32),
    }
)


def _cut(cut: dict[str, Any]) -> list[Page]:
    """Some pages of a document, with lines left out, repeated elsewhere, and in one another's places."""
    chance = random.Random(cut["seed"])
    pages = list(_pages(cut["document"]))
    first = min(cut["first"], len(pages) - 1)
    pages = pages[first : first + cut["count"]]
    if cut["shuffled_pages"]:
        chance.shuffle(pages)
    every = [span for page in pages for span in page.spans]
    made = []
    for number, page in enumerate(pages, 1):
        spans = [span for span in page.spans if chance.random() < cut["kept"]]
        spans += [
            _moved(chance.choice(every), chance.uniform(0, 700)) for _ in spans if chance.random() < cut["repeated"]
        ]
        spans = [_moved(span, chance.uniform(0, 700)) if chance.random() < cut["moved"] else span for span in spans]
        made.append(msgspec.structs.replace(page, number=number, spans=tuple(spans)))
    return made


def _moved(span: Any, y: float) -> Any:
    down = y - span.top
    return msgspec.structs.replace(span, top=span.top + down, bottom=span.bottom + down, baseline=span.baseline + down)


def _check(pages: Sequence[Page]) -> None:
    blocks, conversion = converted(pages)
    check_whole(blocks, conversion.record)
    assert to_akoma_ntoso(conversion.record) == conversion.xml
    assert converted(pages)[1].json == conversion.json


@settings(max_examples=12, deadline=None)
@given(CUTS)
def test_any_cut_of_a_document_gives_a_whole_and_valid_record(cut: dict[str, Any]) -> None:
    _check(_cut(cut))


@pytest.mark.long
@settings(max_examples=250, deadline=None)
@given(CUTS)
def test_very_many_cuts_of_documents_give_whole_and_valid_records(cut: dict[str, Any]) -> None:
    _check(_cut(cut))


# ---- any lines at all

# `|` stands for a space inside.
TOKENS = """\
§ §12 §|14 KF|§|102 Bilaga Bilaga|1 BILAGA|2 Reservation Reservationer Särskilt|yttrande Ersättaryttrande Yrkanden
Beslut Beslutsgång Omröstning Votering Jäv Ärendet Ärendets|beredning BEREDNING Remisser Kommunstyrelsen
Borgarrådsberedningen Kulturnämnden Stadsledningskontoret Propositionsordning Innehållsförteckning Underskrifter
reserverar|sig yrkar föreslår beslutar anfördes|av gjordes|av anför|följande tillstyrker deltar|inte|i|beslutet
anmäler|jäv till|förmån|för eget|yrkande med|hänvisning|till|reservationen|av|(s)|i|borgarrådsberedningen
har|i|huvudsak|följande|lydelse beslutade|vid|sitt|sammanträde|den|3|maj har|avstått|från enligt|följande bilaga|1
instämmer
Föredragande|borgarrådet Anna|Berg|(V) Per|von|Ek|(MP) (s) (alla|S) m.fl. SD KRISTINA|ÖBERG och , . : ; ! ? – - •
1. 2) a) att bifall avslag återremiss tillägg Ja Nej Avstår 31|ja|och|18|nej 99999999999999999999999 31|februari|2019
2019-13-45 Dnr|KS|2019/123 Stockholm|den|6|december|2006 PM|2006|RI|(Dnr|041-4239/2006) Sammanträdesprotokoll
Uppsala|kommun Stockholms|stad och|att|det|är|viktigt nämnden ordföranden <script>alert(1)</script> & ]]> \u0000 \u0007
\u200f\u202e עברית 😀 e\u0301 \u00ad B|e|s|l|u|t|s|- \ufffe \ufeff x|x|x|x|x|x|x|x|x|x|x|x|x|x|x|x|x|x|x|x
"""
WORDS = [token.replace("|", " ") for token in TOKENS.split()]

LINES = st.lists(
    st.one_of(
        st.none(),
        st.builds(
            Set,
            st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join),
            st.booleans(),
            st.sampled_from([9.0, 11.0, 11.0, 11.0, 16.0]),
            st.sampled_from([0.0, 0.0, 1.0, 2.5]),
        ),
    ),
    max_size=40,
)


def _check_lines(lines: list[Set | None], front: str) -> None:
    pages = pages_of([Set(front, bold=True, size=14), *lines])
    _check(pages)


FRONTS = st.sampled_from(["PM 2006 RI (Dnr 041-4239/2006)", "Sammanträdesprotokoll", "Uppsala kommun", "Anteckning"])


@settings(max_examples=25, deadline=None)
@given(LINES, FRONTS)
def test_any_lines_give_a_whole_and_valid_record(lines: list[Set | None], front: str) -> None:
    _check_lines(lines, front)


@pytest.mark.long
@settings(max_examples=1000, deadline=None)
@given(LINES, FRONTS)
def test_very_many_lines_give_whole_and_valid_records(lines: list[Set | None], front: str) -> None:
    _check_lines(lines, front)
