"""The fonts that documents are set in: families as data, with reportlab's built-in ones where a file is missing."""

import functools
import unicodedata
from pathlib import Path

import msgspec
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

FOLDERS = (
    Path("/usr/share/fonts/truetype/liberation"),
    Path("/usr/share/fonts/truetype/dejavu"),
    Path("/usr/share/fonts/truetype/crosextra"),
)
LIGATURES = {"ffi": "ﬃ", "ffl": "ﬄ", "fi": "ﬁ", "fl": "ﬂ"}
STAND_INS = {"●": "•", "−": "–", "☐": "□", "\u2011": "-", "“": '"', "”": '"', "’": "'", "‐": "-"}


class Family(msgspec.Struct, frozen=True):
    """Files for regular, bold, italic and bold italic, and the built-in fonts that stand in for them."""

    files: tuple[str, str, str, str]
    builtin: tuple[str, str, str, str]


_TIMES = ("Times-Roman", "Times-Bold", "Times-Italic", "Times-BoldItalic")
_HELVETICA = ("Helvetica", "Helvetica-Bold", "Helvetica-Oblique", "Helvetica-BoldOblique")
_COURIER = ("Courier", "Courier-Bold", "Courier-Oblique", "Courier-BoldOblique")


def _styles(stem: str, italic: str = "Italic", regular: str = "-Regular") -> tuple[str, str, str, str]:
    return (f"{stem}{regular}", f"{stem}-Bold", f"{stem}-{italic}", f"{stem}-Bold{italic}")


FAMILIES = {
    "serif": Family(_styles("LiberationSerif"), _TIMES),
    "sans": Family(_styles("LiberationSans"), _HELVETICA),
    "narrow": Family(_styles("LiberationSansNarrow"), _HELVETICA),
    "mono": Family(_styles("LiberationMono"), _COURIER),
    "dejavu-sans": Family(_styles("DejaVuSans", "Oblique", ""), _HELVETICA),
    "dejavu-serif": Family(_styles("DejaVuSerif", "Italic", ""), _TIMES),
    "carlito": Family(_styles("Carlito"), _HELVETICA),
    "caladea": Family(_styles("Caladea"), _TIMES),
    "times": Family(("", "", "", ""), _TIMES),
    "helvetica": Family(("", "", "", ""), _HELVETICA),
}


class Face(msgspec.Struct, frozen=True):
    """One font: its name with reportlab, and the characters that it can show (None: those of WinAnsi)."""

    name: str
    characters: frozenset[int] | None

    def has(self, character: str) -> bool:
        """Whether the font has a glyph for the character."""
        if self.characters is not None:
            return ord(character) in self.characters
        return bool(character.encode("cp1252", "ignore"))

    def width(self, text: str, size: float) -> float:
        """The text's width in points."""
        return _width(self.name, text) * size

    def printable(self, text: str) -> str:
        """The text with characters that the font lacks replaced by near ones, at worst by a question mark."""
        if all(map(self.has, set(text))):
            return text
        return "".join(c if self.has(c) else self._stand_in(c) for c in text)

    def _stand_in(self, character: str) -> str:
        near = STAND_INS.get(character) or unicodedata.normalize("NFKC", character)
        return near if all(map(self.has, near)) else "?"


@functools.lru_cache(maxsize=65536)
def _width(name: str, text: str) -> float:
    return float(pdfmetrics.stringWidth(text, name, 1.0))


@functools.cache
def face(family: str, *, bold: bool = False, italic: bool = False) -> Face:
    """The face of a family of `FAMILIES`, registered with reportlab."""
    style = bold + 2 * italic
    chosen = FAMILIES[family]
    file = _find(chosen.files[style])
    if file is None:
        return Face(chosen.builtin[style], None)
    name = chosen.files[style]
    try:
        font = TTFont(name, str(file))
    except TTFError:  # a broken or exchanged file: the built-in font is as good for a test
        return Face(chosen.builtin[style], None)
    pdfmetrics.registerFont(font)
    return Face(name, frozenset(font.face.charToGlyph))


def _find(name: str) -> Path | None:
    paths = (folder / f"{name}.ttf" for folder in FOLDERS if name)
    return next((path for path in paths if path.is_file()), None)
