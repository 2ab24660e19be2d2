"""Names of persons: what they look like, how they are normalised, and which are known already.

The forms of words are in ``names.toml`` and ``roles.toml`` of the common profile.
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import msgspec

from parser.attribute.party_data import COMMON, read_toml
from parser.errors import BadProfile


class _Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    particles: frozenset[str]
    surname_endings: tuple[str, ...]
    ends_in_s: frozenset[str]
    s_endings: tuple[str, ...]
    genitive_endings: tuple[str, ...]
    owned: frozenset[str]
    owned_endings: tuple[str, ...]
    owned_before: frozenset[str]
    never: frozenset[str]
    never_endings: tuple[str, ...]
    organisations: frozenset[str]
    place_nouns: frozenset[str]
    place_prepositions: frozenset[str]
    lookalikes: tuple[tuple[str, str], ...]
    given: frozenset[str]


class _Role(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    one: tuple[str, ...]
    many: tuple[str, ...] = ()
    group: bool = False


class _Modifiers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    words: tuple[str, ...]


class _Endings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    words: tuple[str, ...]


class _Roles(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    role: tuple[_Role, ...]
    endings: _Endings
    modifiers: _Modifiers


class RoleForm(msgspec.Struct, frozen=True):
    """A form of a role: its id, whether it is of several persons, whether a party's members can be called so."""

    id: str
    many: bool
    group: bool


class NameRules(msgspec.Struct, frozen=True, eq=False):
    """How names are built; see ``names.toml``. Made by `load_names`."""

    data: _Names
    roles: dict[str, RoleForm]
    endings: tuple[str, ...]
    office: RoleForm
    modifiers: frozenset[str]

    def is_given(self, word: str) -> bool:
        """Whether the word, or its part before a hyphen, is a common given name."""
        given = self.data.given
        if word in given:
            return True
        shown = word if not word.isupper() else title(word)
        return shown in given or shown.partition("-")[0] in given

    def is_surname_like(self, word: str) -> bool:
        """Whether the word ends as surnames do."""
        return len(word) > 4 and word.casefold().endswith(self.data.surname_endings)

    def is_never(self, word: str) -> bool:
        """Whether a word with a capital is no part of a name."""
        data = self.data
        if word in data.never or (word.isupper() and len(word) > 1 and word.capitalize() in data.never):
            return True
        return len(word) > 5 and word.casefold().endswith(data.never_endings) and not self.is_given(word)

    def is_organisation(self, words: Iterable[str]) -> bool:
        """Whether one of the words is of a kind that only organisations and places have."""
        return any(word in self.data.organisations for word in words)

    def is_owned(self, word: str) -> bool:
        """Whether the (lower-case) word is something that a person or party owns: `yrkande`, `tilläggsförslag`."""
        return word in self.data.owned or word.endswith(self.data.owned_endings)

    def without_genitive(self, word: str) -> str:
        """A surname without its genitive s, or as it is where the s is its own (`Ås`, `Marcus`)."""
        folded = word.casefold()
        if not folded.endswith("s") or len(word) < 3:
            return word
        data = self.data
        if word in data.ends_in_s or (folded.endswith(data.s_endings) and not folded.endswith(data.genitive_endings)):
            return word
        return word[:-1]

    def skeleton(self, name: str) -> str:
        """A name without what OCR takes for one another: two names that OCR may confuse have one skeleton."""
        folded = fold(name)
        for read, meant in self.data.lookalikes:
            folded = folded.replace(read, meant)
        return folded

    def mended(self, words: list[str]) -> list[str]:
        """A name that OCR read, with its digits as letters and a given name that is none as the one it must be."""
        words = [word if word.isalpha() else word.translate(_DIGITS) for word in words]
        words = [word[:1].upper() + word[1:] if word not in self.data.particles else word for word in words]
        first = words[0]
        if len(words) > 1 and len(first) > 3 and not self.is_given(first):
            part, hyphen, rest = first.partition("-")
            meant = _given_skeletons(self).get(self.skeleton(part))
            # OCR loses accents and does not invent them: `Helén` is no `Helen`.
            if meant is not None and _plain(part) != _plain(meant):
                words[0] = meant + hyphen + rest
        return words

    def likeness(self, name: str) -> int:
        """How much of a name looks like one: 2 for a common given name, 1 for a surname's ending, -3 for a digit."""
        words = name.split()
        digits = any(char.isdigit() for char in name)
        return 2 * self.is_given(words[0]) + self.is_surname_like(words[-1]) - 3 * digits

    def display(self, words: Iterable[str]) -> str:
        """A name as it is written in running text: capitals undone (`KRISTINA AXÉN OLIN`), parted words rejoined."""
        parts = list(words)
        capitals = [word for word in parts if len(word) > 1 and word.isupper()]
        shout = len(capitals) > 0 and all(word.isupper() for word in parts)
        shown = []
        for index, word in enumerate(parts):
            if word.isupper() and (len(word) > 2 or (shout and len(parts) > 1 and len(word) > 1)):
                if index and word.casefold() in self.data.particles:
                    shown.append(word.casefold())
                else:
                    shown.append(title(word) if any(char in "AEIOUYÅÄÖÉ" for char in word) else word)
            else:
                shown.append(word)
        return " ".join(shown)


