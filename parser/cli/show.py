"""`diarium show`: a record in the terminal, as a person would read it: who, what, against what."""

import argparse

from rich.console import Console, Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from parser.cli import exits, paint, terminal, words
from parser.cli.digest import target
from parser.cli.open_record import open_record
from parser.cli.view import RecordView
from parser.errors import DiariumError
from parser.record.certainty import is_unsure, percent
from parser.record.stance import Stance
from parser.record.types import Act, Answer, Attendance, BallotSource, Matter, Record, TextLayer, Vote, Warning


def run(arguments: argparse.Namespace) -> int:
    """Print the record of `arguments.file`; the exit code."""
    try:
        record = open_record(arguments.file, municipality=arguments.municipality, ocr=arguments.ocr)
    except DiariumError as error:
        terminal.complain(str(error), name=arguments.file)
        return error.exit_code
    show(record, terminal.results(), full=arguments.full)
    return exits.OK


def show(record: Record, console: Console, *, full: bool = False) -> None:
    """Print `record`: the document's facts, each matter's acts, who was there, the warnings."""
    view = RecordView(record)
    _facts(record, console)
    for matter, acts in view.by_matter():
        if matter is None or acts:
            _matter(matter, view, console)
        for act in acts:
            _act(act, view, console, full=full, indent=2)
    bare = [matter.number or matter.title or matter.id for matter, acts in view.by_matter() if matter and not acts]
    if bare:
        console.print(paint.text(f"Without any act: {', '.join(bare)}", "dim"))
        console.print()
    _notes(view, console)
    _attendance(record.attendance, console, full=full)
    _warnings(record.warnings, console)


def _facts(record: Record, console: Console) -> None:
    document, source = record.document, record.source
    console.print(paint.text(words.document_line(document), "bold"))
    if document.title:
        console.print(paint.text(document.title, "bold"))
    layer = {
        TextLayer.DIGITAL: "digital text",
        TextLayer.OCR: "a scan, read with OCR",
        TextLayer.MIXED: "partly a scan",
    }
    pairs: list[tuple[str, str | Text]] = [
        ("Diary no.", ", ".join(document.diary_numbers)),
        ("Dept.", document.department or ""),
        ("File", f"{source.file_name}, {words.count(source.pages, 'page')}, {layer[source.text_layer]}"),
        ("Read with", f"{source.engine.name} {source.engine.version}, profile {source.profile.name}"),
        ("Record", f"{record.id}, made by {source.converter.name} {source.converter.version}"),
        ("Acts", ", ".join(words.count(number, *words.KINDS[kind]) for kind, number in words.count_kinds(record.acts))),
    ]
    console.print(paint.rows(pairs, indent=2))
    console.print()


def _matter(matter: Matter | None, view: RecordView, console: Console) -> None:
    if matter is None:
        console.print(Rule("In no matter", align="left", style="dim"))
        return
    title = " ".join(part for part in (matter.number, matter.title) if part)
    if not title and len(view.record.matters) == 1:
        return
    console.print(Rule(paint.text(title or matter.id, "bold"), align="left", style="dim"))
    if matter.diary_numbers:
        console.print(paint.indented(paint.text(", ".join(matter.diary_numbers), "dim"), 2))


def _act(act: Act, view: RecordView, console: Console, *, full: bool, indent: int) -> None:
    console.print(paint.indented(_act_line(act, view), indent))
    inner = indent + 2
    wide = max(30, console.width - inner - 10)
    pairs: list[tuple[str, str | Text]] = [
        ("who", _who(act)),
        ("against", _targets(view, act, _ids(view.standing(act, Stance.AGAINST)), wide)),
        ("for", _targets(view, act, (*_ids(view.standing(act, Stance.FOR)), *act.in_favour_of), wide)),
        ("about", _targets(view, act, _unsaid(view, act), wide)),
        ("wants", words.demands(act.demand)),
        ("see", _targets(view, act, (act.refers_to,) if act.refers_to else (), wide)),
        *_said(act, view, wide, full=full),
    ]
    console.print(paint.rows(pairs, indent=inner, label_width=7))
    if act.vote is not None:
        console.print(paint.indented(_vote(act.vote, full=full), inner))
    console.print()
    for child in view.children(act):
        _act(child, view, console, full=full, indent=indent + 4)


def _ids(acts: list[Act]) -> tuple[str, ...]:
    return tuple(act.id for act in acts)


def _unsaid(view: RecordView, act: Act) -> tuple[str, ...]:
    """What an act is about and not said to be for or against, also what the record does not have."""
    told = {one.id for to in (Stance.AGAINST, Stance.FOR) for one in view.standing(act, to)}
    return tuple(one for one in act.about if one not in told)


