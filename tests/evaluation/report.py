"""The accuracy report: tables of figures with their intervals, and the worst mistakes, in Markdown."""

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from pathlib import Path
from string import Template

from evaluation.disturbing import TEN
from evaluation.intervals import Estimate, estimate, matters_right
from evaluation.reliability import SURE, acts_of, at_least
from evaluation.running import Outcome, faults_shown
from evaluation.sections import (
    RESERVATIONS,
    SHOWN,
    cell,
    confidence_section,
    disturbance_table,
    table,
    unprofiled_table,
    unseen_table,
)
from evaluation.trials import Trial
from scoring import FIGURES, Score

EACH = 3  # mistakes of one document that are shown
LEAST = 20  # fewer things than these make no floor
TEMPLATE = Path(__file__).with_name("accuracy.template.md")
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


def report(outcomes: Sequence[Outcome], trials: Sequence[Trial] = (), *, worst: int = 25, of: str = "?") -> str:
    """The whole report. Mistakes of held documents are left out; `trials` are all documents under all disturbances,
    `of` tells what converter was measured.
    """
    dev = [outcome for outcome in outcomes if not outcome.held]
    held = [outcome for outcome in outcomes if outcome.held]
    groupings: list[tuple[str, Callable[[Outcome], str]]] = [
        ("family of forms", lambda outcome: f"{outcome.profile}, {outcome.set}"),
        ("municipality", lambda outcome: outcome.municipality),
        ("period", lambda outcome: f"{outcome.period}, {outcome.set}"),
        ("digital or scan", lambda outcome: f"{outcome.layer}, {outcome.set}"),
        ("layout", lambda outcome: outcome.layout),
    ]
    not_run = "Not run."
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        of=of,
        short=_short(outcomes),
        set=_set(outcomes),
        layouts=len({outcome.layout for outcome in outcomes}),
        overview=_overview(dev, held),
        kinds=_by_kind(outcomes),
        groups="\n\n".join(f"## By {title}\n\n{_by_group(outcomes, key)}" for title, key in groupings),
        unprofiled=unprofiled_table(trials) if trials else not_run,
        unseen=unseen_table(outcomes),
        ways="; ".join(way.about for way in TEN),
        disturbed=disturbance_table(trials) if trials else not_run,
        confidence=confidence_section(outcomes),
        worst=_worst(dev, worst),
        least=LEAST,
    )


def _short(outcomes: Sequence[Outcome]) -> str:
    """The few figures that a reader looks for first, as a list."""
    lines = []
    for title, digital in (("digital", True), ("scanned", False)):
        scores = [o.score for o in outcomes if o.held and (o.layer == "digital") is digital]
        if scores:
            figures = ", ".join(f"{figure} {estimate(scores, figure)}" for figure in ("acts", "actors", "links"))
            lines.append(
                f"- held back, {title} ({len(scores)} documents): {figures}; "
                f"matters read completely right {matters_right(scores)};"
            )
    sure = at_least(acts_of([outcome for outcome in outcomes if outcome.held]))
    if sure.n:
        lines.append(f"- of the held acts of confidence {SURE} or more, {sure} are right in everything;")
    return "\n".join(lines)


def _set(outcomes: Sequence[Outcome]) -> str:
    """How many documents there are of each family of forms."""
    rows = []
    families = sorted({outcome.profile for outcome in outcomes})
    for name in [*families, "all"]:
        chosen = [outcome for outcome in outcomes if name in (outcome.profile, "all")]
        row = [name, str(len(chosen)), str(len({outcome.municipality for outcome in chosen}))]
        row += [str(sum(outcome.set == part for outcome in chosen)) for part in ("dev", "held")]
        row.append(str(sum(outcome.layer != "digital" for outcome in chosen)))
        row.append(str(sum(estimate([outcome.score], "acts").n for outcome in chosen)))
        rows.append(row)
    return table(["family of forms", "documents", "municipalities", "dev", "held", "scans", "acts"], rows)


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
        [f"`{figure}`: {MEANING[figure]}", *(cell(estimate(scores, figure)) for _, scores in columns)]
        for figure in FIGURES
    ]
    rows.append(["**matters read completely right**", *(cell(matters_right(scores)) for _, scores in columns)])
    for figure in ("acts", "exact", "actors", "links", "demands"):
        title = f"reservations and special statements alone: `{figure}`"
        rows.append([title, *(cell(estimate(scores, figure, RESERVATIONS)) for _, scores in columns)])
    return table(["figure", *(title for title, _ in columns)], rows)


