"""Parts of the report that come from more than one conversion of each document: disturbances, profiles taken away,
confidence."""

from collections.abc import Callable, Mapping, Sequence

from evaluation.disturbing import AS_OCR, NONE, TEN, UNPROFILED
from evaluation.intervals import Estimate, estimate, matters_right
from evaluation.reliability import SURE, acts_of, at_least, bins, calibration_error, discrimination, share_right
from evaluation.running import Outcome
from evaluation.trials import Trial
from scoring import Score

SHOWN = ("acts", "exact", "actors", "links", "demands", "votes")
CURVES = ("acts", "exact", "actors", "links")
RESERVATIONS = ("reservation", "special_statement")
GENERIC = "small"  # the family of municipalities that have no profile of their own


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def cell(value: Estimate) -> str:
    """A figure with its interval; a dash where it is of nothing."""
    return str(value) if value.n else "–"


def short_cell(value: Estimate) -> str:
    """A figure with its interval, without n."""
    return f"{value.value:.3f} ({value.low:.2f}–{value.high:.2f})" if value.n else "–"


def of_way(trials: Sequence[Trial], way: str) -> list[Score]:
    """The scores of the trials under one disturbance."""
    return [trial.score for trial in trials if trial.disturbance == way]


def curves(trials: Sequence[Trial]) -> dict[str, dict[str, Estimate]]:
    """The figures by the disturbance's name."""
    return {
        way.name: {figure: estimate(of_way(trials, way.name), figure) for figure in CURVES}
        for way in (NONE, *TEN, *AS_OCR)
    }


def disturbance_table(trials: Sequence[Trial]) -> str:
    """Each disturbance's figures, and how many conversions failed."""
    rows = []
    for way in (NONE, *TEN, *AS_OCR):
        scores = of_way(trials, way.name)
        failed = sum(1 for trial in trials if trial.disturbance == way.name and trial.error)
        figures = [short_cell(estimate(scores, figure)) for figure in ("acts", "exact", "actors", "links", "demands")]
        if way.as_ocr:  # words that are mended are neither the true text nor the printed one
            figures[1] = "–"
        rows.append([f"{way.name}: {way.about}", *figures, short_cell(matters_right(scores)), str(failed)])
    head = ["disturbance", "acts", "exact", "actors", "links", "demands", "matters right", "failed"]
    n = {figure: estimate(of_way(trials, NONE.name), figure).n for figure in ("acts", "actors", "links", "demands")}
    told = ", ".join(f"n={count} {figure}" for figure, count in n.items())
    return f"{len(of_way(trials, NONE.name))} documents, dev and held; {told}.\n\n{table(head, rows)}"


def unprofiled_table(trials: Sequence[Trial]) -> str:
    """With and without the municipality's profile, by family of forms and over all."""
    own = [trial for trial in trials if trial.profile != GENERIC]
    groups: list[tuple[str, Callable[[Trial], bool]]] = [
        (profile, lambda trial, profile=profile: trial.profile == profile)  # type: ignore[misc]
        for profile in sorted({trial.profile for trial in own})
    ]
    groups += [
        ("all", lambda _: True),
        ("minutes alone", lambda trial: not trial.profile.endswith("-pm")),
        ("held alone", lambda trial: trial.held),
    ]
    rows = []
    for title, chosen in groups:
        for way, told in ((NONE, "with"), (UNPROFILED, "without")):
            scores = of_way([trial for trial in own if chosen(trial)], way.name)
            figures = [cell(estimate(scores, figure)) for figure in SHOWN]
            rows.append([f"{title} ({len(scores)})", told, *figures, cell(matters_right(scores))])
    used: dict[str, int] = {}
    for trial in own:
        if trial.disturbance == UNPROFILED.name:
            used[str(trial.profile_used)] = used.get(str(trial.profile_used), 0) + 1
    went = ", ".join(f"{count} to `{name}`" for name, count in sorted(used.items(), key=lambda entry: -entry[1]))
    return f"{table(['documents', 'profile', *SHOWN, 'matters right'], rows)}\n\nWithout their own, {went}."


def unseen_table(outcomes: Sequence[Outcome]) -> str:
    """Held documents of municipalities without a profile and without dev documents, and their reservations alone."""
    tuned = {outcome.municipality for outcome in outcomes if not outcome.held}
    chosen = [o for o in outcomes if o.held and o.profile == GENERIC and o.municipality not in tuned]
    rows = []
    for title, digital in (("digital", True), ("scans", False)):
        scores = [outcome.score for outcome in chosen if (outcome.layer == "digital") is digital]
        if scores:
            figures = [cell(estimate(scores, figure)) for figure in SHOWN]
            rows.append([f"{title} ({len(scores)})", *figures, cell(matters_right(scores))])
            figures = [cell(estimate(scores, figure, RESERVATIONS)) for figure in SHOWN[:-1]]
            rows.append([f"{title}, reservations and special statements", *figures, "–", "–"])
    return table(["documents", *SHOWN, "matters right"], rows)


def confidence_section(outcomes: Sequence[Outcome]) -> str:
    """Whether the promise holds, by part of the set, and the bins."""
    parts: Mapping[str, list[Outcome]] = {
        "all": list(outcomes),
        "dev": [outcome for outcome in outcomes if not outcome.held],
        "held": [outcome for outcome in outcomes if outcome.held],
        "digital": [outcome for outcome in outcomes if outcome.layer == "digital"],
        "scans": [outcome for outcome in outcomes if outcome.layer != "digital"],
    }
    rows = []
    for title, chosen in parts.items():
        acts = acts_of(chosen)
        if any(acts):
            error, area = f"{calibration_error(acts):.3f}", f"{discrimination(acts):.2f}"
            rows.append([title, cell(share_right(acts)), cell(at_least(acts)), error, area])
    head = ["documents", "all acts right", f"of confidence ≥ {SURE} right", "calibration error", "area under ROC"]
    promise = f"The promise is that acts of confidence {SURE} and more are right at least nine times in ten."
    verdicts = " ".join(
        f"On {title} documents it {_verdict(at_least(acts_of(parts[title])))}."
        for title in ("held", "dev")
        if parts[title]
    )
    each = [[f"{b.low:.2f}–{b.high:.2f}", f"{b.mean:.3f}", cell(b.right)] for b in bins(acts_of(outcomes))]
    return (
        f"{promise} {verdicts}\n\n{table(head, rows)}\n\n"
        "An area under the ROC curve of 0.5 means that confidence does not tell right from wrong at all, 1 that it "
        f"does so without fail.\n\n{table(['confidence', 'its mean', 'share right'], each)}"
    )


def _verdict(sure: Estimate) -> str:
    """Whether a share keeps the promise, as the rest of a sentence."""
    if sure.low >= SURE:
        return f"holds, with the whole interval: {sure}"
    if sure.value >= SURE:
        return f"holds as a figure, while its interval reaches below: {sure}"
    return f"does **not** hold: {sure}"
