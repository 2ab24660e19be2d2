"""`diarium people`: the persons of many records, each once, and why."""

import argparse
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from rich.console import Console
from rich.text import Text

from parser.batch.local import named_file
from parser.cli import exits, terminal, words
from parser.cli.open_record import decode, existing, looks_like_json
from parser.cli.work import read_pdf, unforeseen
from parser.corpus.overrides import NONE, BadOverrides, load_overrides
from parser.corpus.persons import Corpus
from parser.corpus.values import Certainty, CorpusPerson, Doubt, Linkage
from parser.errors import DiariumError, InvalidRecord, UnreadableDocument
from parser.record.folder import record_files

if TYPE_CHECKING:
    from parser.corpus.mentions import Key

SURE = {Certainty.STATED: "stated by the overrides", Certainty.HIGH: "sure", Certainty.LOWER: "less sure"}
SHOWN = 6
"""So many bodies are named on a line, and then how many more there are."""


def run(arguments: argparse.Namespace) -> int:
    """List the persons over `arguments.paths`; the exit code: 0, or what the worst fault asks for."""
    try:
        overrides = NONE if arguments.overrides is None else load_overrides(named_file(arguments.overrides))
    except DiariumError as error:
        terminal.complain(str(error), name=arguments.overrides)
        return error.exit_code
    corpus = Corpus()
    codes = [exits.OK]
    seen: set[str] = set()
    for given in arguments.paths:
        for path in _records(given, codes):
            real = os.path.realpath(path)
            if real not in seen:
                seen.add(real)
                codes.append(_take(path, corpus, debug=arguments.debug))
    try:
        linkage = corpus.link(overrides)
    except BadOverrides as error:
        terminal.complain(str(error), name=arguments.overrides)
        return exits.worst([*codes, error.exit_code])
    if arguments.name is not None:
        linkage = _named(linkage, arguments.name)
    if arguments.json:
        _print_json(linkage, len(corpus))
    elif len(corpus):
        _print(linkage, len(corpus), why=arguments.why)
    return exits.worst(codes)


def _records(given: str, codes: list[int]) -> Iterator[Path]:
    """The records that `given` (a folder, or one record) names, by name."""
    try:
        path = existing(given)
        if not path.is_dir():
            yield path
            return
        found = sorted(record_files(path))
        if not found:
            raise UnreadableDocument(
                "the folder holds no record (*.json), nor do the folders in it; name the one that `diarium convert` "
                "wrote to"
            )
    except DiariumError as error:
        terminal.complain(str(error), name=given)
        codes.append(error.exit_code)
        return
    yield from found


def _take(path: Path, corpus: Corpus, *, debug: bool) -> int:
    try:
        data = read_pdf(path)
        if not looks_like_json(data):
            raise InvalidRecord("it is no JSON record; name the folder that `diarium convert` wrote to")
        corpus.add(decode(data))
    except DiariumError as error:
        terminal.complain(str(error), name=str(path))
        return error.exit_code
    except Exception as error:  # one record's fault never stops the others
        fault = unforeseen(str(path), error)
        if debug and fault.trace:
            terminal.raw(fault.trace)
        terminal.complain(fault.message, name=str(path))
        return fault.exit_code
    return exits.OK


def _named(linkage: Linkage, text: str) -> Linkage:
    """Those who have a form of the name in which each word of `text` begins a word, and what is doubted of them."""
    from parser.corpus.mentions import folded

    wanted = folded(text).split()

    def meant(person: CorpusPerson) -> bool:
        return any(
            all(any(part.startswith(word) for part in form) for word in wanted)
            for form in (folded(name).split() for name in person.forms)
        )

    persons = tuple(person for person in linkage.persons if meant(person))
    theirs = {one.key for person in persons for one in person.mentions}
    return Linkage(persons=persons, doubts=tuple(doubt for doubt in linkage.doubts if theirs & set(doubt.mentions)))


def _print_json(linkage: Linkage, documents: int) -> None:
    """The whole as JSON, a person at a time."""
    terminal.out(f'{{"documents": {documents}, "persons": [')
    _print_values(linkage.persons)
    terminal.out('], "findings": [')
    _print_values(linkage.doubts)
    terminal.out("]}")


def _print_values(values: "Sequence[CorpusPerson] | Sequence[Doubt]") -> None:
    for number, value in enumerate(values, 1):
        encoded = msgspec.json.encode(value).decode("utf-8")
        terminal.out(encoded + ("," if number < len(values) else ""))


def _print(linkage: Linkage, documents: int, *, why: bool) -> None:
    console = terminal.results()
    console.print(
        Text(f"{words.count(len(linkage.persons), 'person')} in {words.count(documents, 'document')}", style="bold")
    )
    called = {one.key: f"{one.file_name} ({one.person})" for person in linkage.persons for one in person.mentions}
    for person in linkage.persons:
        console.print()
        _person(console, person, called, why=why)
    if linkage.doubts:
        console.print()
        if why:
            console.print(Text("To look at:", style="bold"))
            for doubt in linkage.doubts:
                console.print(Text(terminal.clean(f"  {doubt.code}: {doubt.message}")), soft_wrap=True)
        else:
            console.print(Text(f"{len(linkage.doubts):,} to look at; --why tells them, and why each is one person"))


def _person(console: Console, person: CorpusPerson, called: "dict[Key, str]", *, why: bool) -> None:
    line = Text(terminal.clean(person.name), style="bold")
    line.append(f"  {person.id}", style="dim")
    console.print(line, soft_wrap=True)
    parties = [
        one.party + (f" {_period(one.first, one.last)}" if len(person.parties) > 1 and one.first else "")
        for one in person.parties
    ]
    where = [words.listed(parties) or "no party known", words.listed(person.municipalities) or "no municipality known"]
    if person.first is not None:
        where.append(_period(person.first, person.last))
    where.append(words.count(len({one.record for one in person.mentions}), "document"))
    if person.reservations:
        where.append(words.count(person.reservations, "reservation"))
    console.print(Text(terminal.clean("  " + " · ".join(where))), soft_wrap=True)
    if person.bodies:
        bodies = ", ".join(person.bodies[:SHOWN])
        more = f" and {len(person.bodies) - SHOWN} more" if len(person.bodies) > SHOWN else ""
        console.print(Text(terminal.clean(f"  {bodies}{more}"), style="dim"), soft_wrap=True)
    if not why:
        return
    for one in person.mentions:
        told = f"  {one.date or 'no date'}  {called[one.key]}, record {one.record}"
        console.print(Text(terminal.clean(told), style="dim"), soft_wrap=True)
    for link in person.links:
        told = f"  {link.rule} ({SURE[link.certainty]}): {called[link.one]} and {called[link.other]}: {link.why}"
        console.print(Text(terminal.clean(told)), soft_wrap=True)


def _period(first: str | None, last: str | None) -> str:
    """`2006`, `2006–2010`: the years."""
    years = dict.fromkeys(day[:4] for day in (first, last) if day)
    return "–".join(years)
