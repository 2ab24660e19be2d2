"""The words of the user interface, in Swedish and English: data in ``words/``, one file a language."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("sv", "en")
DEFAULT = "sv"
THIN, HARD = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"


@cache
def table(language: str) -> dict[str, Any]:
    """All the words of a language."""
    path = files("parser.web").joinpath("words", f"{language}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


class Words:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        """`language` is one of `LANGUAGES`."""
        self.language = language
        self._table = table(language)

    def __call__(self, name: str, **values: object) -> str:
        """The words of `section.key`, with `{values}` put in. A number `n` chooses between `one` and `other`."""
        found: Any = self._table
        for part in name.split("."):
            found = found[part]
        if isinstance(found, dict):
            found = found["one" if values.get("n") == 1 else "other"]
        told = {key: self.number(one) if isinstance(one, int) else one for key, one in values.items()}
        return str(found).format(**told)

    def label(self, section: str, code: str | None) -> str:
        """What a code is called (`kind`, `demand`, …); the code itself where it has no name."""
        if not code:
            return self("none")
        return str(self._table[section].get(code, code))

    def paragraphs(self, section: str) -> list[dict[str, str]]:
        """The headed paragraphs of a section that is a list of them."""
        return list(self._table[section])

    def number(self, value: int) -> str:
        """A number with its thousands parted as the language does."""
        return f"{value:,}".replace(",", THIN if self.language == "sv" else ",")

    def share(self, part: int, whole: int) -> str:
        """A share in percent."""
        percent = f"{100 * part / whole:.0f}" if whole else "–"
        return f"{percent}{HARD if self.language == 'sv' else ''}%"


def chosen(parameter: str | None, cookie: str | None, accepted: str | None) -> str:
    """The language of an answer: what was asked for, what was chosen before, what the browser prefers, Swedish."""
    for given in (parameter, cookie):
        if given in LANGUAGES:
            return given
    ranked: list[tuple[float, int, str]] = []
    for place, one in enumerate((accepted or "")[:500].split(",")):
        tag, _, quality = one.strip().partition(";q=")
        language = tag.split("-")[0].lower()
        if language in LANGUAGES:
            try:
                weight = float(quality or 1)
            except ValueError:
                continue
            ranked.append((-weight, place, language))
    return min(ranked)[2] if ranked else DEFAULT
