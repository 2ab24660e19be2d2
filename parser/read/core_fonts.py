"""The widths of the fonts that every reader has (Helvetica, Times and their kin), which a PDF need not tell.

pdf_oxide takes 0.55 of the size for their letters outside ASCII, whatever the letter; a line of Swedish in Times comes
out up to two ems too long. The true widths are Adobe's, as pdfminer.six carries them.
"""

from collections.abc import Sequence
from functools import cache

_ASSUMED = 0.55  # of the size
_LIKE = {"\u00a0": " ", "\u00ad": "-", "€": "0"}


@cache
def _widths(font: str) -> dict[str, float] | None:
    from pdfminer.fontmetrics import FONT_METRICS  # loaded for files that use such fonts only

    found = FONT_METRICS.get(font)
    return {str(char): width / 1000 for char, width in found[1].items()} if found else None


def true_widths(font: str, text: str, widths: Sequence[float], size: float) -> Sequence[float]:
    """The characters' widths with those corrected that were assumed. `font` is the name as the PDF has it."""
    known = _widths(font)
    if known is None:
        return widths
    # What the text is spaced out by shows in the first plain letter that it has.
    spacing = next(
        (
            width - known[char] * size
            for char, width in zip(text, widths, strict=True)
            if "A" <= char <= "z" and char in known
        ),
        0.0,
    )
    assumed = _ASSUMED * size + spacing
    return [
        known.get(_LIKE.get(char, char), _ASSUMED) * size + spacing
        if char > "~" and abs(width - assumed) < 2e-3 * size
        else width
        for char, width in zip(text, widths, strict=True)
    ]


def may_be_core(font: str) -> bool:
    """Whether the name is that of a font that every reader has, not of one in the file."""
    return font.startswith(("Helvetica", "Times", "Arial", "Courier"))
