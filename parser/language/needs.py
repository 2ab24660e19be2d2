"""What a text must hold for a phrase to be in it: a search in sets of words that spares most texts the tokeniser.

Tokenising and matching a text costs some hundred times more than this, and few texts hold the words of any rule. Where
a text has all words of a phrase, it is asked whether it has them in that order and the neighbours side by side.
"""

import functools
import re
from collections.abc import Iterable, Mapping, Sequence

import msgspec

_WORD = re.compile(r"[^\W\d_]+")
_PIECE = re.compile(r"\*?[^\W\d_]+\*?")
_MOST_WORDS = 1 << 16
_NOTHING: frozenset[int] = frozenset()
_ENTITY = re.compile(r"^\[([a-z]+)\]$")
# What keeps a regular expression without its anchors from matching wherever it matched with them.
_BOUND_TO_ITS_PLACE = re.compile(r"\(\?(?!:)|\\[bBAZ]|\$|(?<!\[)\^")


class _Need(msgspec.Struct, frozen=True):
    """What one pattern asks of a text.

    `elements` are words by their numbers, `expressions` are found anywhere, of each of `labels` there is a name.
    `runs` are words side by side, in this order, with anything between two runs.
    """

    elements: frozenset[int]
    expressions: tuple[re.Pattern[str], ...]
    labels: frozenset[str]
    runs: tuple[tuple[str, ...], ...]


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
        self._whole: dict[str, frozenset[int]] = {}
        self._begins: dict[str, frozenset[int]] = {}
        self._ends: dict[str, frozenset[int]] = {}
        self._within: dict[str, frozenset[int]] = {}  # parts and signs that may stand anywhere
        self._names = [(self._need(elements), label) for label, each in names.items() for elements in each]
        # A rule is looked up by the longest of its certain words; by 0, which every text has, where it has none.
        self._rules: dict[int, list[tuple[_Need, str]]] = {}
        for rule, each in rules.items():
            for elements in each:
                need = self._need(elements)
                certain = [e for e in elements if self._numbers.get(e) in need.elements]
                key = self._numbers[max(certain, key=_shortest)] if certain else 0
                self._rules.setdefault(key, []).append((need, rule))
        self._seen: set[str] = set()  # words met so far, and those of them that are a part of any phrase
        self._telling: dict[str, frozenset[int]] = {}
        begins, ends = self._lengths = sorted(set(map(len, self._begins))), sorted(set(map(len, self._ends)))
        self._first = {part[: begins[0]] for part in self._begins}
        self._last = {part[-ends[0] :] for part in self._ends}

    @functools.lru_cache(maxsize=256)  # noqa: B019 - an engine asks several times of one text, and lives on
    def met_by(self, text: str) -> frozenset[str]:
        """The rules of which `text` may hold a phrase."""
        lower = text.lower()
        present = {0}
        words = _words(lower)
        if len(self._seen) > _MOST_WORDS:
            self._seen.clear()
            self._telling.clear()
        new = words - self._seen
        if new:
            self._learn(new)
        for word in words & self._telling.keys():
            present |= self._telling[word]
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
                    labels = {label for name, label in self._names if _is_met(name, present, text, lower)}
                if need.labels <= (labels or set()) and _is_met(need, present, text, lower):
                    rules.add(rule)
        return frozenset(rules)

    def _learn(self, words: Iterable[str]) -> None:
        """Remember which elements a text has that has these words; a language has only so many."""
        self._seen.update(words)
        begins, ends = self._lengths
        for word in words:
            found = self._whole.get(word, _NOTHING)
            if begins and word[: begins[0]] in self._first:
                found = found.union(*[self._begins.get(word[:length], _NOTHING) for length in begins])
            if ends and word[-ends[0] :] in self._last:
                found = found.union(*[self._ends.get(word[-length:], _NOTHING) for length in ends])
            if found:
                self._telling[word] = found

    def _need(self, elements: Sequence[str]) -> _Need:
        numbers: set[int] = set()
        expressions: list[re.Pattern[str]] = []
        labels: set[str] = set()
        runs: list[list[str]] = [[]]
        for element in elements:
            entity = _ENTITY.match(element)
            if entity:
                labels.add(entity[1])
            elif len(element) > 2 and element[0] == element[-1] == "/":
                expressions += _anywhere(element[1:-1])
            elif element[0] not in "~[":
                runs[-1].append(element)
                if element == "?" or not element.endswith("?"):
                    numbers.add(self._number(element))
                continue
            runs.append([])
        kept = tuple(tuple(run) for run in runs if run)
        alone = len(kept) == 1 and len(kept[0]) == 1  # that it is there is all that there is to ask
        return _Need(frozenset(numbers), tuple(expressions), frozenset(labels), () if alone else kept)

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
        key = letters or word.replace("*", "")
        table[key] = table.get(key, _NOTHING) | {number}


@functools.lru_cache(maxsize=16)
def _words(lower: str) -> frozenset[str]:
    """The words of a text, which several families of rules ask for one after the other."""
    return frozenset(_WORD.findall(lower))


def _is_met(need: _Need, present: set[int], text: str, lower: str) -> bool:
    if not need.elements <= present:
        return False
    after = 0
    for run in need.runs:
        found = _compiled(run).search(lower, after)
        if found is None:
            return False
        after = found.start()  # and not its end: of two places that overlap the second may be the phrase's
    return all(expression.search(text) for expression in need.expressions)


@functools.cache  # as many as the profiles have
def _compiled(run: tuple[str, ...]) -> re.Pattern[str]:
    """The words of a run side by side; spaces are all that the tokeniser leaves out."""
    whole = ""
    for element in run:
        optional = element != "?" and element.endswith("?")
        words = (element[:-1] if optional else element).lower().split("|")
        either = "|".join(re.escape(word).replace(r"\*", r"[\w:-]*") for word in words)
        whole += rf"(?:\s*(?:{either}))?" if optional else rf"\s*(?:{either})"
    return re.compile(whole.removeprefix(r"\s*"))


def _anywhere(expression: str) -> list[re.Pattern[str]]:
    """The expression for one token as one that is found in every text with such a token; none where that is unsure."""
    bare = expression.removeprefix("^")
    if bare.endswith("$") and not bare.endswith("\\$"):
        bare = bare[:-1]
    return [] if _BOUND_TO_ITS_PLACE.search(bare) else [re.compile(bare)]


def _shortest(element: str) -> int:
    return min(len(word.strip("*")) for word in element.split("|"))
