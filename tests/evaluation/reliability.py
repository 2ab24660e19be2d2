"""Whether confidence means something: acts in bins of their confidence, and how many in each are right.

An act is right where it is an act of the gold, its boundaries are right, and its body, matter, actors, links, demand
and counts are, as far as they are annotated.
"""

from collections.abc import Sequence
from itertools import pairwise

import msgspec
import numpy as np

from evaluation.intervals import DRAWS, Estimate, wilson
from evaluation.running import Outcome
from scoring import Judged

EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.0)
SURE = 0.9  # what is promised: of acts at least this sure, nine in ten are right


class Bin(msgspec.Struct, frozen=True):
    """Acts whose confidence is at least `low` and below `high` (or is 1): the mean of it, and the share right."""

    low: float
    high: float
    mean: float
    right: Estimate


def acts_of(outcomes: Sequence[Outcome]) -> list[list[Judged]]:
    """The judged acts of each document."""
    return [list(outcome.score.judged) for outcome in outcomes]


def share_right(documents: Sequence[Sequence[Judged]]) -> Estimate:
    """The share of acts that are right, with the wider of Wilson's interval and of the bootstrap over documents."""
    counts = np.array([[sum(act.right for act in acts), len(acts)] for acts in documents if acts], dtype=float)
    if not len(counts):
        return Estimate(1.0, 0, 0.0, 1.0)
    right, n = counts.sum(axis=0)
    value = right / n
    low, high = wilson(value, int(n))
    if len(counts) > 1:
        drawn = np.random.default_rng(1).integers(len(counts), size=(DRAWS, len(counts)))
        sums = counts[drawn].sum(axis=1)
        shares = sums[:, 0] / sums[:, 1]
        low, high = min(low, float(np.percentile(shares, 2.5))), max(high, float(np.percentile(shares, 97.5)))
    return Estimate(float(value), int(n), min(low, value), max(high, value))


def bins(documents: Sequence[Sequence[Judged]]) -> list[Bin]:
    """The acts by `EDGES`; bins that hold none are left out."""
    found = []
    for low, high in pairwise(EDGES):
        chosen = [
            [a for a in acts if low <= a.confidence and (a.confidence < high or high == 1.0)] for acts in documents
        ]
        inside = [act.confidence for acts in chosen for act in acts]
        if inside:
            found.append(Bin(low, high, sum(inside) / len(inside), share_right(chosen)))
    return found


def at_least(documents: Sequence[Sequence[Judged]], least: float = SURE) -> Estimate:
    """The share right of the acts that are at least so sure."""
    return share_right([[act for act in acts if act.confidence >= least] for acts in documents])


def calibration_error(documents: Sequence[Sequence[Judged]]) -> float:
    """The expected calibration error: the mean distance of confidence from the share right, by the bins' sizes
    (Naeini and others 2015)."""
    found = bins(documents)
    n = sum(each.right.n for each in found)
    return sum(each.right.n * abs(each.mean - each.right.value) for each in found) / n if n else 0.0


def discrimination(documents: Sequence[Sequence[Judged]]) -> float:
    """How often a right act is surer than a wrong one, ties counting half (the area under the ROC curve)."""
    acts = [act for each in documents for act in each]
    right = np.array([act.confidence for act in acts if act.right])
    wrong = np.array([act.confidence for act in acts if not act.right])
    if not len(right) or not len(wrong):
        return 0.5
    above = (right[:, None] > wrong[None, :]).mean() + 0.5 * (right[:, None] == wrong[None, :]).mean()
    return float(above)