def _by_kind(outcomes: Sequence[Outcome]) -> str:
    scores = [outcome.score for outcome in outcomes]
    kinds = sorted({kind for entry in scores for kind in entry.counts if kind is not None})
    rows = [[f"`{kind}`", *_cells(scores, [kind])] for kind in kinds]
    return table(["kind", *SHOWN], rows)


def _by_group(outcomes: Sequence[Outcome], key: Callable[[Outcome], str]) -> str:
    ordered = sorted(outcomes, key=key)
    rows = []
    for name, group in groupby(ordered, key=key):
        scores = [outcome.score for outcome in group]
        rows.append([f"{name} ({len(scores)})", *_cells(scores, None), cell(matters_right(scores))])
    return table(["", *SHOWN, "matters right"], rows)


def _cells(scores: Sequence[Score], kinds: Iterable[str] | None) -> list[str]:
    chosen = None if kinds is None else list(kinds)
    return [cell(estimate(scores, figure, chosen)) for figure in SHOWN]


def _worst(dev: Sequence[Outcome], count: int) -> str:
    """The mistakes that cost most: crashes first, then acts and links before boundaries and facts; few a document."""
    rows: list[tuple[int, str, str]] = []
    for outcome in dev:
        if outcome.error:
            rows.append((-1, outcome.path, outcome.error))
        rows += [(WEIGHT.index(fault.figure), outcome.path, fault.message) for fault in outcome.score.faults]
    if not rows:
        return "None among the documents that are tuned on."
    shown: list[tuple[str, str]] = []
    for _, path, message in sorted(rows):
        if len(shown) < count and sum(path == other for other, _ in shown) < EACH:
            shown.append((path, message))
    commands = "\n".join(
        f"python scripts/accuracy.py --only '{path}' --keep pages && "
        f"diarium inspect pages/{path}.pdf -o pages/{path}.html"
        for path in sorted({path for path, _ in shown})
    )
    return (
        f"{len(shown)} of {len(rows)} in the dev documents, at most {EACH} of each: crashes first, then acts and links "
        "before boundaries and facts. The commands below make the page of each document, on which every act is "
        "outlined and the record stands beside.\n\n"
        + table(["document", "mistake"], [[f"`{path}`", _escaped(message)] for path, message in shown])
        + f"\n\n```\n{commands}\n```"
    )


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
    return _grouped(outcomes, lambda outcome: f"{outcome.set} {'digital' if outcome.layer == 'digital' else 'scan'}")


def _grouped(outcomes: Iterable[Outcome], key: Callable[[Outcome], str]) -> list[tuple[str, list[Outcome]]]:
    parts: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        parts.setdefault(key(outcome), []).append(outcome)
    return sorted(parts.items())


def estimates(outcomes: Sequence[Outcome]) -> dict[str, dict[str, Estimate]]:
    """Each part's figures, for the floors: of the set's four parts, and of digital documents by kind, period, family.

    Figures of fewer than `LEAST` things are left out: one mistake would be a fall.
    """
    found: dict[str, dict[str, Estimate]] = {}
    for title, chosen in _parts(outcomes):
        scores = [outcome.score for outcome in chosen]
        values = {figure: estimate(scores, figure) for figure in FIGURES}
        values["matters_right"] = matters_right(scores)
        values |= {f"reservations_{figure}": estimate(scores, figure, RESERVATIONS) for figure in ("acts", "links")}
        found[title] = values
    digital = [outcome for outcome in outcomes if outcome.layer == "digital"]
    scores = [outcome.score for outcome in digital]
    for kind in sorted({kind for entry in scores for kind in entry.counts if kind is not None}):
        found[f"kind {kind}"] = {figure: estimate(scores, figure, [kind]) for figure in SHOWN}
    for title, chosen in (
        *_grouped(digital, lambda outcome: f"period {outcome.period}"),
        *_grouped(digital, lambda outcome: f"family {outcome.profile}"),
    ):
        found[title] = {figure: estimate([outcome.score for outcome in chosen], figure) for figure in SHOWN}
    kept = {title: {name: v for name, v in values.items() if v.n >= LEAST} for title, values in found.items()}
    return {title: values for title, values in kept.items() if values}


def listed(outcomes: Sequence[Outcome], *, held: bool) -> str:
    """Each mistake on a line, as the scorer prints them."""
    return "\n".join(f"  {outcome.path}: {message}" for outcome, message in faults_shown(outcomes, held=held))
