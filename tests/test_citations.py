"""Citations: what they say, and that reference managers' own readers read it."""

import json

import bibtexparser
import msgspec
import pytest
import rispy
from hypothesis import given
from pybtex.database import parse_string

from export_world import corpus
from parser.cli.main import CITATIONS, main
from parser.export.citations import MEDIA_TYPES, WRITERS, UnknownAct, bibtex, cite, csl, plain, ris
from records import quick, records, sample_minutes, sample_record

BASE = "https://x.example/"


def pm(act=None, language="sv"):
    return cite(sample_record(), act, base=BASE, language=language)


def test_a_reservation_in_a_footnote():
    assert plain(pm("a4")) == (
        "Carin Jämtin (s) och Roger Mogert (s) (2006-11-09). Reservation i Borgarrådsberedningen, "
        "”Ny organisation inom stadsledningskontoret”, PM 2006 RI, Stockholm, dnr 041-4239/2006, s. 1–2. "
        f"pm.pdf, SHA-256 96f2f0811df88d8f…. {BASE}document/96f2f0811df88d8f/a4"
    )


def test_in_english_only_its_own_words_change():
    assert plain(pm("a5", "en")).startswith(
        "Carin Jämtin (s) et al. (2006-11-09). Reservation in Kommunstyrelsen, “Ny organisation inom"
    )


def test_a_document_is_by_its_body():
    told = plain(cite(sample_minutes(), base=BASE))
    assert told.startswith("Älvsby. Kommunstyrelsen (2019-03-14). Kommunstyrelsen, protokoll 2019-03-14. protokoll.pdf")


def test_a_document_without_a_date_says_so():
    made = sample_record()
    made = msgspec.structs.replace(made, document=msgspec.structs.replace(made.document, date=None))
    assert "(odaterad)" in plain(cite(made))
    assert "year" not in bibtex(cite(made))


def test_without_a_base_no_address_is_made_up():
    citation = cite(sample_record(), "a4")
    assert "http" not in "".join(write(citation) for write in WRITERS.values())


def test_an_act_that_is_not_there_is_told():
    with pytest.raises(UnknownAct, match=r"there is no act 'a99' in pm\.pdf; it has a1 to a8"):
        pm("a99")


# -- read by others


def test_pybtex_reads_the_entry():
    entry = parse_string(bibtex(pm("a4")), "bibtex").entries["stockholm2006-96f2f081-a4"]
    assert entry.type == "incollection"
    assert [(str(one.last_names[0]), str(one.first_names[0])) for one in entry.persons["author"]] == [
        ("Jämtin", "Carin"),
        ("Mogert", "Roger"),
    ]
    assert entry.fields["booktitle"] == "{PM 2006 RI}"
    assert entry.fields["year"] == "2006"
    assert entry.fields["url"].endswith("/a4")


def test_a_name_of_three_words_is_left_whole():
    entry = parse_string(bibtex(pm("a2")), "bibtex").entries["stockholm2006-96f2f081-a2"]
    assert str(entry.persons["author"][0]) == "{Kristina Axén Olin}"
    assert csl(pm("a2"))["author"] == [{"literal": "Kristina Axén Olin"}]


def test_and_others_is_bibtexs_own_word():
    assert parse_string(bibtex(pm("a5")), "bibtex").entries["stockholm2006-96f2f081-a5"].persons["author"][
        -1
    ].last_names == ["others"]


def test_rispy_reads_the_record():
    (entry,) = rispy.loads(ris(pm("a4")))
    assert entry["type_of_reference"] == "CHAP"
    assert entry["authors"] == ["Jämtin, Carin", "Mogert, Roger"]
    assert entry["title"] == "Reservation: Ny organisation inom stadsledningskontoret"
    assert (entry["start_page"], entry["end_page"], entry["year"]) == ("1", "2", "2006")
    assert entry["urls"] == [f"{BASE}document/96f2f0811df88d8f/a4"]


def test_a_document_is_a_report():
    (entry,) = rispy.loads(ris(pm()))
    assert (entry["type_of_reference"], entry["publisher"]) == ("RPRT", "Stockholm")
    assert csl(pm())["type"] == "report"
    assert bibtexparser.parse_string(bibtex(pm())).entries[0].entry_type == "techreport"


@quick
@given(records())
def test_whatever_is_printed_the_readers_read_it(record):
    for act in [None, *(one.id for one in record.acts)]:
        citation = cite(record, act, base=BASE)
        assert "\n" not in plain(citation)
        assert len(rispy.loads(ris(citation))) == 1
        library = bibtexparser.parse_string(bibtex(citation))
        assert (len(library.entries), library.failed_blocks) == (1, [])
        assert library.entries[0].key == citation.key
        json.dumps(csl(citation))


# -- the command


@pytest.fixture
def record(tmp_path):
    corpus(tmp_path, [sample_record()])
    return str(next(tmp_path.rglob("*.json")))


@pytest.mark.parametrize("form", CITATIONS)
def test_the_command_prints_what_the_library_makes(record, capsys, form):
    assert main(["cite", record, "a4", "--format", form, "--base", BASE]) == 0
    assert capsys.readouterr().out.splitlines() == WRITERS[form](pm("a4")).splitlines()


def test_the_command_tells_an_act_that_is_not_there(record, capsys):
    assert main(["cite", record, "a99"]) == 2
    assert capsys.readouterr().err == "diarium: there is no act 'a99' in pm.pdf; it has a1 to a8\n"


def test_every_form_has_its_media_type():
    assert tuple(WRITERS) == tuple(MEDIA_TYPES) == CITATIONS
