"""`diarium people`: what it lists of a folder of records, and that its faults are sentences."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cli_world import put
from parser.cli.main import main
from parser.record.json import encode
from test_corpus_persons import record

pytestmark = pytest.mark.usefixtures("folder")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three records below `records`, and the current folder beside it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    made = {
        "a": record("a", ("Anna Berg", "s"), ("Åke Ek", "m"), date="2004-01-01"),
        "2008/b": record("b", ("Anna Berg", "s"), date="2008-01-01", body="Nämnden"),
        "2008/c": record("c", ("Anna Berg", "m"), date="2010-01-01"),
    }
    for name, one in made.items():
        put(f"records/{name}.json", encode(one))
    put("records/a.xml", b"<akn/>")
    return tmp_path


def test_each_person_is_listed_once(capsys):
    assert main(["people", "records"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("2 persons in 3 documents\n")
    assert told.count("Anna Berg") == 1
    assert "s 2004–2008 and m 2010 · Storköping · 2004–2010 · 3 documents\n  Kommunstyrelsen, Nämnden\n" in told
    assert told.endswith("1 to look at; --why tells them, and why each is one person\n")


def test_why_tells_documents_reasons_and_what_is_open(capsys):
    assert main(["people", "records", "--why"]) == 0
    told = capsys.readouterr().out
    assert "2008-01-01  b.pdf (p1), record " in told
    assert "same-name (sure): a.pdf (p1) and b.pdf (p1): the same name, “Anna Berg”" in told
    assert "party-changed (less sure): b.pdf (p1) and c.pdf (p1): " in told
    assert "To look at:\n  party-changed: " in told


@pytest.mark.parametrize(("text", "found"), [("ÅKE", "Åke Ek"), ("ber ann", "Anna Berg"), ("erg", None)])
def test_a_name_is_found_by_the_beginnings_of_its_words(capsys, text, found):
    assert main(["people", "records", "--name", text, "--json"]) == 0
    assert [person["name"] for person in json.loads(capsys.readouterr().out)["persons"]] == ([found] if found else [])


def test_json_holds_mentions_reasons_and_findings(capsys):
    assert main(["people", "records", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["documents"] == 3
    anna = next(person for person in told["persons"] if person["name"] == "Anna Berg")
    assert anna["certainty"] == "lower"
    assert anna["parties"][1] == {"party": "m", "first": "2010-01-01", "last": "2010-01-01"}
    assert [mention["file_name"] for mention in anna["mentions"]] == ["a.pdf", "b.pdf", "c.pdf"]
    assert [link["rule"] for link in anna["links"]] == ["same-name", "party-changed"]
    assert [finding["code"] for finding in told["findings"]] == ["party-changed"]


def test_a_record_given_twice_counts_once(capsys):
    assert main(["people", "records", "records/a.json", "records/2008"]) == 0
    assert capsys.readouterr().out.startswith("2 persons in 3 documents\n")


APART = """[[different]]
reason = "known"
persons = [
  { name = "Anna Berg", municipality = "Storköping", party = "s" },
  { name = "Anna Berg", municipality = "Storköping", party = "m" },
]
"""


def test_overrides_overrule(capsys):
    put("o.toml", APART.encode())
    assert main(["people", "records", "--overrides", "o.toml"]) == 0
    assert capsys.readouterr().out.startswith("3 persons in 3 documents\n")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["people", "nowhere"], 3, "diarium: nowhere: there is no such file; check the path"),
        (["people", "empty"], 3, "diarium: empty: the folder holds no record (*.json)"),
        (["people", "records", "--overrides", "no.toml"], 3, "diarium: no.toml: there is no such file"),
        (["people", "records", "--overrides", "bad.toml"], 6, "diarium: bad.toml: different[0].reason: is empty"),
        (
            ["people", "records", "--overrides", "both.toml"],
            6,
            "diarium: both.toml: same[0] and different[0] contradict",
        ),
        (["people"], 2, "diarium: the following arguments are required: FOLDER"),
    ],
)
def test_a_fault_is_a_sentence_with_its_code(folder, capsys, arguments, code, told):
    (folder / "empty").mkdir()
    put("bad.toml", APART.replace("known", "").encode())
    whole = '[[same]]\nreason = "k"\npersons = [{ name = "Anna Berg", municipality = "Storköping" }]\n'
    put("both.toml", (APART + whole).encode())
    assert main(arguments) == code
    captured = capsys.readouterr()
    assert captured.err.splitlines()[-1].startswith(told)
    assert "Traceback" not in captured.err
    assert captured.out == ""


def test_one_broken_record_does_not_stop_the_others(capsys):
    put("records/0.json", b'{"schema_version": "1.0", "id":')
    put("records/1.json", b'{"name": "package"}')
    put("records/2.json", b"[]")
    assert main(["people", "records"]) == 7
    captured = capsys.readouterr()
    assert captured.out.startswith("2 persons in 3 documents\n")
    assert [line.split(":")[1].strip() for line in captured.err.splitlines()] == [
        f"records/{number}.json" for number in range(3)
    ]


def test_help_imports_nothing_heavy():
    code = "import sys; from parser.cli.main import main; main(['people', '--help']); print('LOADED', *sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.rpartition("LOADED")[2].split())
    assert "argparse" in loaded
    assert not loaded & {"msgspec", "rich", "parser.corpus", "parser.attribute", "parser.pipeline", "spacy"}


def test_listing_reads_no_pdf_and_loads_no_converter(folder):
    arguments = ["people", str(folder / "records"), "--json"]
    code = f"import sys; from parser.cli.main import main; main({arguments!r}); print('LOADED', *sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.rpartition("LOADED")[2].split())
    assert "parser.corpus.persons" in loaded
    assert not loaded & {"parser.pipeline", "spacy", "pdf_oxide", "pypdfium2", "lxml"}
