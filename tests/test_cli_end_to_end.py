"""The command on the source document, with nothing in anybody's place: what the README promises."""

import json
from pathlib import Path

import pytest

from parser.cli.main import main

SOURCE = Path(__file__).parents[1] / "corpus/raw/pm-2006-ri-041-4239.pdf"


@pytest.mark.long
def test_the_main_command_shows_who_reserved_themselves_against_what(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["convert", str(SOURCE.parent)]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "Carin Jämtin (s) and Roger Mogert (s) in Borgarrådsberedningen, p. 2" in told
    assert "wants rejection and something added" in told
    made = sorted(path.name for path in Path("corpus/structured").iterdir() if path.name != ".diarium")
    assert made == [f"{SOURCE.stem}.{suffix}" for suffix in ("html", "json", "xml")]
    page = Path("corpus/structured", made[0]).read_text()
    assert page.count("data:image/png;base64,") == 17
    assert len(page) < 3_000_000


@pytest.mark.long
def test_the_source_document_is_proven_against_its_print_and_the_witness(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["convert", str(SOURCE), "-o", "out", "--quiet", "--no-inspect"]) == 0
    record = f"out/{SOURCE.stem}.json"
    assert main(["verify", record, "--pdf", str(SOURCE)]) == 0
    assert "every character of the PDF" in capsys.readouterr().out
    lost = json.loads(Path(record).read_text())
    removed = lost["blocks"].pop()
    for act in lost["acts"]:
        act["blocks"] = [block for block in act["blocks"] if block != removed["id"]]
    Path("lost.json").write_text(json.dumps(lost))
    assert main(["verify", "lost.json", "--pdf", str(SOURCE)]) == 7
    assert f"p. {removed['page']}" in capsys.readouterr().out


@pytest.mark.long
def test_what_was_converted_can_be_asked_and_converted_again(tmp_path, monkeypatch, capsys):
    """The batch and the index keep their papers in one folder, and neither is in the other's way."""
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        assert main(["convert", str(SOURCE.parent), "--no-inspect"]) == 0
        capsys.readouterr()
        assert main(["query", "--kind", "reservation", "--party", "mp", "--format", "csv"]) == 0
        assert "Yvonne Ruwaida" in capsys.readouterr().out
