"""The grammar of bodies' names."""

_GENITIVES = ("ens", "ets", "tiges", "utskotts", "nämnds", "förvaltnings", "arnas", "ernas")


def nominative(name: str) -> str:
    """A body's name out of its genitive, with an initial capital: `kommunstyrelsens` → `Kommunstyrelsen`."""
    text = " ".join((name.lower() if name.isupper() else name).split())
    if text.endswith(_GENITIVES):
        text = text[:-1]
    return text[:1].upper() + text[1:]


def same_body(short: str, full: str) -> bool:
    """Whether a short form means the body of a fuller name: `Nämnden` and `Stadsdelsnämnden` a `Bromma stadsdelsnämnd`.

    The last words are compared without their definite endings: that of the full name ends with that of the short.
    """
    if not short.split() or not full.split() or len(short.split()) > 1:
        return short.casefold() == full.casefold()
    stem = _indefinite(short)
    # «Stadsdelsnämnden Linnéstaden»: what is named after the body is a place
    placed = _indefinite(full.split()[0]) == stem and all(w[:1].isupper() for w in full.split()[1:])
    return placed or _indefinite(full.split()[-1]).endswith(stem)


def _indefinite(word: str) -> str:
    word = word.casefold()
    for ending in ("elsen", "nden", "ningen", "tet"):
        if word.endswith(ending):
            return word[:-2]
    return word
