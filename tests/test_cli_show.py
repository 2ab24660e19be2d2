"""`diarium show`: a record as a person reads it, whatever the file is."""

import io
import json
import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from rich.console import Console

from cli_world import MINUTES, UNREADABLE, put, world  # noqa: F401  -- world is a fixture
from parser.cli.main import main
from parser.cli.show import show
from parser.record.json import encode
from parser.record.types import Record
from records import quick, records, sample_minutes, sample_record


def shown(record: Record, *, full: bool = False, width: int = 100, colour: bool = False) -> str:
    out = io.StringIO()
    show(record, Console(file=out, width=width, force_terminal=colour, markup=False, emoji=False), full=full)
    return out.getvalue()


def flat(text: str) -> str:
    return " ".join(text.split())


def test_who_what_against_what_and_where():
    told = flat(shown(sample_record()))
    assert "PM 2006 RI · Stockholm · 2006-11-09 Ny organisation inom stadsledningskontoret" in told
    assert "RESERVATION in Borgarrådsberedningen a4, pp. 1–2" in told
    assert "who Carin Jämtin (s), borgarråden; Roger Mogert (s), borgarråden against" in told
    assert "against its decision, p. 1: “Borgarrådsberedningen tillstyrker" in told
    assert "wants rejection" in told
    assert "see the reservation of Carin Jämtin (s) and Roger Mogert (s), p. 1" in told
    assert "p. 2, b14: A heading has no text below it. unclear-heading" in told


def test_the_acts_of_a_matter_stand_under_it_in_order_and_those_inside_others_below_them():
    told = shown(sample_minutes())
    places = [
        told.index(words)
        for words in ("§ 14 Ny", "  a1,", "  a2,", "  a3,", "  a4,", "  a6,", "  a7,", "§ 15", "  a5,")
    ]
    assert places == sorted(places)
    assert re.search(r"^ {6}RESERVATION .*a7", told, re.MULTILINE)


def test_a_vote_is_a_small_table():
    told = shown(sample_minutes())
    rows = [flat(line) for line in told.splitlines()]
    assert "Yes 2 bifall Anna Berg (S)" in rows
    assert "No 1 avslag Per von Ek (M)*" in rows
    assert "Outcome: beslutas bifall; * follows from what is printed of others" in rows


def test_the_reservation_tells_what_it_defends():
    assert "for their own moved proposal, p. 1: “Per von Ek (M) yrkar avslag" in flat(shown(sample_minutes()))


def test_full_prints_all_of_each_act():
    record = sample_record()
    brief, full = flat(shown(record)), flat(shown(record, full=True))
    assert all(flat(act.text) in full for act in record.acts)
    assert len(full) > len(brief)


@pytest.mark.parametrize("width", [40, 60, 100, 160])
def test_no_line_is_wider_than_the_terminal(width):
    for record in (sample_record(), sample_minutes()):
        assert max(len(line) for line in shown(record, width=width, full=True).splitlines()) <= width


def test_colour_on_a_terminal_only():
    assert "\x1b[" in shown(sample_record(), colour=True)
    assert "\x1b[" not in shown(sample_record())


@given(records())
@quick
def test_any_record_can_be_shown_and_none_steers_the_terminal(record):
    told = shown(record, full=True)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", told)


def test_a_record_that_points_at_nothing_can_be_shown():
    record = sample_record()
    act = msgspec.structs.replace(record.acts[3], about=("a99",), blocks=("b999",), matter="m9")
    told = flat(shown(msgspec.structs.replace(record, acts=(act,))))
    assert "a99, which the record does not have" in told


@pytest.mark.usefixtures("world")
def test_the_command_shows_a_record_and_a_pdf_alike(capsys):
    put("a.pdf", MINUTES)
    assert main(["convert", "a.pdf", "-o", "out", "--quiet"]) == 0
    assert main(["show", "out/a.json"]) == 0
    of_record = capsys.readouterr().out
    assert main(["show", "a.pdf"]) == 0
    assert capsys.readouterr().out == of_record
    assert "§ 14 Ny simhall" in of_record


def with_version(version: object) -> bytes:
    value = json.loads(encode(sample_record()))
    value["schema_version"] = version
    return json.dumps(value).encode()


@pytest.mark.parametrize(
    ("name", "data", "code", "told"),
    [
        ("broken.json", b'{"schema_version": "1.0", ', 7, "broken JSON"),
        ("other.json", b'{"hello": 1}', 7, "no record of Diarium's"),
        ("list.json", b"[1, 2]", 7, "no JSON record"),
        ("newer.json", with_version("9.0"), 7, "schema version 9.0"),
        ("odd.json", with_version(1), 7, "broken JSON"),
        ("short.json", b'{"schema_version": "1.0"}', 7, "does not keep the schema"),
        ("latin.json", b'{"schema_version": "1.0", "id": "\xe5"}', 7, "latin.json"),
        ("a.xml", b"<?xml version='1.0'?>", 7, "name the .json"),
        ("empty.json", b"", 7, "no JSON record"),
        ("locked.pdf", UNREADABLE, 3, "encrypted"),
    ],
)
@pytest.mark.usefixtures("world")
def test_what_cannot_be_shown_is_a_sentence(capsys, name, data, code, told):
    put(name, data)
    assert main(["show", name]) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    assert line.startswith(f"diarium: {name}: ")
    assert told in line


@pytest.mark.usefixtures("world")
def test_a_record_of_a_newer_minor_version_is_shown(capsys):
    put("a.json", with_version("1.99"))
    assert main(["show", "a.json"]) == 0
    assert "PM 2006 RI" in capsys.readouterr().out


@pytest.mark.usefixtures("world")
def test_a_missing_file_and_a_folder(capsys):
    Path("folder").mkdir()
    for name, told in (("nowhere.json", "no such file"), ("folder", "a folder")):
        assert main(["show", name]) == 3
        assert told in capsys.readouterr().err


@pytest.mark.usefixtures("world")
def test_a_byte_order_mark_is_no_trouble(capsys):
    put("a.json", b"\xef\xbb\xbf" + encode(sample_record()))
    assert main(["show", "a.json"]) == 0
    assert "PM 2006 RI" in capsys.readouterr().out
