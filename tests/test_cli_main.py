"""The command's outside: help, version, wrong usage, and what it must not import before it runs."""

import subprocess
import sys

import pytest

from parser.cli import exits, main, terminal

HEAVY = {
    "spacy",
    "numpy",
    "lxml",
    "pypdfium2",
    "pdf_oxide",
    "pdfplumber",
    "rich",
    "msgspec",
    "PIL",
    "jinja2",
    "wordfreq",
}
HEAVY |= {
    "jsonschema",
    "jsonschema_rs",
    "hunspell",
    "tesserocr",
    "multiprocessing",
    "asyncio",
    "email",
    "parser.pipeline",
}


@pytest.mark.parametrize("arguments", [["--help"], ["convert", "--help"], ["show", "--nonsense"]])
def test_help_and_usage_import_nothing_heavy(arguments):
    code = (
        "import sys; from parser.cli.main import main; "
        f"main({arguments!r}); print('LOADED', *sorted(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stderr.rpartition("LOADED")[2].split())
    assert "argparse" in loaded
    assert not loaded & HEAVY


def test_the_help_names_each_command_with_examples_and_exit_codes(capsys):
    assert main.main(["--help"]) == 0
    told = capsys.readouterr().out
    for word in ("convert", "show", "inspect", "verify", "examples:", "exit codes"):
        assert word in told
    assert all(meaning in told for meaning in exits.MEANINGS.values())


@pytest.mark.parametrize("command", ["convert", "show", "inspect", "verify"])
def test_each_command_explains_itself_with_an_example(command, capsys):
    assert main.main([command, "--help"]) == 0
    assert f"diarium {command} " in capsys.readouterr().out.rpartition("examples:")[2]


def test_the_version_is_one_line(capsys):
    assert main.main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("diarium ")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "COMMAND"),
        (["convrt", "a"], "convrt"),
        (["convert"], "PATH"),
        (["convert", "a", "--frmat", "json"], "--frmat"),
        (["convert", "a", "--format", "jsn"], "did you mean json?"),
        (["convert", "a", "--format", ","], "name json, xml or json,xml"),
        (["convert", "a", "--jobs", "0"], "no whole number"),
        (["convert", "a", "--jobs", "two"], "no whole number"),
        (["convert", "a", "--ocr", "maybe"], "maybe"),
        (["verify", "a.json", "--witness"], "--pdf"),
    ],
)
def test_wrong_usage_is_a_sentence_with_a_hint_and_exit_code_2(arguments, told, capsys):
    assert main.main(arguments) == exits.USAGE
    captured = capsys.readouterr()
    assert captured.out == ""
    last = captured.err.strip().splitlines()[-1]
    assert last.startswith("diarium: ")
    assert told in last
    assert "Traceback" not in captured.err


@pytest.mark.parametrize(
    ("text", "expected"),
    [("json", ("json",)), ("xml,json", ("json", "xml")), (" JSON , xml,", ("json", "xml"))],
)
def test_formats_are_read_in_any_order_and_case(text, expected):
    assert main.formats(text) == expected


@pytest.mark.parametrize(("codes", "worst"), [([], 0), ([0, 0], 0), ([3, 5, 0], 5), ([1, 7, 3], 1), ([3], 3)])
def test_the_worst_exit_code_wins(codes, worst):
    assert exits.worst(codes) == worst


@pytest.mark.parametrize(
    ("name", "message", "told"),
    [
        ("a/b.pdf", "b.pdf is encrypted. Ask.", "diarium: a/b.pdf: is encrypted. Ask."),
        ("a/b.pdf", "b.pdf: no text; try OCR", "diarium: a/b.pdf: no text; try OCR"),
        ("a/b.pdf", "a/b.pdf: no text", "diarium: a/b.pdf: no text"),
        ("a/b.pdf", "out/b.json cannot be written", "diarium: a/b.pdf: out/b.json cannot be written"),
        (None, "interrupted", "diarium: interrupted"),
        ("a\x1b[31m\n.pdf", "x\x07y\nz", "diarium: a[31m .pdf: xy z"),
    ],
)
def test_a_fault_is_one_line_that_names_the_file_once(name, message, told):
    assert terminal.sentence(name, message) == told
