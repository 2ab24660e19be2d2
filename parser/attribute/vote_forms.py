"""The forms of words in which divisions are printed, loaded from the profile's data and checked.

The data is `parser/profiles/_common/votes.toml`: named fragments, number words, and forms (a pattern with its
examples and counter-examples). Every pattern is compiled without regard to case unless it says `case = true`.
"""

import re
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import msgspec

from parser.attribute.vote_numbers import NumberWords, number_pattern, values
from parser.errors import BadProfile
from parser.record.types import Answer

COMMON = Path(__file__).parent.parent / "profiles" / "_common"


class Use(StrEnum):
    """What a form of words is read for."""

    ANSWER = "answer"  # a word that a number stands beside: `ja-röster`, `avstår`
    FILLER = "filler"  # may stand between a number and its answer: `ledamöter`, `röstar`
    LABEL = "label"  # a number that counts no votes: `§ 12`, `bilaga 2`
    TOTAL = "total"  # how many those are whom the sentence names: `sammanlagt 52`
    PAIR = "pair"  # counts told by their order: `31–18`
    SIDE = "side"  # counts told by the proposal: `24 röster för bifall och 15 för avslag`
    MEANING = "meaning"  # introduces what an answer means; the meaning follows
    MEANING_AFTER = "meaning_after"  # holds what an answer means, as its group `text`
    MEANING_TRIM = "meaning_trim"  # words at the start of a meaning that are no part of it
    MEANING_STOP = "meaning_stop"  # words that end a meaning
    OUTCOME = "outcome"  # a sentence that tells what was decided
    BALLOT = "ballot"  # tells how the named members voted
    COLUMN = "column"  # a table's heading
    DIVISION = "division"  # which of several divisions a table's columns are of, as its group `which`
    MARK = "mark"  # a table's cross
    SUM = "sum"  # a table's line of sums
    CARRY = "carry"  # a sum carried over to the next page (Transport)
    TITLE = "title"  # words before a name that are no part of it
    ROLE = "role"  # words that tell a member's office
    PART = "part"  # some members of a party, not named
    EXCEPT = "except"  # the names after it are those that did not vote so
    GROUP = "group"  # members told by their party, as its group `party`
    START = "start"  # begins another division
    ABBREVIATION = "abbreviation"  # ends in a point that ends no sentence


class Place(StrEnum):
    """Where the names of a `ballot` form stand."""

    BEFORE = "before"  # the form stands before its names: `Ja röstar: …`
    AFTER = "after"  # … after them: `… - JA`
    EITHER = "either"  # the sentence decides: `röstar ja`