def _act_line(act: Act, view: RecordView) -> Text:
    line = Text()
    line.append(words.KINDS[act.kind][0].upper(), style=f"bold {paint.COLOURS[act.kind]}")
    if act.body:
        line.append_text(paint.text(f" in {act.body}"))
    where = words.pages(view.pages_of(act))
    line.append_text(paint.text(f"  {act.id}{f', {where}' if where else ''}", "dim"))
    if is_unsure(act.confidence):
        line.append(f"  unsure ({percent(act.confidence)}%)", style="yellow")
    return line


def _who(act: Act) -> str:
    told = []
    for one in act.actors:
        # Where the whole is one of a body's own decisions, the line above has told it.
        role = f", {one.role}" if one.role else ""
        told.append(f"{words.actor(one)}{role}")
    if told == [act.body]:
        return ""
    return "; ".join(told) if any("," in one for one in told) else words.listed(told)


def _targets(view: RecordView, seen_from: Act, ids: tuple[str, ...], width: int) -> str:
    lines = []
    for one in ids:
        act = view.acts.get(one)
        lines.append(
            target(view, act, seen_from, max(40, width - 20)) if act else f"{one}, which the record does not have"
        )
    return paint.links(lines)


def _said(act: Act, view: RecordView, width: int, *, full: bool) -> list[tuple[str, str | Text]]:
    if full:
        return [("says", "\n".join(act.text.splitlines()))]
    if act.points:
        shown = [f"{point.number or '–'} {words.shorten(point.text, width * 2)}" for point in act.points[:8]]
        if len(act.points) > 8:
            shown.append(f"… and {len(act.points) - 8} more (--full)")
        return [("says", _lines(shown))]
    return [("says", words.shorten(view.said(act), width * 3))]


def _lines(lines: list[str]) -> Text:
    return Text("\n").join(paint.text(line) for line in lines)


def _vote(vote: Vote, *, full: bool) -> RenderableType:
    counts = {Answer.YES: vote.yes, Answer.NO: vote.no, Answer.ABSTAIN: vote.abstain, Answer.ABSENT: vote.absent}
    meanings = {Answer.YES: vote.meaning_yes, Answer.NO: vote.meaning_no}
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name, justify in (("vote", "left"), ("count", "right"), ("means", "left"), ("members", "left")):
        table.add_column(name, justify="right" if justify == "right" else "left", overflow="fold")
    for answer in Answer:
        members = [ballot for ballot in vote.ballots if ballot.answer is answer]
        if counts[answer] is None and not members and not meanings.get(answer):
            continue
        names = [
            ballot.name
            + (f" ({ballot.party})" if ballot.party else "")
            + ("*" if ballot.source is BallotSource.DERIVED else "")
            for ballot in members
        ]
        shown = names if full or len(names) <= 6 else [*names[:5], f"and {len(names) - 5} more"]
        printed = "" if counts[answer] is None else str(counts[answer])
        table.add_row(words.ANSWERS[answer], printed, *map(paint.text, (meanings.get(answer) or "", ", ".join(shown))))
    caption = [f"Outcome: {vote.outcome}"] if vote.outcome else []
    if any(ballot.source is BallotSource.DERIVED for ballot in vote.ballots):
        caption.append("* follows from what is printed of others")
    return Group(table, paint.text("; ".join(caption))) if caption else table


def _notes(view: RecordView, console: Console) -> None:
    if not view.record.notes:
        return
    console.print(Text("Took no part, or had a conflict of interest", style="bold"))
    for note in view.record.notes:
        pages = sorted({place.page for block in note.blocks for place in view.places(block)})
        line = f"{words.actors(note.actors)}: {words.shorten(note.text, 160)} ({words.pages(pages)})"
        console.print(paint.indented(paint.text(line), 2))
    console.print()


def _attendance(attendance: tuple[Attendance, ...], console: Console, *, full: bool) -> None:
    if not attendance:
        return
    console.print(Text(f"Present: {len(attendance)}", style="bold"))
    if full:
        for one in attendance:
            parts = [part for part in (one.role, one.capacity, one.paragraphs) if part]
            told = f"{one.name}{f' ({one.party})' if one.party else ''}{': ' if parts else ''}{', '.join(parts)}"
            console.print(paint.indented(paint.text(told.replace("_", " ")), 2))
    console.print()


def _warnings(warnings: tuple[Warning, ...], console: Console) -> None:
    if not warnings:
        console.print(Text("No warnings.", style="green"))
        return
    console.print(Text(words.count(len(warnings), "warning"), style="bold yellow"))
    for one in warnings:
        place = [f"p. {one.page}"] if one.page else []
        place += [part for part in (one.block, one.act) if part]
        line = paint.text(f"{', '.join(place) + ': ' if place else ''}{one.message}")
        line.append_text(paint.text(f"  {one.code}", "dim"))
        console.print(paint.indented(line, 2))
