"""`diarium verify`: prove records, and print each problem with its page and place."""

import argparse
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from parser.cli import exits, terminal, words
from parser.cli.open_record import decode, existing, looks_like_json
from parser.cli.verify_folder import Prints, Written, records
from parser.cli.work import read_pdf, unforeseen
from parser.errors import DiariumError, InvalidRecord, MissingProgram
from parser.record.opening import NoRecord
from parser.record.problem import Problem, Weight
from parser.record.types import Source, TextLayer

if TYPE_CHECKING:
    from parser.model import Page
    from parser.read.witness import Word


class _Tally(msgspec.Struct):
    """What came of the records so far."""

    proven: int = 0
    faulty: int = 0
    doubts: int = 0
    others: int = 0
    codes: list[int] = []


def run(arguments: argparse.Namespace) -> int:
    """Verify `arguments.records`; the exit code: 0 when all are proven, else 7 or what a fault asks for."""
    if arguments.witness and not arguments.pdf:
        terminal.complain("--witness compares with a PDF: name it with --pdf FILE, or the folder of the PDFs")
        return exits.USAGE
    try:
        pdf = existing(arguments.pdf) if arguments.pdf else None
        if pdf is not None and not pdf.is_dir():
            read_pdf(pdf)  # so that a PDF that cannot be read is told once
    except DiariumError as error:
        terminal.complain(str(error), name=arguments.pdf)
        return error.exit_code
    several = len(arguments.records) > 1 or Path(arguments.records[0]).is_dir()
    if pdf is not None and several and not pdf.is_dir():
        terminal.complain("--pdf FILE belongs to one record: give the folder of the PDFs, or one record")
        return exits.USAGE
    prints = Prints(pdf) if pdf is not None and pdf.is_dir() else None
    tally = _Tally()
    for given in arguments.records:
        if Path(given).is_dir():
            _verify_folder(Path(given), prints, arguments, tally)
        else:
            _verify(given, prints or pdf, arguments, tally)
    return exits.worst(tally.codes)


def _verify_folder(folder: Path, prints: Prints | None, arguments: argparse.Namespace, tally: _Tally) -> None:
    """Verify all records in a folder and below it, and tell at the end how many are proven."""
    mine = _Tally()
    try:
        found = records(folder)
    except DiariumError as error:
        terminal.complain(str(error), name=str(folder))
        tally.codes.append(error.exit_code)
        return
    for path in found:
        _verify(str(path), prints, arguments, mine, in_folder=True)
    for record, name in Written(folder).gone(folder):
        mine.codes.append(InvalidRecord.exit_code)
        what = "it was" if name == record else f"{name} was"
        terminal.complain(f"{what} written here and is gone; convert its PDF again", name=str(folder / record))
    if not mine.proven + mine.faulty and not mine.codes:
        terminal.complain("there is no record in it; name the folder that `diarium convert` wrote to", name=str(folder))
        mine.codes.append(3)
    elif not arguments.quiet or mine.codes:
        terminal.out(_summed_up(folder, mine, prints, arguments))
    tally.codes += mine.codes


def _summed_up(folder: Path, mine: _Tally, prints: Prints | None, arguments: argparse.Namespace) -> str:
    told = [f"{mine.proven:,} proven ({_checked(prints is not None, arguments.witness)})"]
    if mine.faulty:
        told.append(f"{mine.faulty:,} not")
    if mine.doubts:
        told.append(f"{mine.doubts:,} to look at")
    if mine.others:
        told.append(f"{words.count(mine.others, 'JSON file')} that {'is' if mine.others == 1 else 'are'} no record")
    return f"{folder}: {words.count(mine.proven + mine.faulty, 'record')}: {'; '.join(told)}"


def _verify(
    given: str, pdf: "Path | Prints | None", arguments: argparse.Namespace, tally: _Tally, *, in_folder: bool = False
) -> None:
    try:
        problems, witnessed, with_xml = _problems(given, pdf, witness=arguments.witness)
    except NoRecord as error:
        if in_folder:
            tally.others += 1
            return
        _failed(given, str(error), error.exit_code, tally)
        return
    except MissingProgram:
        raise
    except DiariumError as error:
        _failed(given, str(error), error.exit_code, tally)
        return
    except Exception as error:  # one record's fault never stops the others
        fault = unforeseen(given, error)
        if arguments.debug and fault.trace:
            terminal.raw(fault.trace)
        _failed(given, fault.message, fault.exit_code, tally)
        return
    faults = sum(problem.weight is Weight.FAULT for problem in problems)
    tally.doubts += len(problems) - faults
    for problem in problems:
        if problem.weight is Weight.FAULT or not arguments.quiet:
            terminal.out(line(given, problem))
    if faults:
        _failed(given, f"not proven: {_counted(faults, len(problems) - faults)}", InvalidRecord.exit_code, tally)
        return
    tally.proven += 1
    if not arguments.quiet and not in_folder:
        doubts = f"; {len(problems)} to look at" if problems else ""
        terminal.out(f"{given}: proven: {_checked(pdf is not None, witnessed, with_xml=with_xml)}{doubts}")


def _failed(given: str, message: str, code: int, tally: _Tally) -> None:
    tally.faulty += 1
    tally.codes.append(code)
    terminal.complain(message, name=given)


def _checked(with_pdf: bool, witnessed: bool, *, with_xml: bool = True) -> str:
    """What was proved."""
    parts = ["its schema", "references", "names", *(["XML"] if with_xml else [])]
    parts += ["every character of the PDF"] if with_pdf else []
    parts += ["the witness"] if witnessed else []
    return words.listed(parts)


def _problems(given: str, pdf: "Path | Prints | None", *, witness: bool) -> tuple[list[Problem], bool, bool]:
    """The problems of a record; whether a witness was heard, and whether there is XML beside it."""
    from parser.record.verify import verify

    path = existing(given)
    data = read_pdf(path)
    if not looks_like_json(data):
        raise NoRecord("it is no JSON record; name the .json that `diarium convert` wrote")
    try:
        source = decode(data).source
    except NoRecord:
        raise
    except InvalidRecord:  # `verify` tells what is wrong with it, and reads no PDF
        return list(verify(data)), False, False
    beside = path.with_suffix(".xml")
    xml = read_pdf(beside) if path.suffix.lower() == ".json" and beside.is_file() else None
    act_words = _act_words(source)
    found = pdf.find(source) if isinstance(pdf, Prints) else pdf
    if found is None:
        problems = list(verify(data, act_words=act_words, xml=xml))
        if isinstance(pdf, Prints):
            told = f"Its PDF, {source.file_name}, is not in {pdf.folder}: no file there has its SHA-256."
            problems.append(Problem("source", told))
        return problems, False, xml is not None
    heard: list[bool] = []

    def listen(print_: bytes) -> "Iterator[Word]":
        yield from _witnessed(print_)
        heard.append(True)

    problems = list(
        verify(
            data,
            pdf=read_pdf(found),
            read=partial(_pages, source=source),
            witness=listen if witness else None,
            act_words=act_words,
            xml=xml,
        )
    )
    return problems, bool(heard), xml is not None


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
