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
    assert capsys.readouterr().out.startswith("a.json: proven: its schema and references")


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
