"""What a text must hold for a phrase to be in it: a search in sets of words that spares most texts the tokeniser.

Tokenising and matching a text costs some hundred times more than this, and few texts hold the words of any rule.
"""

import functools
import re
from collections.abc import Iterable, Mapping, Sequence

import msgspec

_WORD = re.compile(r"[^\W\d_]+")
_PIECE = re.compile(r"\*?[^\W\d_]+\*?")
_NOTHING: frozenset[int] = frozenset()
_ENTITY = re.compile(r"^\[([a-z]+)\]$")
# What keeps a regular expression without its anchors from matching wherever it matched with them.
_BOUND_TO_ITS_PLACE = re.compile(r"\(\?(?!:)|\\[bBAZ]|\$|(?<!\[)\^")


class _Need(msgspec.Struct, frozen=True):
    """What one pattern asks of a text: elements by their numbers, expressions found anywhere, names of a label."""

    elements: frozenset[int]
    expressions: tuple[re.Pattern[str], ...]
    labels: frozenset[str]


class Needs:
    """Which rules' phrases a text may hold.

    Guarantee: a rule is told of every text in which one of its phrases matches, as long as the tokeniser parts no run
    of letters (Swedish's does so only in slang, `haru`). It may be told of others.
    """

    def __init__(
        self, rules: Mapping[str, Iterable[Sequence[str]]], names: Mapping[str, Iterable[Sequence[str]]]
    ) -> None:
        """`rules` are the elements of each rule's phrases, `names` those of each label that `[label]` stands for."""
        self._numbers: dict[str, int] = {}
        self._whole: dict[str, set[int]] = {}
        self._begins: dict[str, set[int]] = {}
        self._ends: dict[str, set[int]] = {}
        self._within: dict[str, set[int]] = {}  # parts and signs that may stand anywhere
        self._names = [(self._need(elements), label) for label, each in names.items() for elements in each]
        # A rule is looked up by the longest of its certain words; by 0, which every text has, where it has none.
        self._rules: dict[int, list[tuple[_Need, str]]] = {}
        for rule, each in rules.items():
            for elements in each:
                need = self._need(elements)
                certain = [e for e in elements if self._numbers.get(e) in need.elements]
                key = self._numbers[max(certain, key=_shortest)] if certain else 0
                self._rules.setdefault(key, []).append((need, rule))
        begins, ends = self._lengths = sorted(set(map(len, self._begins))), sorted(set(map(len, self._ends)))
        self._first = {part[: begins[0]] for part in self._begins}
        self._last = {part[-ends[0] :] for part in self._ends}

    @functools.lru_cache(maxsize=256)  # noqa: B019 - an engine asks several times of one text, and lives on
    def met_by(self, text: str) -> frozenset[str]:
        """The rules of which `text` may hold a phrase."""
        lower = text.lower()
        present = {0}.union(*map(self._of_word, _words(lower)))
        for part, numbers in self._within.items():
            if part in lower:
                present |= numbers
        labels: set[str] | None = None
        rules: set[str] = set()
        for number in present:
            for need, rule in self._rules.get(number, ()):
                if rule in rules or not need.elements <= present:
                    continue
                if need.labels and labels is None:
                    labels = {label for name, label in self._names if _is_met(name, present, text)}
                if need.labels <= (labels or set()) and _is_met(need, present, text):
                    rules.add(rule)
        return frozenset(rules)

    @functools.lru_cache(maxsize=1 << 15)  # noqa: B019 - as above
    def _of_word(self, word: str) -> frozenset[int]:
        """The elements that a text has which has this word."""
        found = self._whole.get(word, _NOTHING)
        begins, ends = self._lengths
        if begins and word[: begins[0]] in self._first:
            found = found.union(*(self._begins.get(word[:length], _NOTHING) for length in begins))
        if ends and word[-ends[0] :] in self._last:
            found = found.union(*(self._ends.get(word[-length:], _NOTHING) for length in ends))
        return frozenset(found)

    def _need(self, elements: Sequence[str]) -> _Need:
        numbers: set[int] = set()
        expressions: list[re.Pattern[str]] = []
        labels: set[str] = set()
        for element in elements:
            entity = _ENTITY.match(element)
            if entity:
                labels.add(entity[1])
            elif len(element) > 2 and element[0] == element[-1] == "/":
                expressions += _anywhere(element[1:-1])
            elif element[0] not in "~[" and (not element.endswith("?") or element == "?"):
                numbers.add(self._number(element))
        return _Need(frozenset(numbers), tuple(expressions), frozenset(labels))

    def _number(self, element: str) -> int:
        if element not in self._numbers:
            self._numbers[element] = len(self._numbers) + 1
            for word in element.lower().split("|"):
                self._enter(word, self._numbers[element])
        return self._numbers[element]

    def _enter(self, word: str, number: int) -> None:
        """Enter under the longest run of letters of the word what a text with it has."""
        piece = max(_PIECE.findall(word), key=len, default="")
        letters = piece.strip("*")
        opened = piece.startswith("*"), piece.endswith("*")
        table = self._within
        if piece and not all(opened):
            table = self._ends if opened[0] else self._begins if opened[1] else self._whole
        table.setdefault(letters or word.replace("*", ""), set()).add(number)


@functools.lru_cache(maxsize=16)
def _words(lower: str) -> frozenset[str]:
    """The words of a text, which several families of rules ask for one after the other."""
    return frozenset(_WORD.findall(lower))


def _is_met(need: _Need, present: set[int], text: str) -> bool:
    return need.elements <= present and all(expression.search(text) for expression in need.expressions)


def _anywhere(expression: str) -> list[re.Pattern[str]]:
    """The expression for one token as one that is found in every text with such a token; none where that is unsure."""
    bare = expression.removeprefix("^")
    if bare.endswith("$") and not bare.endswith("\\$"):
        bare = bare[:-1]
    return [] if _BOUND_TO_ITS_PLACE.search(bare) else [re.compile(bare)]


def _shortest(element: str) -> int:
    return min(len(word.strip("*")) for word in element.split("|"))
