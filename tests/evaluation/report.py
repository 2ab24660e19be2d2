"""The accuracy report: tables of figures with their intervals, and the worst mistakes, in Markdown."""

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from evaluation.intervals import Estimate, estimate, matters_right
from evaluation.running import Outcome, faults_shown
from scoring import FIGURES, Score

RESERVATIONS = ("reservation", "special_statement")
SHOWN_BY_GROUP = ("acts", "exact", "actors", "links", "demands", "votes")
MEANING = {
    "acts": "F1 of acts found: the same kind, at least half the words",
    "exact": "acts whose boundaries are right: 98 % of the words",
    "actors": "F1 of who acts: kind, name and party",
    "bodies": "acts in the right body",
    "matters": "acts under the right paragraph",
    "refs": "cross-references to the right act",
    "links": "F1 of links: against what, in favour of what",
    "demands": "demands (bifall, avslag, …) that are equal",
    "votes": "counts of votes that are equal",
    "facts": "facts about the document that are equal",
}
WEIGHT = ("acts", "links", "votes", "actors", "demands", "refs", "exact", "bodies", "matters", "facts")


def report(outcomes: Sequence[Outcome], *, worst: int = 20) -> str:
    """The whole report. Mistakes of held documents are left out."""
    dev = [outcome for outcome in outcomes if not outcome.held]
    held = [outcome for outcome in outcomes if outcome.held]
    parts = [_introduction(outcomes), _overview(dev, held), "## By kind of act\n\n" + _by_kind(outcomes)]
    groupings: list[tuple[str, Callable[[Outcome], str]]] = [
        ("family of forms", lambda outcome: outcome.profile),
        ("municipality", lambda outcome: outcome.municipality),
        ("period", lambda outcome: outcome.period),
        ("digital or scan", lambda outcome: outcome.layer),
        ("layout", lambda outcome: outcome.layout),
    ]
    parts += [f"## By {title}\n\n{_by_group(outcomes, key)}" for title, key in groupings]
    parts.append(_worst(dev, worst))
    return "\n\n".join(parts) + "\n"


def _introduction(outcomes: Sequence[Outcome]) -> str:
    return (
        "# Accuracy\n\n"
        "Written by `python scripts/accuracy.py --write docs/accuracy.md`; do not edit.\n\n"
        f"{len(outcomes)} annotated documents under `corpus/annotated/`, set by the typesetter in "
        f"{len({outcome.layout for outcome in outcomes})} layouts, "
        f"{sum(outcome.layer != 'digital' for outcome in outcomes)} of them as pictures in whole or in part. "
        "`held` documents are held back from tuning: their figures are printed, their mistakes are not looked at.\n\n"
        "Each figure stands with its 95 % interval (the wider of Wilson's and of the bootstrap over documents) and n, "
        "the number of annotated things that it is of. The documents' texts are invented after real forms, by people "
        "who know the contract: on documents nobody has seen the figures may be lower than both columns say."
    )


def _overview(dev: Sequence[Outcome], held: Sequence[Outcome]) -> str:
    """All figures for the four parts of the set."""
    columns = [
        (title, [outcome.score for outcome in chosen if (outcome.layer == "digital") is digital])
        for title, chosen, digital in (
            ("dev, digital", dev, True),
            ("dev, scans", dev, False),
            ("held, digital", held, True),
            ("held, scans", held, False),
        )
    ]
    columns = [(f"{title} ({len(scores)})", scores) for title, scores in columns if scores]
    rows = [
        [f"`{figure}`: {MEANING[figure]}", *(_cell(estimate(scores, figure)) for _, scores in columns)]
        for figure in FIGURES
    ]
    rows.append(["**matters read completely right**", *(_cell(matters_right(scores)) for _, scores in columns)])
    for figure in ("acts", "exact", "actors", "links", "demands"):
        title = f"reservations and special statements alone: `{figure}`"
        rows.append([title, *(_cell(estimate(scores, figure, RESERVATIONS)) for _, scores in columns)])
    return "## Figures\n\n" + _table(["figure", *(title for title, _ in columns)], rows)


