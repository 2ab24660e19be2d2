"""`diarium person`: what one person did, with whom, against what."""

import argparse
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from parser.cli import asking, exits, paint, terminal, words
from parser.cli.query import show
from parser.errors import UnreadableDocument
from parser.index.unregistered import code_of
from parser.query.counting import Count
from parser.query.persons import Person, Portrait
from parser.query.question import Question, Sort
from parser.record.types import Kind

LATEST = 5
SHOWN = 8
SURE = "some of the documents are less surely of this person: `diarium people --why` tells"


def run(arguments: argparse.Namespace) -> int:
    """Print a person, or who a name may mean; the exit code: 3 where nobody has the name."""
    corpus = asking.opened(arguments)
    found = corpus.persons(arguments.name)
    if not found:
        raise UnreadableDocument(f"nobody in this corpus has a name like {arguments.name!r}; try a part of it")
    if len(found) > 1:
        if arguments.format == "json":
            asking.as_json(found)
        else:
            _print_several(found)
        return exits.OK
    portrait = corpus.person(found[0].id)
    assert portrait is not None
    if arguments.format == "json":
        asking.as_json(portrait)
        return exits.OK
    console = terminal.results()
    _print(console, portrait)
    question = Question(person=(portrait.person.id,), kind=(Kind.RESERVATION,), limit=LATEST, sort=Sort.NEWEST)
    latest = corpus.ask(question)
    if latest.answers:
        console.print()
        more = "" if latest.total <= LATEST else f", the latest {LATEST} of {latest.total:,}"
        console.print(Text(f"Reservations{more}", style="bold"))
        for answer in latest.answers:
            console.print()
            console.print(paint.text(f"  {answer.date or 'no date'}  {answer.file_name}", "dim"), soft_wrap=True)
            show(console, answer)
        if latest.total > LATEST:
            console.print()
            console.print(f"All: diarium query --kind reservation --person {portrait.person.id}", soft_wrap=True)
    return exits.OK


def _print_several(found: Sequence[Person]) -> None:
    console = terminal.results()
    console.print(Text(f"{words.count(len(found), 'person')} may be meant; name one by the id:", style="bold"))
    for person in found:
        console.print()
        console.print(_name(person), soft_wrap=True)
        console.print(paint.text(f"  {_facts(person)}"), soft_wrap=True)


def _name(person: Person) -> Text:
    line = paint.text(person.name, "bold")
    line.append_text(paint.text(f"  {person.id}", "dim"))
    return line


def _facts(person: Person) -> str:
    parties = [
        (code_of(one.party, one.name) or one.party)
        + (f" {_years(one.first, one.last)}" if len(person.parties) > 1 else "")
        for one in person.parties
    ]
    told = [
        words.listed(parties) or "no party known",
        words.listed(person.municipalities) or "no municipality known",
        _years(person.first, person.last),
        words.count(person.documents, "document"),
        words.count(person.reservations, "reservation"),
    ]
    return " · ".join(one for one in told if one)


def _print(console: Console, portrait: Portrait) -> None:
    person = portrait.person
    console.print(_name(person), soft_wrap=True)
    console.print(paint.text(f"  {_facts(person)}"), soft_wrap=True)
    kinds = [words.count(one.count, *words.KINDS[Kind(one.value)]) for one in portrait.kinds]
    pairs: list[tuple[str, str | Text]] = [
        ("acts", ", ".join(kinds)),
        ("years", ", ".join(f"{one.label}: {one.count}" for one in portrait.years)),
        ("bodies", _counted(portrait.bodies)),
        ("wants", _counted(portrait.demands)),
        ("against", _counted(portrait.against)),
        ("with", ", ".join(f"{one.name} ({one.count})" for one in portrait.company[:SHOWN])),
        ("ballots", ", ".join(f"{one.answer} {one.count}" for one in portrait.ballots)),
        ("forms", ", ".join(person.forms) if len(person.forms) > 1 else ""),
        ("note", SURE if person.certainty == "lower" else ""),
    ]
    console.print(paint.rows(pairs, indent=2, label_width=8))


def _counted(counts: Sequence[Count]) -> str:
    more = f" and {len(counts) - SHOWN} more" if len(counts) > SHOWN else ""
    return ", ".join(f"{one.label} ({one.count})" for one in counts[:SHOWN]) + more


def _years(first: str | None, last: str | None) -> str:
    return "–".join(dict.fromkeys(day[:4] for day in (first, last) if day))
