"""`diarium verify`: each problem with its place, and an exit code that a script can rely on."""

import json
from pathlib import Path

import msgspec
import pytest

from cli_world import MINUTES, PM, conversion, put, world  # noqa: F401  -- world is a fixture
from parser import pipeline
from parser.cli.main import main
from parser.cli.verify import line
from parser.record.problem import Problem, Weight
from records import sample_record

pytestmark = pytest.mark.usefixtures("world")


def write(name: str, **changes: object) -> None:
    made = conversion(sample_record(), PM, "pm.pdf", pipeline.Options()).record
    put(name, pipeline.encode(msgspec.structs.replace(made, **changes)))


def test_a_proven_record(capsys):
    write("a.json")
    assert main(["verify", "a.json"]) == 0
    assert capsys.readouterr().out.startswith("a.json: proven: its schema, references and names")


def test_quiet_says_nothing_of_what_is_proven(capsys):
    write("a.json")
    assert main(["verify", "a.json", "--quiet"]) == 0
    assert capsys.readouterr().out == ""


def test_a_dangling_reference_is_a_problem_with_its_place(capsys):
    act = msgspec.structs.replace(sample_record().acts[3], about=("a99",))
    write("a.json", acts=(*sample_record().acts[:3], act, *sample_record().acts[4:]))
    assert main(["verify", "a.json"]) == 7
    captured = capsys.readouterr()
    assert "acts[3].about" in captured.out
    assert "a99" in captured.out
    assert captured.err.startswith("diarium: a.json: not proven: ")


def test_a_broken_schema_is_told_by_path(capsys):
    write("a.json")
    value = json.loads(Path("a.json").read_text())
    value["acts"][0]["kind"] = "sermon"
    put("a.json", json.dumps(value).encode())
    assert main(["verify", "a.json"]) == 7
    assert "acts[0].kind" in capsys.readouterr().out


def test_a_record_of_another_pdf(capsys):
    write("a.json")
    put("b.pdf", MINUTES)
    assert main(["verify", "a.json", "--pdf", "b.pdf"]) == 7
    assert "sha256" in capsys.readouterr().out


def test_the_worst_of_several_records_wins_and_each_is_told(capsys):
    write("good.json")
    put("bad.json", b"{")
    assert main(["verify", "good.json", "bad.json", "gone.json"]) == 7
    captured = capsys.readouterr()
    assert "good.json: proven" in captured.out
    assert "bad.json" in captured.err
    assert "gone.json" in captured.err


@pytest.mark.parametrize("name", ["a.xml", "folder", "gone.json"])
def test_what_is_no_record_is_a_sentence(capsys, name):
    put("a.xml", b"<?xml version='1.0'?>")
    Path("folder").mkdir()
    assert main(["verify", name]) in (3, 7)
    (told,) = capsys.readouterr().err.splitlines()
    assert told.startswith(f"diarium: {name}: ")


def test_a_doubt_is_printed_and_proves_nothing_wrong(capsys, monkeypatch):
    write("a.json")
    doubt = Problem("matters[1].number", "§ 15 not found.", Weight.DOUBT, 3)
    monkeypatch.setattr("parser.record.verify.verify", lambda *_, **__: iter([doubt]))
    assert main(["verify", "a.json"]) == 0
    out = capsys.readouterr().out
    assert "a.json: look at: p. 3: matters[1].number: § 15 not found." in out
    assert "1 to look at" in out


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (Problem("acts[0]", "Wrong."), "f.json: acts[0]: Wrong."),
        (Problem("", "Wrong.", page=2), "f.json: p. 2: Wrong."),
        (Problem("x", "Lost “Å”.", page=2, bbox=(72.2, 100.8, 80, 110)), "f.json: p. 2 (72, 101): x: Lost “Å”."),
    ],
)
def test_a_problem_is_one_line_with_page_and_place(problem, told):
    assert line("f.json", problem) == told


# -- folders


def convert_two() -> None:
    put("raw/a/pm.pdf", PM)
    put("raw/ks.pdf", MINUTES)
    assert main(["convert", "raw", "-o", "rec", "-q"]) == 0


def test_all_records_of_a_folder_are_proved_against_the_pdfs_of_another(capsys):
    convert_two()
    Path("raw/ks.pdf").rename("raw/a/renamed")
    assert main(["verify", "rec", "--pdf", "raw"]) in (0, 7)
    out = capsys.readouterr().out
    assert "is not in raw" not in out
    assert out.splitlines()[-1].startswith("rec: 2 records: ")


def test_of_a_folder_a_summary_and_each_fault_is_told(capsys):
    convert_two()
    put("rec/other.json", b"[]")
    capsys.readouterr()
    assert main(["verify", "rec"]) == 0
    assert "rec: 2 records: 2 proven (its schema, references, names and XML)" in capsys.readouterr().out
    put("rec/broken.json", b"{")
    assert main(["verify", "rec", "-q"]) == 7
    told = capsys.readouterr()
    assert "rec/broken.json: " in told.err
    assert "rec: 3 records: 2 proven" in told.out


def test_a_pdf_that_is_not_there_is_a_fault_of_its_record(capsys):
    convert_two()
    Path("raw/a/pm.pdf").unlink()
    assert main(["verify", "rec/a/pm.json", "--pdf", "raw"]) == 7
    assert "source: Its PDF, pm.pdf, is not in raw" in capsys.readouterr().out


def test_a_record_or_its_xml_that_was_written_and_is_gone_is_told(capsys):
    convert_two()
    Path("rec/a/pm.xml").unlink()
    Path("rec/ks.json").unlink()
    assert main(["verify", "rec"]) == 7
    told = capsys.readouterr().err
    assert "rec/a/pm.json: a/pm.xml was written here and is gone" in told
    assert "rec/ks.json: it was written here and is gone" in told


def test_xml_that_says_something_else_is_a_fault(capsys):
    convert_two()
    xml = Path("rec/a/pm.xml")
    xml.write_bytes(xml.read_bytes().replace(b"<docTitle>", b"<docTitle>Annat ", 1))
    assert main(["verify", "rec/a/pm.json"]) == 7
    assert "XML, line " in capsys.readouterr().out


def test_one_pdf_for_several_records_is_refused(capsys):
    convert_two()
    assert main(["verify", "rec", "--pdf", "raw/ks.pdf"]) == 2
    assert "give the folder of the PDFs" in capsys.readouterr().err


def test_an_empty_folder_is_told(capsys):
    Path("none").mkdir()
    assert main(["verify", "none"]) == 3
    assert "there is no record in it" in capsys.readouterr().err


def test_a_record_whose_pdf_is_broken_since_is_told_by_those_who_answer_from_it(capsys):
    convert_two()
    put("raw/ks.pdf", b"no PDF")
    assert main(["convert", "raw", "-o", "rec", "-q"]) == 3
    capsys.readouterr()
    assert main(["query", "--corpus", "rec"]) == 0
    assert "1 record is of a PDF that could not be converted when last tried" in capsys.readouterr().err
