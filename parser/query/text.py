"""Words to look for, as a person writes them.

| written | finds acts that have |
|---|---|
| `skola` | the word in any form (`skolorna`), and words that have it inside them (`grundskola`) |
| `skola avgift` | both |
| `skola OR förskola` | one of them at least |
| `skola -friskola`, `skola NOT friskola` | the one and not the other |
| `"till förmån för"` | these words as they stand, one after the other |
| `upphandl*` | a word that begins so |
| `*plan*` | a word that has it inside; without stars only a word of four letters or more is looked for so |
| `(skola OR förskola) avgift` | brackets group |

Letter case does not matter; å, ä and ö are letters of their own. A matter's title counts as words of its acts.
"""

import re
from dataclasses import dataclass

from parser.errors import BadQuestion
from parser.index.wording import words_of

INSIDE = 4
"""A word of so many letters is looked for inside other words, too."""
SHORTEST = 3
"""The index of word parts has parts of three letters."""
MOST = 40
"""Words of a question, at most."""


@dataclass(frozen=True)
class Word:
    """A word in any form, and inside other words."""

    word: str


@dataclass(frozen=True)
class Phrase:
    """Words as they stand; with `prefix` the last is the beginning of one."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True)
class Inside:
    """Letters inside a word."""

    part: str


@dataclass(frozen=True)
class Both:
    """All of them."""

    parts: tuple["Term", ...]


@dataclass(frozen=True)
class Either:
    """One of them at least."""

    parts: tuple["Term", ...]


@dataclass(frozen=True)
class Without:
    """Not this."""

    part: "Term"


Term = Word | Phrase | Inside | Both | Either | Without

_TOKEN = re.compile(r"""\s*(?:(?P<quoted>"[^"]*"?\*?)|(?P<bracket>[()])|(?P<bare>[^\s()"]+))""")
_TYPOGRAPHIC = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "−": "-"})


def parse(text: str) -> Term:
    """The meaning of a text. Raises BadQuestion, a sentence, where it has none."""
    return _Parser(text.translate(_TYPOGRAPHIC)).whole()


class _Parser:
    def __init__(self, text: str) -> None:
        self.tokens = [match.group().strip() for match in _TOKEN.finditer(text) if match.group().strip()]
        self.at = 0
        if len(self.tokens) > MOST:
            raise BadQuestion(f"the text has {len(self.tokens)} words; {MOST} are the most")

    def peek(self) -> str | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def whole(self) -> Term:
        term = self.either()
        if self.peek() is not None:
            raise BadQuestion("the text has a closing bracket without an opening one; take it away")
        if _only_without(term):
            raise BadQuestion("the text says only what is not to be there; add a word that is")
        return term

    def either(self) -> Term:
        parts = [self.both()]
        while self.peek() == "OR":
            self.at += 1
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def both(self) -> Term:
        parts: list[Term] = []
        while (token := self.peek()) not in (None, "OR", ")"):
            if token == "AND":
                self.at += 1
                continue
            found = self.one()
            if found is not None:
                parts.append(found)
        if not parts:
            raise BadQuestion("the text has nothing to look for where a word should stand; give one, such as upphandl*")
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def one(self) -> Term | None:
        token = self.tokens[self.at]
        self.at += 1
        if token == "NOT":
            if self.peek() in (None, "OR", "AND", ")"):
                raise BadQuestion("NOT stands before no word; add one, or write it in small letters")
            part = self.one()
            return None if part is None else Without(part)
        if token == "(":
            term = self.either()
            if self.peek() != ")":
                raise BadQuestion("the text has an opening bracket without a closing one; add it")
            self.at += 1
            return term
        if token.startswith('"'):
            words = tuple(words_of(token))
            return Phrase(words, prefix=token.endswith("*")) if words else None
        if token.startswith("-") and len(token) > 1:
            part = _bare(token[1:])
            return None if part is None else Without(part)
        return _bare(token)


def _bare(token: str) -> Term | None:
    words = words_of(token)
    if not words:
        return None
    if token.startswith("*"):
        if len(words) > 1 or len(words[0]) < SHORTEST:
            raise BadQuestion(
                f"{token[:40]!r}: inside words, {SHORTEST} letters at least of one word can be looked for"
            )
        return Inside(words[0])
    if token.endswith("*"):
        return Phrase(tuple(words), prefix=True)
    # `KS 2019/123` and `e-post` are words in a row.
    return Word(words[0]) if len(words) == 1 else Phrase(tuple(words))


def _only_without(term: Term) -> bool:
    if isinstance(term, Without):
        return True
    if isinstance(term, Both):
        return all(_only_without(part) for part in term.parts)
    if isinstance(term, Either):
        return any(_only_without(part) for part in term.parts)
    return False
