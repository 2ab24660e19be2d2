"""`diarium query`: who reserved against what, over a corpus."""

import argparse
from collections.abc import Iterable, Sequence

import msgspec
from rich.console import Console
from rich.text import Text

from parser.cli import asking, exits, paint, terminal, words
from parser.errors import BadQuestion
from parser.query.answers import Answer, Linked, Who
from parser.query.corpus import Corpus
from parser.query.counting import FACETS, Group
from parser.query.excerpt import excerpt
from parser.query.question import LIMIT, PARAMETERS, Question
from parser.query.rows import COLUMNS, LONG, cells_of
from parser.record.stance import Stance
from parser.record.types import Kind

WIDEST = 14
"""Columns of figures that a table across has, at most."""


def run(arguments: argparse.Namespace) -> int:
    """Print the answers; the exit code."""
    question = Question.of({name: value for name in PARAMETERS if (value := _given(arguments, name)) is not None})
    groups = _facets(arguments.group_by) if arguments.group_by else []
    corpus = asking.opened(arguments)
    if groups:
        _print_groups(groups, corpus.group_by(question, groups), arguments.format, arguments.limit)
    elif arguments.format == "table":
        page = question.but(limit=arguments.limit or LIMIT).prove()
        _print_answers(corpus, page, arguments.base_url.rstrip("/"))
    else:
        _print_rows(corpus, question, arguments)
    return exits.OK


def _given(arguments: argparse.Namespace, name: str) -> str | list[str] | None:
    value = getattr(arguments, name, None)
    if name == "limit":
        return None  # of the command's own
    if name == "nested":
        return "true" if value else None
    return value


