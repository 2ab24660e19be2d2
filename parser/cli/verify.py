"""`diarium verify`: prove records, and print each problem with its page and place."""

import argparse
import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from parser.cli import exits, terminal
from parser.cli.open_record import decode, existing, looks_like_json
from parser.cli.work import read_pdf, unforeseen
from parser.errors import DiariumError, InvalidRecord
from parser.record.problem import Problem, Weight
from parser.record.types import Source, TextLayer

if TYPE_CHECKING:
    from parser.model import Page
    from parser.read.witness import Word


def run(arguments: argparse.Namespace) -> int:
    """Verify `arguments.records`; the exit code: 0 when all are proven, else 7 or what a fault asks for."""
    if arguments.witness and not arguments.pdf:
        terminal.complain("--witness compares with a PDF: name it with --pdf FILE")
        return exits.USAGE
    if arguments.pdf and len(arguments.records) > 1:
        terminal.complain("--pdf belongs to one record: verify them one at a time")
        return exits.USAGE
    pdf = None
    if arguments.pdf:
        try:
            pdf = read_pdf(existing(arguments.pdf))
        except DiariumError as error:
            terminal.complain(str(error), name=arguments.pdf)
            return error.exit_code
    return exits.worst([_verify(given, pdf, arguments) for given in arguments.records])


def _verify(given: str, pdf: bytes | None, arguments: argparse.Namespace) -> int:
    try:
        problems = list(_problems(given, pdf, witness=arguments.witness))
    except DiariumError as error:
        terminal.complain(str(error), name=given)
        return error.exit_code
    except Exception as error:  # one record's fault never stops the others
        fault = unforeseen(given, error)
        if arguments.debug and fault.trace:
            terminal.raw(fault.trace)
        terminal.complain(fault.message, name=given)
        return fault.exit_code
    for problem in problems:
        terminal.out(line(given, problem))
    faults = sum(problem.weight is Weight.FAULT for problem in problems)
    if faults:
        terminal.complain(f"not proven: {_counted(faults, len(problems) - faults)}", name=given)
        return InvalidRecord.exit_code
    if not arguments.quiet:
        checked = "its schema and references" + (" and every character of the PDF" if pdf is not None else "")
        doubts = f"; {len(problems)} to look at" if problems else ""
        terminal.out(f"{given}: proven: {checked}{' and the witness' if arguments.witness else ''}{doubts}")
    return exits.OK


def _problems(given: str, pdf: bytes | None, *, witness: bool) -> Iterable[Problem]:
    from parser.record.verify import verify

    data = read_pdf(existing(given))
    if not looks_like_json(data):
        raise InvalidRecord("it is no JSON record; name the .json that `diarium convert` wrote")
    try:
        source = decode(data).source
    except InvalidRecord:  # `verify` tells what is wrong with it, and reads no PDF
        yield from verify(data)
        return
    words = _act_words(source)
    if pdf is None:
        yield from verify(data, act_words=words)
        return
    read = partial(_pages, source=source)
    yield from verify(data, pdf=pdf, read=read, witness=_witnessed if witness else None, act_words=words)


def _act_words(source: Source) -> tuple[re.Pattern[str], ...]:
    """The forms of words that make an act, by the profile that the record was made with; the common ones where it is
    not here."""
    from parser.profile import COMMON, available, load_profile

    name = source.profile.name if source.profile.name in available() else COMMON
    return tuple(re.compile(pattern) for pattern in load_profile(name).facts.alarm)


def _pages(pdf: bytes, *, source: Source) -> "Iterator[Page]":
    """The PDF's pages, read as they were for the record: by its engine, where we have it, and with OCR or without."""
    from parser.read import open_pdf

    ocr = {TextLayer.DIGITAL: "never", TextLayer.OCR: "always", TextLayer.MIXED: "auto"}[source.text_layer]
    try:
        document = open_pdf(pdf, name=source.file_name, engine=source.engine.name, ocr=ocr)
    except ValueError:
        document = open_pdf(pdf, name=source.file_name, ocr=ocr)
    with document:
        yield from document.pages()


def _witnessed(pdf: bytes) -> "Iterator[Word]":
    from parser.read.witness import witness_words

    yield from witness_words(pdf)


def line(given: str, problem: Problem) -> str:
    """A problem on one line: `FILE: p. 3 (72, 101): acts[3].about[0]: what; doubt`."""
    place = f"p. {problem.page}: " if problem.page is not None else ""
    if problem.page is not None and problem.bbox is not None:
        place = f"p. {problem.page} ({problem.bbox[0]:.0f}, {problem.bbox[1]:.0f}): "
    weight = "" if problem.weight is Weight.FAULT else "look at: "
    return terminal.clean(f"{given}: {weight}{place}{problem}")


def _counted(faults: int, doubts: int) -> str:
    told = f"{faults} fault{'s' * (faults != 1)}"
    return f"{told}, {doubts} to look at" if doubts else told
