"""Who acts together: a matrix of shaded cells, and a network whose near nodes often act together."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from parser.query.counting import Pair

MOST_CELLS = 16
MOST_NODES = 36
MOST_EDGES = 140
SHADES = 6
SIDE = 40
LEFT, TOP = 190, 40
HEADING = 120
"""Room for a heading that stands on end, where some name is too long to lie above its column."""
FLAT = 5
"""Letters of a heading that lies."""
WIDTH, HEIGHT = 920, 620
ROUNDS = 220
PARTINGS = 120
LETTER = 6.6
"""How wide a letter of a label is, about."""
Points = np.ndarray[tuple[int, int], np.dtype[np.float64]]
Numbers = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Cell:
    """Two, and how often; `shade` from 0 to 5."""

    row: int
    column: int
    count: int
    shade: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """The plot: who stands in its rows and columns, and its cells."""

    who: tuple[tuple[str, str], ...]
    """Value and label."""
    cells: tuple[Cell, ...]
    headings: tuple[str, ...]
    """What stands above each column: codes, or names where there is no code."""
    upright: bool
    """Whether the headings stand on end, since some are too long to lie."""
    top: float
    width: float
    height: float

    def count(self, row: int, column: int) -> int:
        """How often the two of a row and a column act together."""
        return next((one.count for one in self.cells if (one.row, one.column) == (row, column)), 0)


@dataclass(frozen=True, slots=True)
class Node:
    """One who acts, and where they stand."""

    value: str
    label: str
    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Edge:
    """Two nodes by their places in the list, how often together, and how wide the line is."""

    one: int
    other: int
    count: int
    width: float


@dataclass(frozen=True, slots=True)
class Network:
    """The plot. `left_out`: so many who act together with somebody are not shown."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    width: float
    height: float
    left_out: int


def _ranked(pairs: Sequence[Pair]) -> tuple[list[str], dict[str, str], dict[str, int]]:
    labels: dict[str, str] = {}
    weight: dict[str, int] = {}
    for pair in pairs:
        for value, label in ((pair.one, pair.one_label), (pair.other, pair.other_label)):
            labels[value] = label
            weight[value] = weight.get(value, 0) + pair.count
    return sorted(labels, key=lambda one: (-weight[one], labels[one])), labels, weight


def matrix(pairs: Sequence[Pair], called: Callable[[str, str], str] = lambda _, label: label) -> Matrix | None:
    """The matrix of pairs; None where there are none. `called` gives a heading for a value and its label."""
    order, labels, _ = _ranked(pairs)
    shown = order[:MOST_CELLS]
    if not shown:
        return None
    place = {value: at for at, value in enumerate(shown)}
    inside = [pair for pair in pairs if pair.one in place and pair.other in place]
    most = max((pair.count for pair in inside), default=1)
    cells = []
    for pair in inside:
        shade = min(int(SHADES * math.sqrt(pair.count / most)), SHADES - 1)
        for row, column in ((pair.one, pair.other), (pair.other, pair.one)):
            cells.append(Cell(place[row], place[column], pair.count, shade))
    size = len(shown) * SIDE
    headings = tuple(called(one, labels[one]) for one in shown)
    upright = any(len(one) > FLAT for one in headings)
    top = HEADING if upright else TOP
    return Matrix(
        who=tuple((one, labels[one]) for one in shown),
        cells=tuple(cells),
        headings=headings,
        upright=upright,
        top=top,
        width=max(LEFT + size + 20, 420),
        height=top + size + 12,
    )


def network(pairs: Sequence[Pair]) -> Network | None:
    """The network of pairs; None where there are none. The same pairs give the same picture."""
    order, labels, weight = _ranked(pairs)
    shown = order[:MOST_NODES]
    if not shown:
        return None
    place = {value: at for at, value in enumerate(shown)}
    inside = [pair for pair in pairs if pair.one in place and pair.other in place][:MOST_EDGES]
    most = max((pair.count for pair in inside), default=1)
    strength = np.zeros((len(shown), len(shown)))
    for pair in inside:
        one, other = place[pair.one], place[pair.other]
        strength[one, other] = strength[other, one] = 0.15 + 0.85 * math.sqrt(pair.count / most)
    heaviest = max(weight[value] for value in shown)
    radii = np.array([6 + 13 * math.sqrt(weight[value] / heaviest) for value in shown])
    points = _laid_out(strength) * (WIDTH - 200, HEIGHT - 84) + (90, 36)
    points = _parted(points, radii, np.array([LETTER * len(labels[value]) for value in shown]))
    nodes = tuple(
        Node(
            value=value,
            label=labels[value],
            x=float(points[at, 0]),
            y=float(points[at, 1]),
            radius=float(radii[at]),
        )
        for at, value in enumerate(shown)
    )
    edges = tuple(
        Edge(place[pair.one], place[pair.other], pair.count, 0.8 + 7 * pair.count / most) for pair in reversed(inside)
    )
    return Network(nodes, edges, WIDTH, HEIGHT, len(order) - len(shown))


def _parted(points: Points, radii: Numbers, labels: Numbers) -> Points:
    """The places moved apart where a node or its label would stand on another; inside the plot."""
    half_wide = np.maximum(radii, labels / 2) + 3
    up, down = radii + 2, radii + 20
    low, high = np.stack([half_wide, up], axis=1), np.stack([WIDTH - half_wide, HEIGHT - down], axis=1)
    points = np.clip(points, low, high)
    for _ in range(PARTINGS):
        across = points[:, None, 0] - points[None, :, 0]
        along = points[:, None, 1] - points[None, :, 1]
        narrow = half_wide[:, None] + half_wide[None, :] - np.abs(across)
        # A label stands under its node, so that what is above needs other room than what is below.
        flat = np.where(along > 0, up[:, None] + down[None, :], down[:, None] + up[None, :]) - np.abs(along)
        touching = (narrow > 0) & (flat > 0)
        np.fill_diagonal(touching, False)
        if not touching.any():
            break
        order = np.arange(len(points))
        later = np.sign(order[:, None] - order[None, :])
        sideways = touching & (narrow < flat)
        upright = touching & ~sideways
        step = np.stack(
            [
                (np.where(across == 0, later, np.sign(across)) * narrow * sideways).sum(axis=1),
                (np.where(along == 0, later, np.sign(along)) * flat * upright).sum(axis=1),
            ],
            axis=1,
        )
        points = np.clip(points + 0.3 * step, low, high)
    return points


def _laid_out(strength: Points) -> Points:
    """Places from 0 to 1 by Fruchterman and Reingold's forces, begun on a circle in the order given."""
    many = len(strength)
    angles = np.arange(many) * 2 * np.pi / max(many, 1)
    points = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    ideal = 1.6 / math.sqrt(max(many, 1))
    for turn in range(ROUNDS):
        apart = points[:, None, :] - points[None, :, :]
        distance = np.maximum(np.linalg.norm(apart, axis=2), 0.01)
        force = ideal**2 / distance**2 - strength * distance / ideal
        np.fill_diagonal(force, 0)
        move = (apart * force[:, :, None]).sum(axis=1) - 0.35 * points
        length = np.maximum(np.linalg.norm(move, axis=1, keepdims=True), 1e-9)
        points = points + move / length * np.minimum(length, 0.12 * (1 - turn / ROUNDS))
    low, high = points.min(axis=0), points.max(axis=0)
    return (points - low) / np.maximum(high - low, 1e-9) if many > 1 else np.full((many, 2), 0.5)