def _facets(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in FACETS:
            raise BadQuestion(f"there is no {name!r} to group by; there are {', '.join(FACETS)}")
    return names


def _print_rows(corpus: Corpus, question: Question, arguments: argparse.Namespace) -> None:
    base = arguments.base_url.rstrip("/")
    most = arguments.limit or (LIMIT if arguments.format == "md" else None)
    found = _first(corpus.acts(question), most)
    if arguments.format in ("json", "jsonl"):
        told = (_linked(one, base) for one in found)
        if arguments.format == "jsonl":
            for answer in told:
                terminal.lines(msgspec.json.encode(answer).decode())
        else:
            before = "[\n "
            for answer in told:
                terminal.raw_out(before + msgspec.json.encode(answer).decode())
                before = ",\n "
            terminal.raw_out("[]\n" if before.startswith("[") else "\n]\n")
    else:
        asking.rows(COLUMNS, (_row(one, base, short=arguments.format == "md") for one in found), arguments.format)


def _first(found: Iterable[Answer], most: int | None) -> Iterable[Answer]:
    for number, one in enumerate(found):
        if most is not None and number >= most:
            return
        yield one


def _linked(answer: Answer, base: str) -> Answer:
    return msgspec.structs.replace(answer, permalink=base + answer.permalink) if base else answer


def _row(answer: Answer, base: str, *, short: bool) -> list[object]:
    cells = cells_of(answer, base)
    if short:
        for at, name in enumerate(COLUMNS):
            if name in LONG and cells[at] is not None:
                cells[at] = words.shorten(str(cells[at]), asking.SHOWN)
    return cells


def document(answer: Answer) -> str:
    """`PM 2006 RI`, `protokoll`: what the document calls itself."""
    called = answer.document_type if len(answer.document_type) > 2 else answer.document_type.upper()
    return f"{called} {answer.document_number}" if answer.document_number else called


def _print_answers(corpus: Corpus, question: Question, base: str) -> None:
    found = corpus.ask(question)
    console = terminal.results()
    if not found.total:
        console.print("Nothing in this corpus answers that.", style="bold")
        return
    shown = len(found.answers)
    head = words.count(found.total, "act") + (f", the first {shown}" if shown < found.total else "")
    console.print(Text(head, style="bold"))
    last = None
    for answer in found.answers:
        console.print()
        if answer.document != last:
            console.print(_heading(answer), soft_wrap=True)
        last = answer.document
        show(console, answer, base, question.text)
    if shown < found.total:
        console.print()
        console.print(f"… and {found.total - shown:,} more: --limit N prints more of them, --format csv all")


def _heading(answer: Answer) -> Text:
    where = [one for one in (document(answer), answer.municipality, answer.date) if one]
    line = paint.text(answer.file_name, "bold")
    line.append_text(paint.text(f"  {' · '.join(where)}", "dim"))
    return line


def show(console: Console, answer: Answer, base: str = "", text: str | None = None, *, about: bool = True) -> None:
    """Print one answer: who, in which body, where; about what, against what, what they want; its words.

    Without `about` the matter is left out, where it is told already.
    """
    line = Text("• ", style=paint.COLOURS[answer.kind])
    line.append_text(paint.text(who(answer.actors), "bold not red"))
    line.append_text(paint.text(f", {words.KINDS[answer.kind][0]}", "not bold"))
    if answer.body and answer.body != who(answer.actors):
        line.append_text(paint.text(f" in {answer.body}", "not bold"))
    line.append_text(paint.text(f", p. {answer.page}", "dim"))
    console.print(paint.indented(line, 2))
    matter = " ".join(one for one in (answer.matter_number, answer.about) if one)
    pairs: list[tuple[str, str | Text]] = [("about", matter if about else "")]
    if answer.kind is Kind.RESERVATION:
        pairs.append(("against", _links(answer, Stance.AGAINST) or "(the document does not say)"))
    else:
        pairs.append(("against", _links(answer, Stance.AGAINST)))
    pairs += [
        ("for", _links(answer, Stance.FOR)),
        ("about", _links(answer, Stance.ABOUT)),
        ("wants", words.demands(answer.demand)),
        ("says", _said(answer, text)),
        ("link", base + answer.permalink),
    ]
    console.print(paint.rows(pairs, indent=4, label_width=7))


def _links(answer: Answer, stance: Stance) -> str:
    return "\n".join(_link(one) for one in answer.links if one.stance is stance)


def _link(linked: Linked) -> str:
    said = words.shorten(linked.text[linked.said_from :], 120)
    return f"the {words.KINDS[linked.kind][0]}, p. {linked.page}: “{said}”"


def _said(answer: Answer, text: str | None) -> Text:
    part = excerpt(answer.text, text, 200, start=answer.said_from)
    line = paint.text(part.text)
    for start, end in part.marks:
        line.stylize("bold underline", start, end)
    return line


def who(actors: Sequence[Who]) -> str:
    """`Anna Berg (V), Per Ek (M) and others`."""
    told = [
        one.name + (f" ({one.printed})" if one.printed else "") + (" and others" if one.and_others else "")
        for one in actors
    ]
    return words.listed(told) or "nobody named"


def _print_groups(names: Sequence[str], groups: Sequence[Group], form: str, limit: int | None) -> None:
    if form == "table" and len(names) == 2:
        across = sorted({one.labels[1] for one in groups})
        if len(across) <= WIDEST:
            _across(names, groups, across)
            return
    found = sorted(groups, key=lambda one: -one.count)[:limit] if limit else groups
    columns = [*names, "acts"]
    if "person" in names and form != "table":
        columns.insert(len(names), "person_id")
    rows = []
    for one in found:
        row: list[object] = [label or ("(none)" if form == "table" else None) for label in one.labels]
        if "person_id" in columns:
            row.append(one.values[names.index("person")])
        rows.append([*row, one.count])
    asking.rows(columns, rows, form)


def _across(names: Sequence[str], groups: Sequence[Group], across: Sequence[str]) -> None:
    """Two facets as a table: the first down, the second across, with sums."""
    counts = {one.labels: one.count for one in groups}
    down = sorted({one.labels[0] for one in groups})
    rows: list[list[object]] = []
    for label in down:
        figures = [counts.get((label, other), 0) for other in across]
        rows.append([label or "(none)", *(one or None for one in figures), sum(figures)])
    rows.append(
        ["all", *(sum(counts.get((label, other), 0) for label in down) for other in across), sum(counts.values())]
    )
    asking.rows([" / ".join(names), *(one or "(none)" for one in across), "all"], rows, "table")
