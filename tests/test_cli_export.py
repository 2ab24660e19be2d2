"""`diarium export` as its users meet it."""

from pathlib import Path

import pytest

from cli_world import may_everything
from export_world import corpus, manifest
from parser.cli.main import EXPORTS, main
from parser.export import FORMATS
from records import sample_record

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


def test_the_command_knows_every_format():
    assert tuple(FORMATS) == EXPORTS


@pytest.mark.parametrize("to", EXPORTS)
def test_each_format_is_written(here, capsys, to):
    corpus(here / "records")
    assert main(["export", "records", "--to", to, "-o", "out"]) == 0
    assert manifest(here / "out")["diarium"]["export"] == to
    assert capsys.readouterr().out == "3 documents → out\n"


def test_without_a_folder_it_is_the_usual_one(here, capsys):
    corpus(here / "corpus" / "structured")
    assert main(["export", "--to", "csv", "-o", "tables.zip", "-q"]) == 0
    assert (here / "tables.zip").is_file()
    assert capsys.readouterr() == ("", "")


def test_a_broken_record_is_told_and_the_others_go_on(here, capsys):
    corpus(here / "records")
    (here / "records" / "broken.json").write_text('{"schema_version": "1.0"')
    assert main(["export", "records", "--to", "csv", "-o", "out"]) == 7
    out, err = capsys.readouterr()
    assert out == "3 documents → out (1 left out)\n"
    assert err.startswith("diarium: records/broken.json: it is broken JSON")
    assert len(err.splitlines()) == 1


def test_a_record_whose_parts_do_not_fit_is_told(here, capsys):
    corpus(here / "records")
    (path,) = (here / "records").rglob(f"{sample_record().id}.json")
    path.write_text(path.read_text(encoding="utf-8").replace('"a3"\n', '"a99"\n'), encoding="utf-8")
    assert main(["export", "records", "--to", "csv", "-o", "out"]) == 7
    assert "its parts do not fit each other" in capsys.readouterr().err


def test_without_any_record_nothing_is_written(here, capsys):
    (here / "records").mkdir()
    assert main(["export", "records", "--to", "csv", "-o", "out"]) == 3
    assert "holds no record" in capsys.readouterr().err
    assert not (here / "out").exists()


def test_with_none_that_can_be_read_nothing_is_written(here, capsys):
    (here / "broken.json").write_text("{}")
    assert main(["export", "broken.json", "--to", "csv", "-o", "out"]) == 7
    assert not (here / "out").exists()
    assert capsys.readouterr().err.splitlines()[1:] == [
        "diarium: none of the records could be read, so nothing was written"
    ]


@pytest.mark.usefixtures("here")
def test_a_missing_folder_is_told(capsys):
    assert main(["export", "nowhere", "--to", "csv", "-o", "out"]) == 3
    assert capsys.readouterr().err == "diarium: nowhere: there is no such file; check the path\n"


def test_a_folder_of_other_things_is_left_alone(here, capsys):
    corpus(here / "records")
    assert main(["export", "records", "--to", "csv", "-o", "records"]) == 4
    assert "no earlier export" in capsys.readouterr().err


def test_an_unknown_format_is_told(capsys):
    assert main(["export", "--to", "cvs", "-o", "out"]) == 2
    assert "csv" in capsys.readouterr().err


@pytest.mark.parametrize(
    "base", ["decisions", "ftp://x.org/", "https://", "https://x.org/?a", "https://x.org/a b", "http://[x"]
)
def test_a_base_that_is_none_is_told(capsys, base):
    assert main(["export", "--to", "jsonld", "-o", "out", "--base", base]) == 2
    assert "no http or https address" in capsys.readouterr().err


@pytest.mark.parametrize("to", EXPORTS)
def test_whoever_gives_no_base_is_told_where_it_matters(here, capsys, to):
    corpus(here / "records")
    main(["export", "records", "--to", to, "-o", "out"])
    written = any(b"https://diarium.example/" in path.read_bytes() for path in (here / "out").rglob("*.*"))
    assert ("give your own with --base" in capsys.readouterr().err) == written


def test_a_base_gets_its_slash(here):
    corpus(here / "records")
    assert main(["export", "records", "--to", "jsonld", "-o", "out", "--base", "https://x.example/a"]) == 0
    assert manifest(here / "out")["base"] == "https://x.example/a/"


def test_overrides_say_who_is_one_person(here, capsys):
    corpus(here / "records")
    assert main(["export", "records", "--to", "csv", "-o", "out", "--overrides", "missing.toml"]) == 3
    assert "missing.toml: there is no such file" in capsys.readouterr().err


def test_a_missing_library_is_told(here, capsys, monkeypatch):
    import sys

    corpus(here / "records")
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    assert main(["export", "records", "--to", "parquet", "-o", "out"]) == 8
    told = capsys.readouterr().err
    assert "Parquet needs the Python package pyarrow, which is not installed; run: " in told
    assert "[export]'" in told
    assert [path.name for path in here.iterdir()] == ["records"]


@pytest.mark.skipif(may_everything(), reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_told(here, capsys):
    corpus(here / "records")
    (here / "locked").mkdir(mode=0o500)
    assert main(["export", "records", "--to", "csv", "-o", "locked/out"]) == 4
    assert "no permission" in capsys.readouterr().err


def test_the_page_of_exports_tells_every_format():
    page = (Path(__file__).parents[1] / "docs/exports.md").read_text(encoding="utf-8")
    assert [name for name in FORMATS if f"| [`{name}`](#" not in page] == []
