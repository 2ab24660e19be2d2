"""The only place that prints: faults and notes to standard error, results to standard output.

Importing it costs nothing: rich is imported when the first result is printed.
"""

import os
import re
import sys
import unicodedata
from typing import TYPE_CHECKING, TextIO, cast

if TYPE_CHECKING:
    from rich.console import Console

PIPED_WIDTH = 100
NARROWEST = 40


def clean(text: str) -> str:
    """`text` without what could steer a terminal (control characters, lone surrogates), on one line."""
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character in "\n\t":
        return " "
    category = unicodedata.category(character)
    if category == "Cs":
        return "\N{REPLACEMENT CHARACTER}"
    return "" if category == "Cc" else character


def sentence(name: str | None, message: str) -> str:
    """`diarium: NAME: what; remedy`, the name told once even where the message begins with the bare file name."""
    message = clean(message).strip()
    if name is None:
        return f"diarium: {message}"
    name = clean(name)
    base = name.replace(os.sep, "/").rsplit("/", 1)[-1]
    for told in (name, base):
        for quoted in (told, f"“{told}”", f"'{told}'", f'"{told}"'):
            if message.startswith((f"{quoted}: ", f"{quoted} ")):
                message = message[len(quoted) :].lstrip(": ")
                return f"diarium: {name}: {message}"
    return f"diarium: {name}: {message}"


def complain(message: str, *, name: str | None = None) -> None:
    """One fault, as one sentence on standard error."""
    _clear_progress()
    print(sentence(name, message), file=sys.stderr, flush=True)


def note(message: str, *, quiet: bool = False) -> None:
    """A remark on standard error that is no fault."""
    if not quiet:
        _clear_progress()
        print(clean(message), file=sys.stderr, flush=True)


def raw(text: str) -> None:
    """Text of several lines on standard error (a traceback that ``--debug`` asked for)."""
    _clear_progress()
    print(text.rstrip("\n"), file=sys.stderr, flush=True)


_progress_shown = False


def progress(done: int, total: int, *, quiet: bool = False) -> None:
    """How far a run is, on a line that is overwritten; nothing where standard error is no terminal."""
    global _progress_shown
    if quiet or total < 2 or not sys.stderr.isatty():
        return
    sys.stderr.write(f"\r\x1b[2K{done} of {total} documents")
    sys.stderr.flush()
    _progress_shown = True


def _clear_progress() -> None:
    global _progress_shown
    if _progress_shown:
        sys.stderr.write("\r\x1b[2K")
        _progress_shown = False


def results() -> "Console":
    """Where results go: standard output, in colour on a terminal only, NO_COLOR respected, as wide as there is room."""
    from rich.console import Console

    _clear_progress()
    if sys.stdout.isatty():
        return Console(markup=False, emoji=False, highlight=False)
    columns = os.environ.get("COLUMNS", "")
    width = int(columns) if columns.isdigit() and int(columns) >= NARROWEST else PIPED_WIDTH
    out = cast("TextIO", _Trimmed(sys.stdout))
    return Console(file=out, width=width, markup=False, emoji=False, highlight=False)


class _Trimmed:
    """A stream that is no terminal, written to without the spaces that fill lines up to the right edge."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return self._stream.write(re.sub(r" +(?=\n)", "", text))

    def flush(self) -> None:
        self._stream.flush()

    def isatty(self) -> bool:
        return False

    @property
    def encoding(self) -> str:
        return self._stream.encoding


def prepare_streams() -> None:
    """Make printing unable to fail on a character that the terminal's encoding lacks."""
    for stream, errors in ((sys.stdout, "replace"), (sys.stderr, "backslashreplace")):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=errors)
