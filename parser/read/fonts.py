"""What a font's name tells of it, where the font itself does not."""

import re

_SUBSET = re.compile(r"^[A-Z]{6}\+")
_BOLD = re.compile(r"bold|black|heavy|semibold|demi(?!tal)|fett|-bd\b|,b\b", re.IGNORECASE)
_ITALIC = re.compile(r"italic|oblique|kursiv|[-,](it|i)\b", re.IGNORECASE)


def plain_name(name: str) -> str:
    """A font's name without the tag of a subset: ``ABCDEF+Times-Bold`` is ``Times-Bold``."""
    return _SUBSET.sub("", name)


def looks_bold(name: str) -> bool:
    """Whether the name says bold."""
    return bool(_BOLD.search(name))


def looks_italic(name: str) -> bool:
    """Whether the name says italic or oblique."""
    return bool(_ITALIC.search(name))
