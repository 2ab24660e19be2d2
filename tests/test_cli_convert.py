"""`diarium convert`: what is written, what is told, and that a fault in one document is its own."""

import errno
import json
import os
from pathlib import Path

import pytest

from cli_world import BOOM, INTERRUPT, KILL, MINUTES, PM, UNREADABLE, may_everything, put, run_convert, tree, world  # noqa: F401  -- world is a fixture
from parser.batch import staff
from parser.cli.main import main
from parser.record import files
from parser.record.validate import akn_problems, schema_problems

pytestmark = pytest.mark.usefixtures("world")


def test_a_file_becomes_two_valid_records_and_a_page(capsys):
    put("a/b.pdf")
    code, out, err = run_convert(capsys, "a/b.pdf", "-o", "out")
    assert (code, err) == (0, [])
    assert tree("out") == ["b.html", "b.json", "b.xml"]
    assert not list(schema_problems(Path("out/b.json").read_bytes()))
    assert not list(akn_problems(Path("out/b.xml").read_bytes()))
    for path in ("out/b.json", "out/b.xml", "out/b.html"):
        assert path in out


def test_the_summary_tells_who_reserved_themselves_against_what(capsys):
    put("pm.pdf")
    _, out, _ = run_convert(capsys, "pm.pdf", "-o", "out")
    told = " ".join(out.split())
    assert "Converted 1 document, 2 pages" in told
    assert "2 reservations" in told
    assert "1 more quoted inside these" in told
    assert "Carin Jämtin (s) and Roger Mogert (s) in Borgarrådsberedningen, p. 1" in told
    assert "against its decision, p. 1: “Borgarrådsberedningen tillstyrker" in told
    assert "wants rejection" in told
    assert "Carin Jämtin (s) and others in Kommunstyrelsen" in told
    assert "1 warning in the records" in told


def test_a_folder_is_mirrored_and_the_order_is_always_the_same(capsys):
    put("raw/z.pdf", MINUTES)
    put("raw/2006/ä b.pdf")
    outs = {run_convert(capsys, "raw", "-o", "out", "--force", "--jobs", str(jobs))[1] for jobs in (1, 2, 3)}
    assert len(outs) == 1
    assert [name for name in tree("out") if name.endswith(".json")] == ["2006/ä b.json", "z.json"]
    assert outs.pop().index("ä b.pdf  PM") > 0


def test_converting_again_gives_the_same_bytes(capsys):
    put("a.pdf")
    run_convert(capsys, "a.pdf", "-o", "one")
    put("elsewhere/a.pdf")
    run_convert(capsys, "elsewhere/a.pdf", "-o", "two")
    for name in tree("one"):
        assert Path("one", name).read_bytes() == Path("two", name).read_bytes()


def test_format_chooses_what_is_written(capsys):
    put("a.pdf")
    run_convert(capsys, "a.pdf", "-o", "out", "--format", "xml", "--no-inspect")
    assert tree("out") == ["a.xml"]
    run_convert(capsys, "a.pdf", "-o", "other", "--format", "json", "--no-inspect")
    assert tree("other") == ["a.json"]


def test_few_documents_get_a_page_each_and_many_only_when_asked(capsys):
    for number in range(11):
        put(f"raw/{number:02}.pdf")
    _, out, _ = run_convert(capsys, "raw", "-o", "out")
    assert not [name for name in tree("out") if name.endswith(".html")]
    assert "--inspect" in out
    run_convert(capsys, "raw", "-o", "out", "--inspect")
    assert len([name for name in tree("out") if name.endswith(".html")]) == 11


def test_a_book_of_minutes_gets_a_page_only_when_asked(capsys, monkeypatch):
    monkeypatch.setattr("parser.cli.convert.SHORT", 1)
    put("a.pdf")
    run_convert(capsys, "a.pdf", "-o", "out")
    assert tree("out") == ["a.json", "a.xml"]
    run_convert(capsys, "a.pdf", "-o", "out", "--inspect")
    assert tree("out") == ["a.html", "a.json", "a.xml"]


def test_municipality_overrides(capsys):
    put("a.pdf")
    run_convert(capsys, "a.pdf", "-o", "out", "--municipality", "Älvsby")
    assert json.loads(Path("out/a.json").read_text())["document"]["municipality"] == "Älvsby"


def test_quiet_prints_faults_only(capsys):
    put("a.pdf")
    put("b.pdf", UNREADABLE)
    code, out, err = run_convert(capsys, "a.pdf", "b.pdf", "-o", "out", "--quiet")
    assert (code, out) == (3, "")
    assert len(err) == 1


def test_a_fault_is_one_sentence_and_the_other_documents_go_on(capsys):
    for name, data in (("a", PM), ("boom", BOOM), ("kill", KILL), ("unreadable", UNREADABLE), ("z", MINUTES)):
        put(f"raw/{name}.pdf", data)
    code, out, err = run_convert(capsys, "raw", "-o", "out")
    assert code == 1
    assert [name for name in tree("out") if name.endswith(".json")] == ["a.json", "z.json"]
    assert [line.split(": ")[:2] for line in err] == [
        ["diarium", "raw/boom.pdf"],
        ["diarium", "raw/kill.pdf"],
        ["diarium", "raw/unreadable.pdf"],
    ]
    assert "the wheels came off" in err[0]
    assert "report it" in err[0]
    assert "signal 9" in err[1]
    assert err[2] == "diarium: raw/unreadable.pdf: is encrypted. Ask for a copy without a password."
    assert "2 documents" in out
    assert "3 faults" in out


