"""Bad input through the command, with the real pipeline: one sentence, the right exit code, the others go on.

What the reading itself says of a bad file is tested in test_read_bad_input.py, what the command does with faults in
test_cli_convert.py; here both meet, on real files and on a real disk.
"""

import ctypes
import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cli_world import run_convert, tree
from parser.record.json import decode
from parser.record.validate import akn_problems, reference_problems, schema_problems

FILES = Path(__file__).parent / "files"
ROOT = Path(__file__).parent.parent

# What cannot be read: the file, the sentence on standard error after the name.
REFUSED = {
    "not-a-pdf": r"is not a PDF. Give a PDF, or convert the file to PDF first.",
    "empty": r"is empty (0 bytes). Fetch the file again.",
    "truncated-hopeless": r"is cut off: it ends after 60 bytes, and no page can be restored. Fetch the file again.",
    "encrypted-user": r"is encrypted and asks for a password to be opened. Ask its owner for a copy without one,",
    "no-pages": r"has no pages. Check that the right file was given, or fetch it again.",
    "picture-only": r"has no text that can be read: its pages are pictures (a scan). Let it be read by OCR (--ocr",
}
# What is read as far as it goes, and the warnings that tell how far that is.
READ = {
    "broken-page": {"unreadable-page"},
    "corrupt-font": set(),
    "truncated-readable": {"damaged-file"},
    "encrypted-owner": set(),
    "partly-unreadable": set(),
    "leading-noise": set(),
    "invisible-under-scan": {"page-without-text"},
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    return tmp_path


def bring(name: str, to: str) -> Path:
    path = Path(to)
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(FILES / f"{name}.pdf", path)
    return path


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_read_is_one_sentence_and_nothing_is_written(name, capsys):
    bring(name, "a b/Möte åäö.pdf")
    code, _, err = run_convert(capsys, "a b/Möte åäö.pdf", "-o", "ut mapp", "--ocr", "never")
    assert code == 3
    assert len(err) == 1
    assert err[0].startswith(f"diarium: a b/Möte åäö.pdf: {REFUSED[name]}")
    assert err[0].endswith(".")
    assert tree("ut mapp") == []


@pytest.mark.parametrize("name", READ)
def test_what_can_be_read_is_read_and_the_rest_is_told_in_the_record(name, capsys):
    bring(name, "a.pdf")
    code, _, err = run_convert(capsys, "a.pdf", "-o", "out", "--ocr", "never", "--no-inspect")
    assert (code, err) == (0, [])
    assert tree("out") == ["a.json", "a.xml"]
    data = Path("out/a.json").read_bytes()
    assert not [*schema_problems(data), *reference_problems(decode(data))]
    assert not list(akn_problems(Path("out/a.xml").read_bytes()))
    told = {warning["code"] for warning in json.loads(data)["warnings"]}
    assert told >= READ[name]
    assert Path("out/a.json").stat().st_size > 1000


def test_a_scan_is_read_where_ocr_may_and_refused_where_it_may_not(capsys):
    bring("picture-only", "scan.pdf")
    code, _, err = run_convert(capsys, "scan.pdf", "-o", "out", "--ocr", "never")
    assert (code, len(err)) == (3, 1)
    assert "--ocr auto" in err[0]


@pytest.mark.long
@pytest.mark.parametrize("jobs", ["1", "3"])
def test_among_bad_files_the_good_ones_go_on(jobs, capsys):
    for name in (*REFUSED, *READ):
        bring(name, f"rå/{name}.pdf")
    Path("rå/mapp.pdf").mkdir()
    code, out, err = run_convert(capsys, "rå", "-o", "ut", "--ocr", "never", "--jobs", jobs, "--no-inspect")
    assert code == 3
    assert [line.split(": ")[1] for line in err] == [f"rå/{name}.pdf" for name in sorted(REFUSED)]
    assert tree("ut") == sorted(f"{name}.{ending}" for name in READ for ending in ("json", "xml"))
    assert f"Converted {len(READ)} documents" in out
    assert f"{len(REFUSED)} faults" in out


def test_a_name_with_spaces_and_swedish_letters_simply_works(capsys):
    for name in ("Tjänsteutlåtande åäö (kopia) 2.pdf", "A\u030angström o\u0308.PDF", "-x 'y' \"z\" & $HOME;.pdf"):
        bring("clean", f"Mina möten/{name}")
    code, _, err = run_convert(capsys, "Mina möten", "-o", "ut på svenska")
    assert (code, err) == (0, [])
    names = {json.loads(path.read_bytes())["source"]["file_name"] for path in Path("ut på svenska").rglob("*.json")}
    assert names == {path.name for path in Path("Mina möten").iterdir()}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--nope"], "unrecognized arguments: --nope"),
        (["--ocr", "perhaps"], "invalid choice: 'perhaps'"),
        (["--format", "pdf"], "there is no format 'pdf', only json and xml"),
        (["--jobs", "0"], "'0' is no whole number from 1 upwards"),
        (["-o"], "expected one argument"),
    ],
)
def test_a_wrong_option_is_told_before_anything_is_read(arguments, told, capsys):
    bring("clean", "a.pdf")
    code, out, err = run_convert(capsys, "a.pdf", *arguments)
    assert (code, out) == (2, "")
    assert told in err[-1]
    assert "--help" in err[-1]
    assert tree(".") == ["a.pdf"]


