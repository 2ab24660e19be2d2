"""What `convert`'s summary and `show` look alike in: colours of kinds, labelled rows, quoted text. Needs rich."""

from collections.abc import Iterable, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from parser.cli.terminal import clean
from parser.record.types import Kind

COLOURS: dict[Kind, str] = {
    Kind.PROPOSAL: "blue",
    Kind.STATEMENT: "cyan",
    Kind.DECISION: "green",
    Kind.RESERVATION: "red",
    Kind.SPECIAL_STATEMENT: "magenta",
    Kind.SUBSTITUTE_STATEMENT: "magenta",
    Kind.MOVED_PROPOSAL: "yellow",
    Kind.VOTE: "yellow",
    Kind.APPENDIX: "bright_black",
}
"""The sixteen colours that every terminal's theme keeps readable; never the only sign of a kind."""


def text(words: str, style: str = "") -> Text:
    """Words of a document for the terminal: nothing in them is markup or steers it; line feeds are kept."""
    return Text("\n".join(clean(line) for line in words.split("\n")), style=style)


def rows(pairs: Iterable[tuple[str, str | Text]], *, indent: int, label_width: int = 9) -> RenderableType:
    """Labelled rows; the second column wraps within itself. Rows without words are left out."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=label_width, style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for label, words in pairs:
        if words:
            grid.add_row(label, words if isinstance(words, Text) else text(words))
    return Padding(grid, (0, 0, 0, indent))


def links(words: Sequence[str]) -> str:
    """Several links, each on its own line."""
    return "\n".join(words)


def indented(what: RenderableType, by: int) -> RenderableType:
    """`what` with `by` columns to its left."""
    return Padding(what, (0, 0, 0, by))