def test_debug_adds_the_traceback(capsys):
    put("boom.pdf", BOOM)
    assert main(["convert", "boom.pdf", "-o", "out", "--debug"]) == 1
    err = capsys.readouterr().err
    assert "RuntimeError: the wheels came off" in err
    assert err.splitlines()[-1].startswith("diarium: boom.pdf: ")


def test_two_sources_of_one_name_are_reported_and_neither_overwrites_the_other(capsys):
    put("a/b.pdf")
    put("c/b.pdf", MINUTES)
    put("c/d.pdf")
    put("out/b.json", b"what was there before")
    code, _, err = run_convert(capsys, "a/b.pdf", "c/b.pdf", "c/d.pdf", "-o", "out", "--no-inspect")
    assert code == 5
    assert len(err) == 1
    assert "a/b.pdf" in err[0]
    assert "c/b.pdf" in err[0]
    assert tree("out") == ["b.json", "d.json", "d.xml"]
    assert Path("out/b.json").read_bytes() == b"what was there before"


@pytest.mark.parametrize(
    ("given", "told"),
    [("nowhere.pdf", "no such file"), ("empty", "holds no PDF"), ("x/*.pdf", "check the pattern")],
)
def test_nothing_to_convert_is_said(capsys, given, told):
    Path("empty").mkdir()
    code, out, err = run_convert(capsys, given, "-o", "out")
    assert (code, out, len(err)) == (3, "", 1)
    assert told in err[0]
    assert not Path("out").exists()


def test_a_pipe_or_device_is_no_document_and_nothing_waits_for_it(capsys):
    os.mkfifo("pipe.pdf")
    code, _, err = run_convert(capsys, "pipe.pdf", "-o", "out")
    assert code == 3
    assert "no ordinary file" in err[0]


def test_a_dangling_link_is_said_to_lead_nowhere(capsys):
    Path("link.pdf").symlink_to("gone.pdf")
    code, _, err = run_convert(capsys, "link.pdf", "-o", "out")
    assert code == 3
    assert "link.pdf" in err[0]


@pytest.mark.skipif(may_everything(), reason="root may read every file")
def test_a_file_that_may_not_be_read(capsys):
    put("a.pdf").chmod(0)
    code, _, err = run_convert(capsys, "a.pdf", "-o", "out")
    assert code == 3
    assert "permission denied" in err[0]


def test_a_file_in_place_of_the_output_folder(capsys):
    put("a.pdf")
    put("out", b"a file")
    for output in ("out", "out/deeper"):
        code, _, err = run_convert(capsys, "a.pdf", "-o", output)
        assert (code, len(err)) == (4, 1)
        assert "-o" in err[0]
    assert Path("out").read_bytes() == b"a file"


@pytest.mark.skipif(may_everything(), reason="root may write everywhere")
def test_an_output_folder_that_may_not_be_written_to(capsys):
    put("a.pdf")
    Path("out").mkdir(mode=0o500)
    code, _, err = run_convert(capsys, "a.pdf", "-o", "out")
    assert (code, len(err)) == (4, 1)
    assert "another folder with -o" in err[0]


def test_a_disk_that_fills_up_leaves_neither_half_a_file_nor_half_a_pair(capsys, monkeypatch):
    written = files._write_flushed

    def full(path: Path, data: bytes) -> None:
        if data.startswith(b"<?xml"):
            path.write_bytes(data[:100])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written(path, data)

    monkeypatch.setattr(files, "_write_flushed", full)
    put("a.pdf")
    code, _, err = run_convert(capsys, "a.pdf", "-o", "out")
    assert (code, len(err)) == (4, 1)
    assert err[0].startswith("diarium: a.pdf: ")
    assert "disk is full" in err[0]
    assert tree("out") == []


def test_ctrl_c_ends_with_130_and_a_sentence(capsys):
    put("a.pdf", INTERRUPT)
    code, _, err = run_convert(capsys, "a.pdf", "-o", "out")
    assert code == 130
    assert err == ["diarium: interrupted; what was finished is kept, nothing is half written"]
    assert tree("out") == []


def test_ctrl_c_while_several_processes_work(capsys, monkeypatch):
    def interrupted(*_: object) -> list[object]:
        raise KeyboardInterrupt

    put("raw/a.pdf")
    put("raw/b.pdf")
    monkeypatch.setattr(staff.connection, "wait", interrupted)
    code, _, err = run_convert(capsys, "raw", "-o", "out", "--jobs", "2")
    assert code == 130
    assert len(err) == 1


def test_a_name_that_is_no_utf8_is_converted_and_printed(capsysbinary):
    name = os.fsdecode(b"m\xf6te.pdf")  # "möte" as old systems wrote it
    put(name)
    assert main(["convert", name, "-o", "out"]) == 0
    assert json.loads(Path(os.fsdecode(b"out/m\xf6te.json")).read_bytes())["source"]["file_name"] == "m�te.pdf"
    assert b"Converted 1 document" in capsysbinary.readouterr().out


def test_a_long_name_is_a_sentence(capsys):
    put("a" * 251 + ".pdf")
    code, _, err = run_convert(capsys, "a" * 251 + ".pdf", "-o", "out")
    assert code == 4
    assert len(err) == 1
    assert tree("out") == []


def test_colour_only_on_a_terminal(capsys):
    put("a.pdf")
    _, out, _ = run_convert(capsys, "a.pdf", "-o", "out")
    assert "\x1b" not in out
    assert not [line for line in out.splitlines() if line != line.rstrip()]
