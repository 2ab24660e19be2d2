"""Set, convert and score annotated documents, in two processes."""

import json
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import msgspec

from parser.errors import DiariumError
from scoring import Score, score
from typesetter.gold import gold_of
from typesetter.markup import load
from typesetter.plan import plan_of, set_as_planned

SUFFIX = ".marked.txt"
PERIODS = ((1900, 2004), (2005, 2010), (2011, 2014), (2015, 2018), (2019, 2100))


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """One document, set and converted: what it is, its score, and the sentence of the error where it failed."""

    path: str
    set: str
    profile: str
    municipality: str
    period: str
    layer: str
    layout: str
    score: Score
    error: str | None = None

    @property
    def held(self) -> bool:
        """Whether its faults are not to be looked at."""
        return self.set == "held"


def find_documents(root: Path, pattern: str | None = None) -> list[Path]:
    """The marked texts under a folder whose path below it matches the glob, or all of them; sorted."""
    found = sorted(root.rglob(f"*{SUFFIX}"))
    if pattern is None:
        return found
    return [path for path in found if any(_names(path, root).match(glob) for glob in (pattern, f"{pattern}{SUFFIX}"))]


def _names(path: Path, root: Path) -> Path:
    return path.relative_to(root)


def run(paths: Sequence[Path], root: Path, *, jobs: int = 2, keep: Path | None = None) -> list[Outcome]:
    """Convert all documents. PDFs, gold and records are written to the folder `keep`. The order stays."""
    tasks = [(path, root, keep) for path in paths]
    if jobs < 2 or len(tasks) < 2:
        return [_one(task) for task in tasks]
    with ProcessPoolExecutor(jobs) as pool:
        return list(pool.map(_one, tasks))


def _one(task: tuple[Path, Path, Path | None]) -> Outcome:
    path, root, keep = task
    marked = load(path)
    name = path.name.removesuffix(SUFFIX)
    plan = plan_of(marked, name)
    pdf = set_as_planned(marked, plan)
    gold = gold_of(marked)
    record, error = converted(pdf, f"{name}.pdf")
    below = str(path.relative_to(root)).removesuffix(SUFFIX)
    if keep is not None:
        _keep(keep / below, pdf, gold, record)
    return Outcome(
        path=below,
        set=marked.settings.get("set", "dev"),
        profile=marked.settings.get("profile", "none"),
        municipality=marked.facts.get("municipality", "none"),
        period=period(marked.facts.get("date")),
        layer={"no": "digital", "yes": "scan", "mixed": "mixed"}[plan.scan],
        layout=plan.layout,
        score=score(gold, record, below),
        error=error,
    )


def converted(pdf: bytes, name: str, *, ocr: str = "auto") -> tuple[dict[str, Any] | None, str | None]:
    """The record as JSON values. A crash counts as a miss: it gives None and its sentence."""
    from parser.pipeline import Options, convert  # imported by the worker only: it loads the whole converter

    try:
        return json.loads(convert(pdf, name=name, options=Options(ocr=ocr)).json), None
    except DiariumError as error:
        return None, str(error)
    except Exception as error:  # whatever it is, the other documents go on and this one is scored as missed
        return None, f"{type(error).__name__}: {error}"


def _keep(base: Path, pdf: bytes, gold: dict[str, object], record: dict[str, object] | None) -> None:
    base.parent.mkdir(parents=True, exist_ok=True)
    base.with_name(f"{base.name}.pdf").write_bytes(pdf)
    base.with_name(f"{base.name}.gold.json").write_text(json.dumps(gold, ensure_ascii=False, indent=1), "utf-8")
    if record is not None:
        base.with_name(f"{base.name}.json").write_text(json.dumps(record, ensure_ascii=False, indent=1), "utf-8")


def period(date: str | None) -> str:
    """The years of `PERIODS` that an ISO date falls in."""
    if date is None:
        return "undated"
    year = int(date[:4])
    first, last = next(span for span in PERIODS if span[0] <= year <= span[1])
    return f"to {last}" if first == PERIODS[0][0] else f"from {first}" if last == PERIODS[-1][1] else f"{first}–{last}"


def faults_shown(outcomes: Iterable[Outcome], *, held: bool) -> list[tuple[Outcome, str]]:
    """Each mistake with its document; those of held documents only where `held` says so."""
    return [
        (outcome, message)
        for outcome in outcomes
        if held or not outcome.held
        for message in (*([outcome.error] if outcome.error else []), *(f.message for f in outcome.score.faults))
    ]
