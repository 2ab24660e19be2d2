"""The language engine: a spaCy pipeline whose components read a profile's phrases. The only importer of spaCy.

The pipeline is ``spacy.blank("sv")`` with a sentencizer, a SpanRuler for the names of bodies and offices
(`[body]`, `[office]` in phrases) and, for each family of rules, a component of ours round spaCy's Matcher.
Only texts that hold the words of some phrase are read at all, and only by the rules of such phrases: tokenising and
matching are what costs (see `needs`).
"""

import functools
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import spacy
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import SpanRuler
from spacy.tokens import Doc, Span

from parser.language.needs import Needs
from parser.language.phrases import compile_phrase, expand
from parser.profile import Profile

_CUES, _NAMES = "diarium_cues", "diarium_names"
_LONG_WORD = 6  # letters from which on a word of a form is told from another by one of them
_UNLESS = "unless:"  # before the id of a rule that contradicts another; alone it makes no text worth reading

# The tables of a profile's files in which a family's rules stand.
_TABLES = {"sections": "section", "openings": "opening", "demands": "demand", "words": "words"}


class Cue(msgspec.Struct, frozen=True):
    """Words of a text that a rule's phrase matched: the rule's id, and where (character offsets)."""

    rule: str
    start: int
    end: int


class Name(msgspec.Struct, frozen=True):
    """A body's or office's name in a text (character offsets); `label` is `body` or `office`."""

    label: str
    start: int
    end: int


class Reading(msgspec.Struct, frozen=True):
    """What the engine saw in a text. `sentences` are (start, end) in characters."""

    text: str
    cues: tuple[Cue, ...] = ()
    names: tuple[Name, ...] = ()
    sentences: tuple[tuple[int, int], ...] = ()

    def sentence_at(self, offset: int) -> tuple[int, int]:
        """The sentence that holds the character at `offset`; the whole text where none does."""
        return next((s for s in self.sentences if s[0] <= offset < s[1]), (0, len(self.text)))


Patterns = dict[str, list[tuple[list[dict[str, Any]], int]]]  # of each rule: a token pattern, the most tokens it spans
Elements = dict[str, list[list[str]]]  # of each rule or label: the elements of its phrases


@Language.factory(_CUES, default_config={"family": "", "patterns": {}, "elements": {}, "names": {}})
def make_cues(
    nlp: Language,
    name: str,  # noqa: ARG001 - spaCy's signature
    family: str,
    patterns: Patterns,
    elements: Elements,
    names: Elements,
) -> "CueComponent":
    """The factory that spaCy calls for a component of ours."""
    return CueComponent(nlp, family, patterns, Needs(elements, names))


class CueComponent:
    """Marks what a family of rules matches as a span group of the family's name, a span a match.

    Of a rule's matches that overlap the longest stays. A gap (`~6`) is a star to the matcher, which keeps its work
    linear, and its bound is checked on the match: `patterns` holds, for each rule, pairs of a token pattern and the
    most tokens that it may span. Each rule has a matcher of its own, which is asked only where the text has what
    the rule needs: a matcher's work grows with its patterns.
    """

    def __init__(self, nlp: Language, family: str, patterns: Patterns, needs: Needs) -> None:
        """Takes token patterns by rule id, and what tells which of them a text may hold."""
        self.family = family
        self.needs = needs
        self._order = list(patterns)
        self._matchers: dict[str, Matcher] = {}
        self._bounds: dict[int, int] = {}
        for rule, of_rule in patterns.items():
            self._matchers[rule] = Matcher(nlp.vocab)
            by_bound: dict[int, list[list[dict[str, Any]]]] = {}
            for pattern, bound in of_rule:
                by_bound.setdefault(bound, []).append(pattern)
            for bound, same in by_bound.items():
                key = str(bound)
                self._matchers[rule].add(key, same)
                self._bounds[nlp.vocab.strings[key]] = bound

    def __call__(self, doc: Doc) -> Doc:
        """Adds the span group to the document."""
        spans = []
        needed = self.needs.met_by(doc.text)
        for rule in self._order:
            if rule not in needed:
                continue
            matches = {(s, e) for key, s, e in self._matchers[rule](doc) if e - s <= self._bounds[key]}
            taken: list[tuple[int, int]] = []
            for start, end in sorted(matches, key=lambda m: (m[0] - m[1], m[0])):
                if all(end <= t[0] or start >= t[1] for t in taken):
                    taken.append((start, end))
            spans += [Span(doc, start, end, label=rule) for start, end in taken]
        doc.spans[self.family] = sorted(spans, key=lambda s: (s.start, -s.end))
        return doc


@Language.factory(_NAMES)
def make_names(nlp: Language, name: str) -> "NameRuler":
    """The factory that spaCy calls for the ruler of names."""
    return NameRuler(nlp, name, annotate_ents=True, overwrite=True)


class NameRuler(SpanRuler):
    """A SpanRuler that asks only those of its rules that the text may hold a name by.

    Its own matcher tries every pattern at every token, and most patterns here are endings, which cost a regular
    expression each.
    """

    def prepare(self, patterns: list[dict[str, Any]], elements: Elements) -> None:
        """Takes what `add_patterns` does, each pattern's id its rule's, and the elements of each rule's phrases."""
        self.add_patterns(patterns)
        self._needs = Needs(elements, {})
        self._labels: dict[str, str] = {}
        self._matchers: dict[str, Matcher] = {}
        for pattern in patterns:
            self._labels[pattern["id"]] = pattern["label"]
            matcher = self._matchers.setdefault(pattern["id"], Matcher(self.nlp.vocab))
            matcher.add(str(len(matcher)), [pattern["pattern"]])

    def match(self, doc: Doc) -> list[Span]:
        """The names in `doc`, in order; they may overlap."""
        found = {
            Span(doc, start, end, label=self._labels[rule], span_id=rule)
            for rule in self._needs.met_by(doc.text)
            for _, start, end in self._matchers[rule](doc)
            if start != end
        }
        return sorted(found)


