"""The two readings of a record's text: what an act says, and what was printed."""

from collections.abc import Iterable

from parser.record.types import Block, BlockRole, Edit


def act_text(blocks: Iterable[Block]) -> str:
    """The text of an act that has these blocks: a line feed between them, furniture left out."""
    return "\n".join(block.text for block in blocks if block.role is not BlockRole.FURNITURE)


def printed_text(text: str, edits: Iterable[Edit]) -> str:
    """The text as it was printed: the edits, which stand in order, undone from the last to the first."""
    for edit in reversed(tuple(edits)):
        text = text[: edit.at] + edit.printed + text[edit.at + edit.length :]
    return text


def fold_space(text: str) -> str:
    """The text with every run of white space as one space, none at its ends."""
    return " ".join(text.split())
