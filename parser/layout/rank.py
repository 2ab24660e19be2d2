"""Headings ranked by their look; the title."""

from collections.abc import Sequence

from parser.layout.blocks import Group
from parser.layout.measure import Measures
from parser.model import Role

_TITLE_SIZE = 1.25  # times the body's size
_TITLE_SHARE = 0.6  # of the first page's height, below which no title stands

_Look = tuple[float, bool, bool]


def heading_levels(groups: Sequence[Group], measures: Measures) -> dict[int, int]:
    """Each heading's level by the identity of its group: 1 is the largest look. Marks the title.

    A look is size (to half a point), weight and capitals, in this order. The title, if there is one, is the first
    heading of the largest look on the first page with text, and clearly larger than the body.
    """
    headings = [g for g in groups if g.role is Role.HEADING]
    looks = {id(g): _look(g) for g in headings}
    _mark_title(groups, looks, measures)
    ranks = {look: rank for rank, look in enumerate(sorted(set(looks.values()), reverse=True), 1)}
    return {key: ranks[look] for key, look in looks.items()}


def _look(group: Group) -> _Look:
    lines = group.lines
    size = max(line.size for line in lines)
    step = 2.0 if lines[0].conf is not None else 0.5
    return (
        round(size / step) * step,
        all(line.bold for line in lines),
        all(line.text.isupper() for line in lines),
    )


def _mark_title(groups: Sequence[Group], looks: dict[int, _Look], measures: Measures) -> None:
    first = next((g for g in groups if g.role is not Role.FURNITURE), None)
    if first is None or not looks:
        return
    page = first.lines[0].page
    largest = max(looks.values())
    for group in groups:
        if id(group) in looks and group.lines[0].page == page and looks[id(group)] == largest:
            if largest[0] >= _TITLE_SIZE * measures.body:
                group.role = Role.TITLE
            return
