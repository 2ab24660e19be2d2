"""What the command exits with, and which code wins where several faults happened."""

from collections.abc import Iterable

OK = 0
INTERNAL = 1
USAGE = 2
INTERRUPTED = 130
TERMINATED = 143
BROKEN_PIPE = 141

MEANINGS: dict[int, str] = {
    OK: "all went well (warnings inside a record are no fault)",
    INTERNAL: "a fault of Diarium's own; please report it",
    USAGE: "wrong usage: an unknown command or option, a wrong value",
    3: "a document or record could not be read (missing, not a PDF, encrypted, damaged, without text)",
    4: "the output could not be written (no permission, disk full, something in the way)",
    5: "two sources would have been written to one name; neither was",
    6: "a profile's data are broken",
    7: "a record is not valid, or `verify` found a problem",
    8: "a program or library that an option asks for is not installed (Tesseract, poppler, pyarrow)",
    INTERRUPTED: "interrupted with Ctrl-C; what was finished is kept",
}
"""Every exit code that a user can meet. Printed by ``--help`` and documented in docs/commands.md."""


def worst(codes: Iterable[int]) -> int:
    """The code to exit with: a fault of Diarium's own beats all, else the highest number; 0 where there is none."""
    found = set(codes)
    return INTERNAL if INTERNAL in found else max(found, default=OK)


def as_help() -> str:
    """The codes as the help's epilogue shows them."""
    lines = [f"  {code:>3}  {meaning}" for code, meaning in MEANINGS.items()]
    return "exit codes (the worst one wins: 1 beats all, else the highest number):\n" + "\n".join(lines)