# ---- permissions and disks, in a process of its own


def give_up_roots_rights() -> None:
    """Let permissions bind the process that is started next, also where it is root's (Linux)."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None)
        for right in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            libc.prctl(24, right, 0, 0, 0)  # PR_CAPBSET_DROP


def a_small_disk() -> None:
    """No file may grow beyond this: what a quota does, and nearly what a full disk does."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (1500, 1500))


def diarium(
    folder: Path, *arguments: str, first: Callable[[], None] = give_up_roots_rights
) -> subprocess.CompletedProcess[str]:
    """The command as a process in `folder`; `first` is done in it before it begins."""
    return subprocess.run(
        [sys.executable, "-m", "parser.cli", "convert", *arguments, "--no-inspect"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        preexec_fn=first,
    )


@pytest.fixture
def two(here: Path) -> Path:
    """A folder with two good PDFs."""
    bring("clean", "a.pdf")
    bring("clean", "b.pdf")
    return here


@pytest.mark.long
def test_a_file_that_may_not_be_read_is_told_and_the_others_go_on(two):
    (two / "a.pdf").chmod(0)
    done = diarium(two, "a.pdf", "b.pdf", "-o", "out")
    assert done.returncode == 3
    assert done.stderr.splitlines() == [
        "diarium: a.pdf: it may not be read (permission denied); check the file's permissions"
    ]
    assert tree(two / "out") == ["b.json", "b.xml"]


@pytest.mark.long
def test_an_output_folder_that_may_not_be_written_is_told_before_any_work(two):
    (two / "out").mkdir(mode=0o555)
    done = diarium(two, "a.pdf", "b.pdf", "-o", "out")
    assert done.returncode == 4
    assert len(done.stderr.splitlines()) == 1
    assert "out may not be written to (" in done.stderr
    assert "); name another folder with -o" in done.stderr
    assert done.stdout == ""
    assert tree(two / "out") == []


@pytest.mark.long
def test_a_disk_that_takes_no_more_leaves_no_half_file(two):
    done = diarium(two, "a.pdf", "b.pdf", "-o", "out", first=a_small_disk)
    assert done.returncode == 4
    told = done.stderr.splitlines()
    # the batch's own papers come first: without them it does not begin
    assert [line.split(": ")[1] for line in told] == ["out/.diarium/manifest.sqlite cannot be written"]
    assert "the disk is full, or takes no more" in told[0]
    assert tree(two / "out") == []


@pytest.mark.long
@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a disk that is nearly full")
def test_a_full_disk_leaves_no_half_file(two):
    out = two / "out"
    out.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=12k,mode=777", "tmpfs", str(out)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount a disk")
    try:
        done = diarium(two, "a.pdf", "b.pdf", "-o", "out")
        assert done.returncode == 4
        told = done.stderr.splitlines()
        assert told
        assert all("disk is full" in line for line in told), told
        names = tree(out)
        assert not [name for name in names if not name.endswith((".json", ".xml"))]
        assert {name.split(".")[0] for name in names if name.endswith(".json")} == {
            name.split(".")[0] for name in names if name.endswith(".xml")
        }
    finally:
        subprocess.run(["umount", str(out)], check=True)
