"""The only place that prints: faults and notes to standard error, results to standard output.

Importing it costs nothing: rich is imported when the first result is printed.
"""

import contextlib
import os
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
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
    name = clean(name) or "''"
    return f"diarium: {name}: {without_name(name, message)}"


def without_name(name: str, message: str) -> str:
    """`message` without the file's name at its beginning, for where the name is told anyway."""
    base = name.replace(os.sep, "/").rsplit("/", 1)[-1]
    for told in (name, base):
        for quoted in (told, f"“{told}”", f"'{told}'", f'"{told}"'):
            if message.startswith((f"{quoted}: ", f"{quoted} ")):
                return message[len(quoted) :].lstrip(": ")
    return message


def complain(message: str, *, name: str | None = None) -> None:
    """One fault, as one sentence on standard error."""
    print(sentence(name, message), file=sys.stderr, flush=True)


def note(message: str, *, quiet: bool = False) -> None:
    """A remark on standard error that is no fault."""
    if not quiet:
        print(clean(message), file=sys.stderr, flush=True)


def raw(text: str) -> None:
    """Text of several lines on standard error (a traceback that ``--debug`` asked for)."""
    print(text.rstrip("\n"), file=sys.stderr, flush=True)


def results() -> "Console":
    """Where results go: standard output, in colour on a terminal only, NO_COLOR respected, as wide as there is room."""
    from rich.console import Console

    class Pipe(Console):
        """rich would end the program itself when nobody reads any more."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    if sys.stdout.isatty():
        return Pipe(markup=False, emoji=False, highlight=False)
    columns = os.environ.get("COLUMNS", "")
    width = int(columns) if columns.isdigit() and int(columns) >= NARROWEST else PIPED_WIDTH
    out = cast("TextIO", _Trimmed(sys.stdout))
    return Pipe(file=out, width=width, markup=False, emoji=False, highlight=False)


class _Trimmed:
    """A stream that is no terminal, written to without the spaces that fill lines up to the right edge."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with _printing():
            return self._stream.write(re.sub(r" +(?=\n)", "", text))

    def flush(self) -> None:
        finish()

    def isatty(self) -> bool:
        return False

    @property
    def encoding(self) -> str:
        return self._stream.encoding


def out(line: str) -> None:
    """A line of results on standard output."""
    with _printing():
        print(clean(line))


def raw_out(text: str) -> None:
    """Text for another program (JSON, CSV) on standard output, as it is; on a terminal nothing in it steers that."""
    if sys.stdout.isatty():
        text = "".join(one if one in "\r\n\t" else _shown(one) for one in text)
    with _printing():
        sys.stdout.write(text)


def lines(text: str) -> None:
    """One or more whole lines for another program on standard output."""
    raw_out(text if text.endswith("\n") else f"{text}\n")


def finish() -> None:
    """Write out what was printed. Raises UnwritableOutput where standard output takes no more (a full disk)."""
    with _printing():
        sys.stdout.flush()


def abandon() -> None:
    """Let what is still to be printed go nowhere, so that the interpreter does not complain of it at its end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextlib.contextmanager
def _printing() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        from parser.errors import UnwritableOutput

        abandon()
        reason = (error.strerror or "unknown reason").lower()
        raise UnwritableOutput(f"the results cannot be printed ({reason}); send them elsewhere") from error


def prepare_streams() -> None:
    """Make printing unable to fail on a character that the terminal's encoding lacks, or on a stream that is closed."""
    # Python has no stream where the caller closed it (`>&-`).
    sys.stdout = sys.stdout or Path(os.devnull).open("w")  # noqa: SIM115  -- it lives as long as the process
    sys.stderr = sys.stderr or Path(os.devnull).open("w")  # noqa: SIM115
    for stream, errors in ((sys.stdout, "replace"), (sys.stderr, "backslashreplace")):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=errors)
