"""Several divisions in one section: where each begins.

In: the section's blocks. Out: half-open ranges of their indices, in order, that cover them all; one range where the
section has one division (or none). Postconditions: the ranges are not empty, touch, and begin at 0.
"""

from collections.abc import Sequence

from parser.attribute.vote_counts import read_counts
from parser.attribute.vote_forms import Use, VoteForms, load_vote_forms
from parser.attribute.vote_meaning import masked, read_meanings
from parser.attribute.vote_text import parts_of
from parser.model import Block
from parser.record.types import Answer


def split_votes(blocks: Sequence[Block | str], forms: VoteForms | None = None) -> list[tuple[int, int]]:
    """Where each division of the section begins and ends.

    One begins at a block that numbers it (`Votering 2`, `Vid andra omröstningen`), and, once a result was read, at
    the next heading or the next order of voting (what Yes and No mean, `Godkänd voteringsproposition`).
    """
    forms = forms or load_vote_forms()
    starts = [0]
    resulted = numbered = False
    for i, part in enumerate(parts_of(blocks)):
        text = part.text.strip()
        first = forms.first(Use.START, text)
        meanings = read_meanings(text, forms)
        counts = read_counts(masked(text, meanings), forms)
        result = Answer.YES in counts.values or Answer.NO in counts.values
        orders = {Answer.YES, Answer.NO} <= {meaning.answer for meaning in meanings} or (
            first is not None and first.id in {"start.heading", "start.order"}
        )
        counted = first is not None and first.id in {"start.numbered", "start.ordinal"}
        if i and ((counted and (numbered or resulted)) or (orders and resulted)):
            starts.append(i)
            resulted = False
            numbered = counted
        else:
            numbered = numbered or counted
        resulted = resulted or result
    return list(zip(starts, [*starts[1:], len(blocks)], strict=True)) if blocks else []
