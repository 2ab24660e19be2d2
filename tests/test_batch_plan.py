"""Which PDFs the paths of a command stand for, and where each record goes."""

import functools
import tempfile
import unicodedata
from collections.abc import Generator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli_world import may_everything
from parser.batch import local
from parser.batch.database import Database
from parser.batch.local import Folder, find, record_name
from parser.batch.manifest import Manifest
from parser.batch.plan import list_all
from parser.batch.values import Fault
from parser.errors import NameClash, UnreadableDocument


class Plan(NamedTuple):
    """What is to be converted, as (source, target), and what cannot be."""

    jobs: list[tuple[str, str]]
    faults: list[Fault]


@functools.cache
def manifest() -> Manifest:
    return Manifest(Path(tempfile.mkdtemp()))


def plan(*paths: str) -> Plan:
    manifest().begin("", paths)
    faults = list_all(manifest(), paths, Folder("out"))
    return Plan([(one.name, one.target) for one in manifest().known()], faults)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def put(*paths: str) -> None:
    for path in paths:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_bytes(b"%PDF-")


def targets(*paths: str) -> list[str]:
    """The records' paths below OUT, for a plan without faults."""
    made = plan(*paths)
    assert made.faults == []
    return [target for _, target in made.jobs]


def test_a_file_goes_to_out_whatever_folder_it_lay_in():
    put("a/b.pdf")
    assert targets("a/b.pdf") == ["b"]


def test_a_folder_is_mirrored_and_sorted_and_hidden_files_are_left_out():
    put("raw/z.pdf", "raw/2006/b.PDF", "raw/2006/a.Pdf", "raw/notes.txt", "raw/._z.pdf", "raw/.git/x.pdf")
    Path("raw/notes.txt").write_bytes(b"notes")
    assert targets("raw") == ["2006/a", "2006/b", "z"]


def test_a_pattern_is_expanded_when_the_shell_did_not():
    put("raw/2006-1.pdf", "raw/2006-2.pdf", "raw/2007-1.pdf", "raw/deep/2006-3.pdf")
    assert targets("raw/2006*.pdf") == ["2006-1", "2006-2"]
    assert targets("raw/**/2006*.pdf") == ["2006-1", "2006-2", "2006-3"]


def test_a_name_that_looks_like_a_pattern_is_a_name_first():
    put("raw/[KS] 14?.pdf")
    assert targets("raw/[KS] 14?.pdf") == ["[KS] 14?"]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("asked", ["NFC", "NFD"])
def test_names_with_spaces_and_swedish_letters_work_however_they_are_spelled(form, asked):
    name = unicodedata.normalize(form, "Möte i Älvsbyn/§ 14 på åsen.pdf")
    put(name)
    assert targets(unicodedata.normalize(asked, name)) == [record_name(Path(name))]
    assert len(targets(unicodedata.normalize(asked, "Möte i Älvsbyn"))) == 1
    assert len(targets(unicodedata.normalize(asked, "Möte i Älvsbyn/*åsen.pdf"))) == 1


def test_a_name_that_could_be_two_files_is_neither():
    put(unicodedata.normalize("NFC", "åä.pdf"), unicodedata.normalize("NFD", "åä.pdf"))
    mixed = unicodedata.normalize("NFC", "å") + unicodedata.normalize("NFD", "ä") + ".pdf"
    assert find(mixed) is None


def test_the_same_file_given_twice_is_one_job():
    put("raw/a.pdf")
    assert targets("raw/a.pdf", "./raw/a.pdf", "raw") == ["a"]


def test_a_link_that_leads_back_up_is_no_endless_folder():
    put("raw/a.pdf")
    Path("raw/up").symlink_to("..")
    assert targets("raw") == ["a"]


def test_two_sources_that_meet_in_one_name_are_both_named_and_neither_is_written():
    put("a/b.pdf", "c/b.pdf", "c/d.pdf")
    made = plan("a/b.pdf", "c/b.pdf", "c/d.pdf")
    assert made.jobs == [("c/d.pdf", "d")]
    (fault,) = made.faults
    assert fault.exit_code == NameClash.exit_code
    assert fault.name == "a/b.pdf"
    assert "c/b.pdf" in fault.message
    assert "out/b" in fault.message


def test_names_that_differ_in_their_ending_alone_meet():
    put("raw/b.pdf", "raw/b.PDF")
    made = plan("raw")
    assert made.jobs == []
    assert len(made.faults) == 1


def test_three_that_meet_are_one_fault():
    put("a/b.pdf", "c/b.pdf", "d/b.pdf")
    (fault,) = plan("a", "c", "d").faults
    assert "c/b.pdf and d/b.pdf" in fault.message


