"""Can a page's text be read, or is it only drawn? Judged by its characters, and by a lexicon where there is one.

A font without a Unicode map gives replacement characters, private use or control characters; one with a wrong map
gives letters that make no words. Neither is passed on as text.
"""

import re
from collections.abc import Callable, Sequence

from parser.model import BBox, Finding, Span

LexiconShare = Callable[[str], float | None]
"""From a page's text to the share of its words that a lexicon knows (0 to 1); None where there are too few to say."""

BAD_SHARE = 0.3
"""A page with a larger share of unreadable characters than this has no usable text layer."""

LOW_LEXICON_SHARE = 0.35
"""Below this share of known words, a digital text layer is noise (a wrong Unicode map)."""

LOW_OCR_SHARE = 0.6
"""Below this share of known words, the text layer of a scanned page is the work of a bad OCR program: redo it."""

_UNREADABLE = re.compile("[\ufffd\u0000-\u0008\u000e-\u001f\u007f-\u009f\ue000-\uf8ff\U000f0000-\U0010fffd]")
_LETTER = re.compile(r"[^\W\d_]")
_VOWEL = re.compile("[aeiouyåäöéèüæøAEIOUYÅÄÖÉÈÜÆØ]")
_SAMPLE = 1000  # characters: a page's first say enough
_FEW = 80  # letters: fewer say nothing of their distribution


def unreadable_count(text: str) -> int:
    """How many of the characters stand for nothing that can be read."""
    if text.isprintable() and "\ufffd" not in text:  # the usual page, without looking at each character in turn
        return 0
    return len(_UNREADABLE.findall(text))


def looks_like_noise(text: str, share: LexiconShare | None = None) -> bool:
    """Whether the letters make no words: a lexicon knows too few of them or, without one, the vowels are too few."""
    if share is not None:
        known = share(text)
        if known is not None:
            return known < LOW_LEXICON_SHARE
    text = text[:_SAMPLE]
    letters = _LETTER.findall(text)
    if len(letters) < _FEW:
        return False
    vowels = len(_VOWEL.findall(text)) / len(letters)
    return not 0.24 <= vowels <= 0.65


def suspect_text_layer(text: str, share: LexiconShare | None) -> bool:
    """Whether the text that lies under a scan is so poor that reading the picture anew will do better."""
    if unreadable_count(text) > BAD_SHARE * max(1, len(text)):
        return True
    known = share(text) if share is not None else None
    return known is not None and known < LOW_OCR_SHARE


def sift(spans: Sequence[Span], number: int, share: LexiconShare | None) -> tuple[Sequence[Span], list[Finding], bool]:
    """Take out what cannot be read. Returns the spans left, findings, and whether the page has usable text."""
    text = "".join([span.text for span in spans])
    printed = len(text) - text.count(" ")
    bad = unreadable_count(text)
    if printed and bad > BAD_SHARE * printed:
        return (), [_unreadable(number, f"{bad} of its {printed} characters have no Unicode value")], False
    noisy = _noisy_fonts(spans, share) if printed >= _FEW else frozenset()
    lost = sum(len(span.text) for span in spans if span.font in noisy)
    if lost > BAD_SHARE * printed:
        return (), [_unreadable(number, "its letters make no words, so that its fonts' maps must be wrong")], False
    if not (bad or noisy):
        return spans, [], True
    left, findings = [], []
    for span in spans:
        if span.font in noisy or unreadable_count(span.text) * 2 > len(span.text):
            box = BBox(span.x0, span.top, span.x1, span.bottom)
            findings.append(
                Finding(
                    "unreadable-text",
                    f"Page {number}: {len(span.text)} characters are drawn in the font {span.font or '(nameless)'}, "
                    "which does not say what they are; they were left out. Compare with the page.",
                    number,
                    box,
                )
            )
        else:
            left.append(span)
    return left, findings, True


def _noisy_fonts(spans: Sequence[Span], share: LexiconShare | None) -> frozenset[str]:
    """The fonts whose text makes no words. Fonts that set little are not judged."""
    texts: dict[str, list[str]] = {}
    for span in spans:
        texts.setdefault(span.font, []).append(span.text)
    return frozenset(
        font
        for font, parts in texts.items()
        if sum(map(len, parts)) >= _FEW and looks_like_noise(" ".join(parts), share)
    )


def _unreadable(number: int, why: str) -> Finding:
    return Finding(
        "unreadable-text",
        f"Page {number} is drawn but its text cannot be read: {why}. Its text layer is not used; OCR can read it.",
        number,
    )