class Engine:
    """Reads texts by the rules of one profile. Made once a profile and process: see `engine_for`."""

    def __init__(self, profile: Profile) -> None:
        """Compiles the profile's phrases; raises `BadProfile` where one cannot be."""
        self.profile = profile
        self._nlp = spacy.blank("sv")
        self._nlp.add_pipe("sentencizer", config={"punct_chars": [".", "!", "?"]})
        self._names: Elements = {"body": [], "office": []}  # by label
        patterns: list[dict[str, Any]] = []
        elements: Elements = {}
        for rule in profile.bodies:
            where = profile.place("body", rule.id)
            label = "office" if rule.office else "body"
            for phrase in rule.phrases:
                expanded = list(expand(phrase, profile.fragments, where=where))
                self._names[label] += expanded
                elements.setdefault(rule.id, []).extend(expanded)
                compiled = compile_phrase(phrase, profile.fragments, where=where)
                patterns += [{"label": label, "pattern": pattern, "id": rule.id} for pattern, _ in compiled]
        self._ruler = self._nlp.add_pipe(_NAMES)
        assert isinstance(self._ruler, NameRuler)
        self._ruler.prepare(patterns, elements)
        self._pipes: dict[str, CueComponent] = {}
        self._add("sections", [(r.id, r.phrases) for r in profile.sections])
        openings = [(r.id, r.phrases) for r in profile.openings]
        unless = [(_UNLESS + r.id, r.unless) for r in profile.openings if r.unless]
        self._add("openings", openings + unless)
        demands = [(r.id, r.phrases) for r in profile.demands]
        self._add("demands", demands + [(_UNLESS + r.id, r.unless) for r in profile.demands if r.unless])
        self._add("words", [(key, phrases) for key, phrases in profile.words.items()])

    def _add(self, family: str, rules: Iterable[tuple[str, Sequence[str]]]) -> None:
        fragments = self.profile.fragments
        patterns: Patterns = {}
        elements: Elements = {}
        for rule, phrases in rules:
            where = self.profile.place(_TABLES[family], rule.removeprefix(_UNLESS))
            for phrase in phrases:
                patterns.setdefault(rule, []).extend(compile_phrase(phrase, fragments, where=where))
                elements.setdefault(rule, []).extend(expand(phrase, fragments, where=where))
        name = f"{_CUES}_{family}"
        config = {"family": family, "patterns": patterns, "elements": elements, "names": self._names}
        self._nlp.add_pipe(_CUES, name=name, config=config)
        component = self._nlp.get_pipe(name)
        assert isinstance(component, CueComponent)
        self._pipes[family] = component

    @functools.cached_property
    def vocabulary(self) -> frozenset[str]:
        """The whole words, in lower case, that the profile's phrases are made of."""
        profile = self.profile
        phrases = [p for s in profile.sections for p in s.phrases] + [p for o in profile.openings for p in o.phrases]
        phrases += [p for d in profile.demands for p in d.phrases] + [p for b in profile.bodies for p in b.phrases]
        phrases += [p for ps in profile.words.values() for p in ps]
        elements = (e for p in phrases for choice in expand(p, profile.fragments, where=profile.name) for e in choice)
        words = (w for e in elements if e[0] not in "~[{/" for w in e.rstrip("?").lower().split("|"))
        return frozenset(w for w in words if len(w) >= _LONG_WORD and "*" not in w)

    def may_hold(self, family: str, text: str) -> bool:
        """Whether `text` has what some phrase of `family` needs: cheap, and never wrongly False."""
        return any(not rule.startswith(_UNLESS) for rule in self._pipes[family].needs.met_by(text))

    def says(self, text: str, word: str, *, within: int | None = None) -> bool:
        """Whether `text` has one of the profile's words of that name; `within`: begun after so many letters at most."""
        cues = self.read(text, "words").cues
        return any(cue.rule == word and (within is None or cue.start <= within) for cue in cues)

    def read(self, text: str, family: str) -> Reading:
        """Reads `text` by a family of rules: `sections`, `openings`, `demands` or `words`."""
        if not text or not self.may_hold(family, text):
            return Reading(text)
        return self._read(text, family)

    @functools.lru_cache(maxsize=4096)  # noqa: B019 - an engine lives as long as its process
    def _read(self, text: str, family: str) -> Reading:
        doc = self._nlp.make_doc(text)
        for pipe in (self._nlp.get_pipe("sentencizer"), self._ruler, self._pipes[family]):
            doc = pipe(doc)
        return Reading(
            text,
            tuple(Cue(span.label_, span.start_char, span.end_char) for span in doc.spans[family]),
            tuple(Name(ent.label_, ent.start_char, ent.end_char) for ent in doc.ents),
            tuple((sentence.start_char, sentence.end_char) for sentence in doc.sents),
        )

    @functools.lru_cache(maxsize=4096)  # noqa: B019 - as above
    def names(self, text: str) -> tuple[Name, ...]:
        """The names of bodies and offices in `text`."""
        doc = self._ruler(self._nlp.make_doc(text))
        return tuple(Name(ent.label_, ent.start_char, ent.end_char) for ent in doc.ents)


@functools.lru_cache(maxsize=32)
def engine_for(profile: Profile) -> Engine:
    """The engine of a profile, made once."""
    return Engine(profile)