def test_a_record_where_another_needs_a_folder_is_a_clash():
    put("raw/b.pdf", "raw/b.json/c.pdf")
    made = plan("raw")
    assert made.jobs == []
    assert made.faults[0].exit_code == NameClash.exit_code


@pytest.mark.parametrize(
    ("given_", "told"),
    [
        ("nowhere.pdf", "no such file or folder"),
        ("nowhere/*.pdf", "check the pattern"),
        ("empty", "holds no PDF"),
    ],
)
def test_what_is_not_there_is_a_fault_and_the_rest_goes_on(given_, told):
    put("a.pdf")
    Path("empty").mkdir()
    made = plan(given_, "a.pdf")
    assert made.jobs == [("a.pdf", "a")]
    (fault,) = made.faults
    assert (fault.name, fault.exit_code) == (given_, UnreadableDocument.exit_code)
    assert told in fault.message


@pytest.mark.skipif(may_everything(), reason="root may read every folder")
def test_a_folder_that_may_not_be_read_is_a_fault():
    put("raw/a.pdf", "raw/closed/b.pdf")
    Path("raw/closed").chmod(0)
    made = plan("raw")
    Path("raw/closed").chmod(0o700)
    assert made.jobs == [("raw/a.pdf", "a")]
    assert "permission denied" in made.faults[0].message


@pytest.mark.parametrize(
    ("name", "expected"),
    [("b.pdf", "b"), ("B.PDF", "B"), ("2006.041", "2006.041"), ("2006.041.pdf", "2006.041"), (".pdf", ".pdf")],
)
def test_only_the_ending_pdf_is_taken_away(name, expected):
    assert record_name(Path(name)) == expected


folders = st.sampled_from(["a", "b", "a/c", "a.json", "b.html"])
files = st.sampled_from(["x.pdf", "X.PDF", "x.PDF", "a.pdf", "b.pdf", "c.pdf", "y.pdf"])


@given(st.sets(st.tuples(folders, files), min_size=1), st.booleans())
def test_no_record_meets_another_and_every_source_is_planned_or_named(tmp_path_factory, held, as_files):
    """Postconditions 1 and 2 of `list_all`, and that the order of a folder's files is always the same."""
    root = tmp_path_factory.mktemp("plan")
    sources = sorted(str(root / folder / name) for folder, name in held)
    put(*sources)
    given_ = sources if as_files else sorted({str(root / folder.split("/")[0]) for folder, _ in held})
    made = plan(*given_)
    paths = [Path(target + suffix) for _, target in made.jobs for suffix in (".json", ".html")]
    assert len(set(paths)) == len(paths)
    assert not set(paths) & {parent for path in paths for parent in path.parents}
    told = " ".join(fault.name + " " + fault.message for fault in made.faults)
    planned = {source for source, _ in made.jobs}
    assert all((source in planned) != (source in told) for source in sources)
    assert plan(*given_) == made


# -- what is no *.pdf, and links to folders


def test_a_pdf_without_the_ending_is_taken_and_what_is_none_is_told(tmp_path):
    for name, data in {"a.pdf": b"", "notes.txt": b"%PDF-1.4", "noending": b"%PDF-1.4", "b.docx": b"PK"}.items():
        (tmp_path / name).write_bytes(data)
    told = {}
    found = [one.below for one in local.listed(str(tmp_path), told.__setitem__)]
    assert found == ["a", "noending", "notes.txt"]
    assert told == {str(tmp_path / "b.docx"): "no PDF, by its name and its first bytes"}


def test_a_link_to_a_folder_is_followed_out_of_it_only(tmp_path):
    for name in ("given/deep/a.pdf", "other/b.pdf", "c.pdf"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    given = tmp_path / "given"
    for name, target in {"up": "..", "self": ".", "twice": "deep", "out": "../other"}.items():
        (given / name).symlink_to(target)
    told = {}
    assert [one.below for one in local.listed(str(given), told.__setitem__)] == ["deep/a", "out/b"]
    assert set(told) == {str(given / name) for name in ("up", "self", "twice")}


def test_who_stops_amid_the_rows_and_closes_the_manifest_hears_nothing_of_it(tmp_path: Path) -> None:
    database = Database(tmp_path)
    rows = database.rows("SELECT 1 UNION ALL SELECT 2")
    assert next(rows) == (1,)
    database.close()
    assert isinstance(rows, Generator)
    rows.close()  # as the garbage collector does: it must not close a cursor of what is closed
