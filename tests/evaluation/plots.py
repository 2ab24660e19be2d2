"""The report's two pictures, as SVG: accuracy against disturbance, and confidence against the share right.

matplotlib writes them; the same figures give the same bytes.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evaluation.disturbing import AS_OCR, NONE, RATES, TEN
from evaluation.intervals import Estimate
from evaluation.reliability import Bin

LETTERS = ("none", "letters 0.5 %", "letters 1 %", "letters 2 %")
COLOURS = {"acts": "#1b5e86", "exact": "#7a9a01", "actors": "#b5402f", "links": "#7b4fa3"}
MARKS = {"acts": "o", "exact": "s", "actors": "^", "links": "D"}
mpl.rcParams.update(  # text stays text, ids come from the content, not from chance
    {"svg.hashsalt": "diarium", "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 9}
)
Found = Mapping[str, Mapping[str, Estimate]]


def draw_disturbances(found: Found, path: Path) -> None:
    """`found` holds, by a disturbance's name, the figures. Left the curve over letters, right each of the others."""
    figure = Figure(figsize=(9.2, 3.9), layout="constrained")
    curve, others = figure.subplots(1, 2, width_ratios=(3, 4), sharey=True)
    rates = [100 * rate for rate in RATES]
    for name in COLOURS:
        values = [found[way][name] for way in LETTERS]
        _line(curve, rates, values, name, "-")
        if name == "actors":
            ocr = [found[NONE.name][name], *(found[way.name][name] for way in AS_OCR)]
            _line(curve, rates, ocr, "actors, as OCR", ":", name)
    curve.set(xlabel="letters misread, %", ylabel="figure", xticks=rates)
    ways = [NONE, *(way for way in TEN if way.name not in LETTERS)]
    for offset, name in enumerate(COLOURS):
        places = [at + 0.14 * (offset - 1.5) for at in range(len(ways))]
        _points(others, places, [found[way.name][name] for way in ways], name)
    others.set_xticks(range(len(ways)), [way.name for way in ways], fontsize=7.5)
    others.set_xlabel("disturbance")
    curve.legend(loc="lower left", frameon=False, fontsize=8)
    _save(figure, (curve, others), path)


def draw_reliability(found: Sequence[Bin], path: Path) -> None:
    """Each bin at its mean confidence, with its interval and n; the dashed line is where they would be equal."""
    figure = Figure(figsize=(4.8, 4.2), layout="constrained")
    axes = figure.subplots()
    axes.plot((0, 1), (0, 1), linestyle="--", color="#999999", linewidth=1)
    _points(axes, [each.mean for each in found], [each.right for each in found], "acts")
    for each in found:
        axes.annotate(
            f"{each.right.n}",
            (each.mean, each.right.low),
            (0, -11),
            textcoords="offset points",
            ha="center",
            fontsize=7,
        )
    axes.set(xlabel="confidence", ylabel="share of acts right", xlim=(0.3, 1.02), ylim=(-0.08, 1.03))
    _save(figure, (axes,), path)


def _line(axes: Axes, at: Sequence[float], values: Sequence[Estimate], label: str, style: str, like: str = "") -> None:
    colour = COLOURS[like or label]
    axes.plot(
        at, [v.value for v in values], style, color=colour, marker=MARKS[like or label], markersize=4, label=label
    )
    if style == "-":
        axes.fill_between(at, [v.low for v in values], [v.high for v in values], color=colour, alpha=0.10, linewidth=0)


def _points(axes: Axes, at: Sequence[float], values: Sequence[Estimate], name: str) -> None:
    spread = [[v.value - v.low for v in values], [v.high - v.value for v in values]]
    axes.errorbar(
        at,
        [v.value for v in values],
        spread,
        fmt=MARKS[name],
        color=COLOURS[name],
        markersize=4,
        linewidth=1,
        label=name,
    )


def _save(figure: Figure, every: Sequence[Axes], path: Path) -> None:
    for axes in every:
        axes.grid(axis="y", color="#dddddd", linewidth=0.6)
        axes.set_axisbelow(True)
        axes.spines[["top", "right"]].set_visible(False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None}, facecolor="white")