_DIGITS = str.maketrans({"0": "o", "1": "l", "5": "s", "6": "b", "8": "b", "|": "l"})


@lru_cache(maxsize=2)
def _given_skeletons(rules: NameRules) -> dict[str, str | None]:
    """The given name that each skeleton is of; None where there are several."""
    found: dict[str, str | None] = {}
    for name in rules.data.given:
        key = rules.skeleton(name)
        found[key] = None if key in found else name
    return found


def _plain(word: str) -> str:
    """A word without its accents; those of å, ä and ö too."""
    return "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))


def title(word: str) -> str:
    """A word in capitals as a name is written: `ANN-MARGARETHE`, `MCDONALD`, `O'BRIEN`."""
    parts = []
    for part in word.split("-"):
        if part.startswith("MC") and len(part) > 4:
            parts.append("Mc" + part[2:].capitalize())
        elif len(part) > 2 and part[1] in "'’":
            parts.append(part[:2] + part[2:].capitalize())
        else:
            parts.append(part.capitalize())
    return "-".join(parts)


class Known(msgspec.Struct, frozen=True):
    """A person known from elsewhere in the document: name in full and party id, where known."""

    name: str
    party_id: str | None = None


class KnownNames(msgspec.Struct, frozen=True, eq=False):
    """Names that were seen with a code or in the list of attendance. Made by `known_names`."""

    full: dict[str, Known] = {}
    surnames: dict[str, tuple[Known, ...]] = {}
    _joined: dict[str, Known] = {}  # made by `by_name` when first needed
    _words: dict[tuple[str, str], list[str]] = {}  # keys of `full` by first and last word, for `by_spelling`
    _near: dict[str, Known | None] = {}  # what `by_spelling` has answered
    _skeletons: dict[str, Known | None] = {}  # made by `by_skeleton` when first asked

    def by_name(self, name: str) -> Known | None:
        """The person with this name in full (letter case and hyphens ignored)."""
        key = fold(name)
        found = self.full.get(key)
        if found is not None or len(key) < 7 or not name[:1].isupper():
            return found
        # Blanks that a text layer has lost: `MajkenEk`.
        if not self._joined:
            self._joined.update({"".join(known.split()): person for known, person in self.full.items()})
        return self._joined.get(key.replace(" ", ""))

    def by_surname(self, name: str) -> tuple[Known, ...]:
        """Those whose surname, or whose initial and surname (`A. Berg`), this is."""
        words = fold(name).split()
        if not words:
            return ()
        initials = 0
        while initials < len(words) - 1 and len(words[initials]) == 1:
            initials += 1
        found = self.surnames.get(" ".join(words[initials:]), ())
        if initials:
            found = tuple(known for known in found if fold(known.name).startswith(words[0]))
        return found

    def by_spelling(self, name: str) -> Known | None:
        """The one person whose name in full differs by a single letter, or None."""
        folded = fold(name)
        if folded not in self._near:
            if not self._words:
                for key in self.full:
                    for word in _ends(key):
                        self._words.setdefault(word, []).append(key)
            # the letter is in one word: the first or the last is the same; or it is a blank
            keys = {key for word in _ends(folded) for key in self._words.get(word, ())} if len(folded) > 6 else ()
            near = [self.full[key] for key in keys if one_letter_apart(folded, key)]
            self._near[folded] = near[0] if len(near) == 1 else None
        return self._near[folded]

    def by_skeleton(self, name: str, rules: NameRules) -> Known | None:
        """The one person whose name OCR may have read so, or None."""
        if not self._skeletons:
            for known in self.full.values():
                key = rules.skeleton(known.name)
                self._skeletons[key] = None if key in self._skeletons else known
        return self._skeletons.get(rules.skeleton(name))