def _by_kind(outcomes: Sequence[Outcome]) -> str:
    scores = [outcome.score for outcome in outcomes]
    kinds = sorted({kind for entry in scores for kind in entry.counts if kind is not None})
    rows = [[f"`{kind}`", *_cells(scores, [kind])] for kind in kinds]
    return _table(["kind", *SHOWN_BY_GROUP], rows)


def _by_group(outcomes: Sequence[Outcome], key: Callable[[Outcome], str]) -> str:
    ordered = sorted(outcomes, key=key)
    rows = []
    for name, group in groupby(ordered, key=key):
        scores = [outcome.score for outcome in group]
        rows.append([f"{name} ({len(scores)})", *_cells(scores, None), _cell(matters_right(scores))])
    return _table(["", *SHOWN_BY_GROUP, "matters right"], rows)


def _cells(scores: Sequence[Score], kinds: Iterable[str] | None) -> list[str]:
    chosen = None if kinds is None else list(kinds)
    return [_cell(estimate(scores, figure, chosen)) for figure in SHOWN_BY_GROUP]


def _cell(value: Estimate) -> str:
    return str(value) if value.n else "–"


def _worst(dev: Sequence[Outcome], count: int) -> str:
    """The mistakes that cost most: crashes first, then acts and links before boundaries and facts."""
    rows: list[tuple[int, str, str]] = []
    for outcome in dev:
        if outcome.error:
            rows.append((-1, outcome.path, outcome.error))
        rows += [(WEIGHT.index(fault.figure), outcome.path, fault.message) for fault in outcome.score.faults]
    lines = [f"| `{path}` | {_escaped(message)} |" for _, path, message in sorted(rows)[:count]]
    if not lines:
        return "## The worst mistakes\n\nNone among the documents that are tuned on."
    note = (
        "To look at one: `python scripts/accuracy.py --only PATH --keep DIR`, then `diarium inspect DIR/PATH.pdf`, "
        "which writes a page with each block outlined and the record beside it."
    )
    head = "| document | mistake |\n|---|---|\n"
    return f"## The worst mistakes\n\n{len(rows)} in all. {note}\n\n{head}" + "\n".join(lines)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def summary(outcomes: Sequence[Outcome]) -> str:
    """What the terminal shows: the overview as plain columns."""
    lines = []
    for title, chosen in _parts(outcomes):
        scores = [outcome.score for outcome in chosen]
        lines.append(f"{title}: {len(scores)} documents")
        values = {figure: estimate(scores, figure) for figure in FIGURES}
        lines += [f"  {figure:<14}{value}" for figure, value in values.items() if value.n]
        lines.append(f"  {'matters right':<14}{matters_right(scores)}")
        for figure in ("acts", "actors", "links"):
            lines.append(f"  {'reservations':<14}{figure} {estimate(scores, figure, RESERVATIONS)}")
    return "\n".join(lines)


def _parts(outcomes: Sequence[Outcome]) -> list[tuple[str, list[Outcome]]]:
    """The set's four parts by name, those that are empty left out. Floors go by these names."""
    parts: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        layer = "digital" if outcome.layer == "digital" else "scan"
        parts.setdefault(f"{outcome.set} {layer}", []).append(outcome)
    return sorted(parts.items())


def estimates(outcomes: Sequence[Outcome]) -> dict[str, dict[str, Estimate]]:
    """Each part's figures, for the floors."""
    found = {}
    for title, chosen in _parts(outcomes):
        scores = [outcome.score for outcome in chosen]
        values = {figure: estimate(scores, figure) for figure in FIGURES}
        values["matters_right"] = matters_right(scores)
        values |= {f"reservations_{figure}": estimate(scores, figure, RESERVATIONS) for figure in ("acts", "links")}
        found[title] = {name: value for name, value in values.items() if value.n}
    return found


def listed(outcomes: Sequence[Outcome], *, held: bool) -> str:
    """Each mistake on a line, as the scorer prints them."""
    return "\n".join(f"  {outcome.path}: {message}" for outcome, message in faults_shown(outcomes, held=held))
