"""A file of a corpus by its path, as a text that any table, JSON or page can hold.

A name on the disk is bytes, and those of an old archive are not always UTF-8 (Python shows such a byte as half of a
surrogate pair, which no file and no database takes). Each such byte is told as ``\\xe5``, and a backslash that is
printed in a name as two, so that no two files are called the same and each is found again.

Postcondition, which a property test checks: `on_disk(told(path)) == path`, and `told(path)` can be written as UTF-8.
"""

import os
import re

_ESCAPED = re.compile(r"\\(?:\\|x([0-9a-f]{2}))")


def told(path: str) -> str:
    """A path as Python lists it (with /), as a text that can be written."""
    path = path.replace("\\", "\\\\") if "\\" in path else path
    return path if path.isascii() else os.fsencode(path).decode("utf-8", "backslashreplace")


def on_disk(path: str) -> str:
    """The path that `told` was given: what the system's calls take."""
    if "\\" not in path:
        return path
    found, at = b"", 0
    for one in _ESCAPED.finditer(path):
        found += path[at : one.start()].encode() + (bytes.fromhex(one[1]) if one[1] else b"\\")
        at = one.end()
    return os.fsdecode(found + path[at:].encode())