def fold(name: str) -> str:
    """A name for comparison: case folded, hyphens as blanks, points dropped."""
    return " ".join(name.casefold().replace("-", " ").replace(".", " ").split())


def _ends(key: str) -> tuple[tuple[str, str], ...]:
    words = key.split()
    return ("first", words[0]), ("last", words[-1]), ("letters", "".join(words))


def known_names(persons: Iterable[tuple[str, str | None]]) -> KnownNames:
    """Known persons from pairs of name in full and party id (None where it is not known)."""
    full: dict[str, Known] = {}
    for name, party_id in persons:
        key = fold(name)
        if " " not in key:
            continue
        if key not in full or (full[key].party_id is None and party_id is not None):
            full[key] = Known(full[key].name if key in full else name, party_id)
    surnames: dict[str, tuple[Known, ...]] = {}
    for key, known in full.items():
        words = key.split()
        for first in range(1, len(words)):
            surname = " ".join(words[first:])
            if len(surname) > 1:
                surnames[surname] = (*surnames.get(surname, ()), known)
    return KnownNames(full, surnames)


def one_letter_apart(one: str, two: str) -> bool:
    """Whether one letter changed, left out or put in makes the one the other (and they are not equal)."""
    if one == two or abs(len(one) - len(two)) > 1:
        return False
    start = 0
    shortest = min(len(one), len(two))
    while start < shortest and one[start] == two[start]:
        start += 1
    if len(one) == len(two):
        return one[start + 1 :] == two[start + 1 :]
    return one[start + 1 :] == two[start:] if len(one) > len(two) else one[start:] == two[start + 1 :]


@lru_cache(maxsize=4)
def load_names(common: Path = COMMON) -> NameRules:
    """Read ``names.toml`` and ``roles.toml``. Raises BadProfile where they do not fit."""
    data = read_toml(common / "names.toml", _Names)
    roles = read_toml(common / "roles.toml", _Roles)
    forms: dict[str, RoleForm] = {}
    for role in roles.role:
        for form, many in [(form, False) for form in role.one] + [(form, True) for form in role.many]:
            key = form.casefold().replace(".", " ").strip()
            if key in forms and forms[key].id != role.id:
                raise BadProfile(
                    f"{common / 'roles.toml'}: {form!r} is a form of both {forms[key].id!r} and {role.id!r}; keep one."
                )
            forms[" ".join(key.split())] = RoleForm(role.id, many, role.group)
    modifiers = frozenset(word.casefold().rstrip(".") for word in roles.modifiers.words)
    office = RoleForm(roles.endings.id, many=False, group=False)
    return NameRules(data, forms, roles.endings.words, office, modifiers)
