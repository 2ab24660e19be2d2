"""From the text that is read back to the print."""

from collections.abc import Sequence

from parser.model import Block, Edit


def undo(text: str, edits: Sequence[Edit]) -> str:
    """The print of `text`: its edits undone, from the last to the first."""
    for edit in reversed(edits):
        text = text[: edit.at] + edit.printed + text[edit.at + edit.length :]
    return text


def printed_form(block: Block) -> str:
    """A block's lines as printed, with a line feed between.

    Equal to its lines' texts joined by line feeds (`parser.layout` guarantees it).
    """
    return undo(block.text, block.edits)
