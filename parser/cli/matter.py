"""`diarium matter`: a matter through the bodies, by its diary number."""

import argparse

from rich.console import Console
from rich.text import Text

from parser.cli import asking, exits, paint, terminal, words
from parser.cli.query import show
from parser.errors import BadQuestion, UnreadableDocument
from parser.query.matters import Step, Trail
from parser.record.types import Kind

TOLD = (Kind.PROPOSAL, Kind.DECISION, Kind.RESERVATION, Kind.SPECIAL_STATEMENT, Kind.SUBSTITUTE_STATEMENT,
        Kind.MOVED_PROPOSAL, Kind.VOTE)  # fmt: skip
"""What is printed of each document; the rest is counted."""


def run(arguments: argparse.Namespace) -> int:
    """Print a matter's way; the exit code: 3 where no document has the number."""
    corpus = asking.opened(arguments)
    trail = corpus.matter(arguments.number, arguments.municipality)
    if trail is None:
        near = [one.number for one in corpus.matters_near(arguments.number)]
        hint = f"there are {words.listed(near)}" if near else "`diarium sql` finds others in the view diary_numbers"
        raise UnreadableDocument(f"no document in this corpus has the diary number {arguments.number!r}; {hint}")
    if len(trail.municipalities) > 1:
        raise BadQuestion(
            f"{words.listed(trail.municipalities)} use the number {arguments.number!r}; say which with --municipality"
        )
    if arguments.format == "json":
        asking.as_json(trail)
    else:
        _print(terminal.results(), trail)
    return exits.OK


def _print(console: Console, trail: Trail) -> None:
    line = paint.text(trail.number, "bold")
    line.append_text(paint.text(f"  {words.listed(trail.municipalities)}", "dim"))
    console.print(line, soft_wrap=True)
    for title in trail.titles:
        console.print(paint.text(title))
    for step in trail.steps:
        console.print()
        console.print(_heading(step), soft_wrap=True)
        others = []
        for kind in Kind:
            acts = [act for act in step.acts if act.kind is kind]
            if acts and kind not in TOLD:
                others.append(words.count(len(acts), *words.KINDS[kind]))
        for act in step.acts:
            if act.kind in TOLD:
                show(console, act, about=False)
        if others:
            console.print(paint.text(f"  and {words.listed(others)}", "dim"))


def _heading(step: Step) -> Text:
    where = [one for one in (step.body, step.number, step.title if step.title else None) if one]
    line = paint.text(f"{step.date or 'no date'}  {step.document_type}", "bold")
    line.append_text(paint.text(f"  {' · '.join(where)}  {step.permalink}", "dim"))
    return line