class Form(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One form of words. `answer` and `column` say what it stands for, `ocr` that it is a misreading."""

    id: str
    use: Use
    pattern: str
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...] = ()
    answer: Answer | None = None
    column: str | None = None
    place: Place | None = None
    whole: bool = False
    case: bool = False
    ocr: bool = False


class VoteData(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file `votes.toml` as it stands."""

    connectors: tuple[str, ...]
    articles: tuple[str, ...]
    crosses: tuple[str, ...]
    numbers: NumberWords
    fragments: dict[str, str]
    forms: tuple[Form, ...]


class Rule(msgspec.Struct, frozen=True):
    """A form and its compiled pattern."""

    form: Form
    regex: re.Pattern[str]

    def matches(self, text: str) -> re.Match[str] | None:
        """The form's match in `text`: of all of it where the form says `whole`, else the first in it."""
        return self.regex.fullmatch(text.strip()) if self.form.whole else self.regex.search(text)


class VoteForms:
    """All forms, by use. Made by `load_vote_forms`; nothing of it changes but that patterns are joined when needed."""

    def __init__(self, data: VoteData, source: Path) -> None:
        """Compile `data`; `source` is named in faults. Raises `BadProfile`."""
        self.numbers = values(data.numbers)
        self.connectors = frozenset(data.connectors)
        self.articles = frozenset(data.articles)
        joints, articles = "|".join(data.connectors), "|".join(data.articles)
        self.tail = re.compile(rf"(?:,?\s+(?:{joints}))?(?:,?\s+(?:{articles}))?\Z", re.IGNORECASE)
        self.number_source = number_pattern(data.numbers)
        fragments = {"number": self.number_source}
        for name, pattern in data.fragments.items():
            fragments[name] = f"(?:{expand(pattern, fragments, source, f'fragments.{name}')})"
        self.rules = tuple(Rule(form, compile_form(form, fragments, source)) for form in data.forms)
        by_use: dict[Use, list[Rule]] = {use: [] for use in Use}
        for rule in self.rules:
            by_use[rule.form.use].append(rule)
        self.by_use: dict[Use, tuple[Rule, ...]] = {use: tuple(rules) for use, rules in by_use.items()}
        self.crosses = frozenset(data.crosses)
        self.cut = re.compile(f":|(?<!\\w){fragments['cast']}(?!\\w)", re.IGNORECASE)
        self.scanner: re.Pattern[str] | None = None
        self.joined: dict[Use, re.Pattern[str]] = {}

    def of(self, use: Use) -> tuple[Rule, ...]:
        """The forms of one use, in the order of the data."""
        return self.by_use[use]

    def first(self, use: Use, text: str) -> Form | None:
        """The first form of `use` that matches `text`."""
        return next((rule.form for rule in self.by_use[use] if rule.matches(text)), None)

    def any_of(self, use: Use) -> re.Pattern[str]:
        """One pattern that matches wherever a form of `use` does; its forms are the groups f0, f1, …"""
        if use not in self.joined:
            self.joined[use] = joined(self.by_use[use])
        return self.joined[use]

    def scan(self, make: Callable[["VoteForms"], re.Pattern[str]]) -> re.Pattern[str]:
        """The scanner of counts, made of these forms by `make` when first asked for."""
        if self.scanner is None:
            self.scanner = make(self)
        return self.scanner

    def of_match(self, use: Use, match: re.Match[str]) -> Form:
        """The form that a match of `any_of(use)` is of."""
        rules = self.by_use[use]
        return next(rule.form for i, rule in enumerate(rules) if match[f"f{i}"] is not None)


def joined(rules: tuple[Rule, ...]) -> re.Pattern[str]:
    """One pattern of all `rules`, each a group."""
    return re.compile("|".join(f"(?P<f{i}>{flagged(rule)})" for i, rule in enumerate(rules)) or r"(?!)")


def flagged(rule: Rule) -> str:
    """A rule's pattern with its own case flag and its group names dropped, to stand beside others."""
    bare = re.sub(r"\(\?P<\w+>", "(?:", rule.regex.pattern)
    return bare if rule.form.case else f"(?i:{bare})"


def expand(pattern: str, fragments: dict[str, str], source: Path, key: str) -> str:
    """`pattern` with each `{name}` replaced by that fragment. Raises `BadProfile` for an unknown name."""

    def fragment(match: re.Match[str]) -> str:
        if match[1] not in fragments:
            raise BadProfile(f"{source}: {key} uses the fragment “{match[1]}”, which is not defined before it.")
        return fragments[match[1]]

    return re.sub(r"\{([a-z_]+)\}", fragment, pattern)


def compile_form(form: Form, fragments: dict[str, str], source: Path) -> re.Pattern[str]:
    """The compiled pattern of `form`. Raises `BadProfile` where it is no pattern."""
    pattern = expand(form.pattern, fragments, source, form.id)
    try:
        return re.compile(pattern, 0 if form.case else re.IGNORECASE)
    except re.error as error:
        raise BadProfile(f"{source}: the pattern of {form.id} is not a regular expression: {error}.") from error


def read_forms(source: Path) -> VoteForms:
    """The forms in the file `source`. Raises `BadProfile` that names the file and the key."""
    try:
        data = msgspec.toml.decode(source.read_bytes(), type=VoteData)
    except (OSError, msgspec.DecodeError) as error:
        raise BadProfile(f"{source} cannot be used as forms of divisions: {error}.") from error
    seen: set[str] = set()
    for form in data.forms:
        if form.id in seen:
            raise BadProfile(f"{source}: the id {form.id} stands twice; give each form its own.")
        seen.add(form.id)
        if form.use in {Use.ANSWER, Use.MEANING, Use.MEANING_AFTER, Use.BALLOT} and form.answer is None:
            raise BadProfile(f"{source}: {form.id} must say its `answer` (yes, no, abstain or absent).")
        if form.use is Use.BALLOT and form.place is None:
            raise BadProfile(f"{source}: {form.id} must say its `place` (before, after or either).")
        if form.use is Use.COLUMN and form.column is None:
            raise BadProfile(f"{source}: {form.id} must say its `column`.")
    return VoteForms(data, source)


@lru_cache(maxsize=1)
def load_vote_forms() -> VoteForms:
    """The forms that Diarium ships. Raises `BadProfile`."""
    return read_forms(COMMON / "votes.toml")
