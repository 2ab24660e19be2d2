"""The grammar of bodies' names."""

_GENITIVES = ("ens", "ets", "tiges", "utskotts", "nämnds", "förvaltnings", "arnas", "ernas")


def nominative(name: str) -> str:
    """A body's name out of its genitive, with an initial capital: `kommunstyrelsens` → `Kommunstyrelsen`."""
    text = " ".join((name.lower() if name.isupper() else name).split())
    if text.endswith(_GENITIVES):
        text = text[:-1]
    return text[:1].upper() + text[1:]
