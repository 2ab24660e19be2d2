"""`diarium inspect`: one HTML page on which an archivist sees at a glance whether a conversion is right."""

import argparse
from pathlib import Path

from parser.batch.local import record_name
from parser.cli import exits, terminal
from parser.cli.open_record import convert_pdf, existing, looks_like_json
from parser.cli.work import read_pdf
from parser.errors import DiariumError, UnreadableDocument


def run(arguments: argparse.Namespace) -> int:
    """Write the page of `arguments.file`; the exit code."""
    from parser.cli.page import html_page
    from parser.record.files import write_atomically

    try:
        path = existing(arguments.file)
        data = read_pdf(path)
        if looks_like_json(data):
            raise UnreadableDocument("it is a record; name the PDF that it was made of")
        conversion = convert_pdf(path, data, municipality=arguments.municipality, ocr=arguments.ocr)
    except DiariumError as error:
        terminal.complain(str(error), name=arguments.file)
        return error.exit_code
    target = where(path, arguments.output)
    write_atomically(
        target, html_page(conversion.record, data, conversion.pages, dpi=arguments.dpi).encode("utf-8", "replace")
    )
    terminal.note(f"Open it in a browser: {target.resolve().as_uri()}")
    terminal.out(str(target))
    return exits.OK


def where(pdf: Path, output: str | None) -> Path:
    """Where the page of `pdf` goes: what `-o` says, in it where it is a folder, by default into the current folder."""
    name = f"{record_name(pdf)}.html"
    if output is None:
        return Path(name)
    return Path(output) / name if Path(output).is_dir() or output.endswith("/") else Path(output)
