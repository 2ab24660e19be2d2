"""Set every annotated document, convert it, score it and tell how accurate the converter is.

    accuracy.py                                 the figures of all documents
    accuracy.py --only 'uppsala/*' --faults     some documents, with each mistake
    accuracy.py --leave-one-out                 documents without their municipality's profile, beside with it
    accuracy.py --disturb                       ten seeded disturbances of each document
    accuracy.py --write docs/accuracy.md        the report with all of this, its pictures into images/ beside it
    accuracy.py --check                         exit code 1 where a figure is below its floor by more than its interval
    accuracy.py --raise-floors                  floors that are lower than today's figures are raised; none is lowered

The mistakes of documents that are held back from tuning are printed only with `--set held --faults`.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]  # the typesetter and the scoring are packages of the tests

from evaluation.disturbing import AS_OCR, NONE, TEN, UNPROFILED, Disturbance  # noqa: E402  the path comes first
from evaluation.intervals import Estimate  # noqa: E402  the same
from evaluation.reliability import acts_of, bins  # noqa: E402  the same
from evaluation.report import estimates, listed, report, summary  # noqa: E402  the same
from evaluation.running import Outcome, find_documents, run  # noqa: E402  the same
from evaluation.sections import curves, disturbance_table, unprofiled_table  # noqa: E402  the same
from evaluation.trials import Trial, try_all  # noqa: E402  the same
from typesetter.markup import MarkupError, load  # noqa: E402  the same

ANNOTATED = ROOT / "corpus" / "annotated"
FLOORS = ANNOTATED / "floors.json"

Floors = Mapping[str, Mapping[str, float]]


def main() -> int:
    options = _options()
    try:
        paths = _chosen(find_documents(ANNOTATED, options.only), options)
    except MarkupError as error:
        sys.exit(f"{error}\nMend the marked text first; scripts/typeset.py --check tells more.")
    if not paths:
        sys.exit(f"No annotated document below {ANNOTATED} fits these options.")
    before = _commit()
    outcomes = run(paths, ANNOTATED, jobs=options.jobs, keep=options.keep)
    if options.faults:
        print(listed(outcomes, held=options.set == "held"))
    for outcome in outcomes:
        if outcome.error and not options.faults:
            print(f"  {outcome.path}: {outcome.error}", file=sys.stderr)
    print(summary(outcomes))
    trials = try_all(paths, ANNOTATED, _ways(options), jobs=options.jobs) if _ways(options) else []
    if options.leave_one_out:
        print(unprofiled_table(trials))
    if options.disturb:
        print(disturbance_table(trials))
    if options.write:
        _write(outcomes, trials, options.write, _measured(before))
    if options.raise_floors:
        _raise_floors(outcomes)
    return _check(outcomes) if options.check else 0


def _ways(options: argparse.Namespace) -> list[Disturbance]:
    """The disturbances that were asked for; the report needs all."""
    ways = [UNPROFILED] if options.leave_one_out or options.write else []
    ways += [*TEN, *AS_OCR] if options.disturb or options.write else []
    return [NONE, *ways] if ways else []


def _write(outcomes: Sequence[Outcome], trials: Sequence[Trial], path: Path, of: str) -> None:
    from evaluation.plots import draw_disturbances, draw_reliability  # matplotlib is slow to load

    draw_disturbances(curves(trials), path.parent / "images" / "accuracy-disturbance.svg")
    draw_reliability(bins(acts_of(outcomes)), path.parent / "images" / "accuracy-reliability.svg")
    path.write_text(report(outcomes, trials, of=of), encoding="utf-8")
    print(f"written: {path} and its pictures")


def _commit() -> str:
    """The commit that is checked out, and whether the parser has changes that are in none."""
    try:
        command = ["git", "-C", str(ROOT), "describe", "--always", "--exclude=*"]
        commit = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
        changed = subprocess.run(["git", "-C", str(ROOT), "diff", "--quiet", "HEAD", "--", "parser"], check=False)
    except (OSError, subprocess.CalledProcessError):
        return "a copy without its history"
    return f"commit `{commit}`" + (", with changes to `parser/` not yet committed" if changed.returncode else "")


def _measured(before: str) -> str:
    """What was measured, where it may have changed meanwhile."""
    after = _commit()
    return before if after == before else f"{before}; when it ended, {after}"


def _options() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--only", metavar="GLOB", help="documents whose path below corpus/annotated fits")
    arguments.add_argument("--set", choices=("dev", "held", "all"), default="all", help="which part of the set")
    arguments.add_argument("--no-scans", action="store_true", help="leave out documents that need OCR")
    arguments.add_argument("--faults", action="store_true", help="print each mistake")
    arguments.add_argument("--leave-one-out", action="store_true", help="also without the municipalities' profiles")
    arguments.add_argument("--disturb", action="store_true", help="also under ten disturbances")
    arguments.add_argument("--write", type=Path, metavar="FILE", help="write the report")
    arguments.add_argument("--check", action="store_true", help="compare with the floors")
    arguments.add_argument("--raise-floors", action="store_true", help="raise the floors to today's figures")
    arguments.add_argument("--keep", type=Path, metavar="DIR", help="keep the PDFs, gold and records there")
    arguments.add_argument("--jobs", type=int, default=2, help="processes (default 2)")
    return arguments.parse_args()


def _chosen(paths: Sequence[Path], options: argparse.Namespace) -> list[Path]:
    """The documents of the part of the set that was asked for."""
    chosen = []
    for path in paths:
        settings = load(path).settings
        of_set = options.set in ("all", settings.get("set", "dev"))
        if of_set and not (options.no_scans and settings.get("scan", "no") != "no"):
            chosen.append(path)
    return chosen


def _floors() -> Floors:
    return json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}


def below_floor(floors: Floors, found: Mapping[str, Mapping[str, Estimate]]) -> list[str]:
    """A sentence for each figure whose whole interval is below its floor. Parts that were not run are passed over."""
    return [
        f"{part}: {figure} is {found[part][figure]}, its floor {floor:.3f}."
        for part, values in floors.items()
        if part in found
        for figure, floor in values.items()
        if figure in found[part] and found[part][figure].high < floor
    ]


def _check(outcomes: Sequence[Outcome]) -> int:
    if not FLOORS.exists():
        sys.exit(f"There are no floors to compare with: write {FLOORS} with --raise-floors first.")
    fallen = below_floor(_floors(), estimates(outcomes))
    print("\n".join(fallen) or "No figure is below its floor.", file=sys.stderr if fallen else sys.stdout)
    return 1 if fallen else 0


def _raise_floors(outcomes: Sequence[Outcome]) -> None:
    raised = {part: dict(values) for part, values in _floors().items()}
    for part, values in estimates(outcomes).items():
        floors = raised.setdefault(part, {})
        for figure, value in values.items():
            floors[figure] = max(floors.get(figure, 0.0), round(value.value, 3))
    FLOORS.write_text(json.dumps(raised, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(f"written: {FLOORS}")


if __name__ == "__main__":
    sys.exit(main())
