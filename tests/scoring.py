"""How near a record is to the gold: the figures that the record contract's scorer gives, and some of our own.

`score` compares one record with one gold and gives a `Score`: counts by kind of act, which add up over documents.
`figures` makes shares and F1 of the counts. A top-level act of the record is paired with one act of the gold of the
same kind, greedily by the overlap of their words, at least one half. What a record holds and what a gold holds is
told in `docs/` and in `corpus/annotated/README.md`; both are plain JSON values here, so that a broken record is
scored and not refused.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

FIGURES = ("acts", "exact", "actors", "bodies", "matters", "refs", "links", "demands", "votes", "facts")
SAME = 0.98  # the overlap at which an act's boundaries are right
PAIRED = 0.5  # the least overlap of a pair
COUNTS = ("yes", "no", "abstain")
LINKS = ("about", "in_favour_of")

Json = Mapping[str, Any]


class Fault(msgspec.Struct, frozen=True):
    """One mistake: the figure that it costs, the act's kind (None for a fact), a sentence."""

    figure: str
    kind: str | None
    message: str


class Judged(msgspec.Struct, frozen=True):
    """An act of the record and whether all of it is right; the rule that found it, the codes of its warnings."""

    id: str
    kind: str | None
    confidence: float
    right: bool
    rule: str
    doubts: tuple[str, ...] = ()


class Score(msgspec.Struct, frozen=True):
    """The counts of one document: by kind of act, and of its facts under the key None; and its mistakes.

    `matters` is how many matters were read completely right and how many there are. `judged` are the record's acts.
    """

    name: str
    counts: dict[str | None, Counter[str]]
    matters: tuple[int, int]
    faults: tuple[Fault, ...]
    judged: tuple[Judged, ...] = ()


def fold(text: object) -> str:
    """Composed, without case, white space as single spaces."""
    return " ".join(unicodedata.normalize("NFC", "" if text is None else str(text)).casefold().split())


def tokens(text: object) -> Counter[str]:
    """How often each word stands in the text."""
    return Counter(re.findall(r"\w+", fold(text)))


def paragraph(number: object) -> str:
    """`KF § 63`, `§63` and `63` are one paragraph number."""
    return fold(number).rpartition("§")[2].replace(" ", "")


def ids(value: object) -> set[str]:
    """Ids or words of a list, or of a text that parts them by spaces or semicolons."""
    if isinstance(value, str):
        return set(value.replace(";", " ").split())
    return {str(entry) for entry in value if entry} if isinstance(value, Iterable) else set()


def score(gold: Json, record: Json | None, name: str) -> Score:
    """Compare a record (None where the conversion failed) with its gold.

    An act of the gold may have its text under `printed`, too, with letters that a disturbance changed: its words are
    compared with both, and the better overlap counts.
    """
    return _Comparison(gold, record or {}, name).result()


class _Comparison:
    """One record beside its gold. `partner` holds, for each act of the gold, its act of the record and the overlap."""

    def __init__(self, gold: Json, record: Json, name: str) -> None:
        self.name, self.gold, self.record = name, gold, record
        only = set(gold.get("kinds") or ())
        self.wanted: Sequence[Json] = gold["acts"]
        self.found: Sequence[Json] = [
            act for act in record.get("acts", ()) if not act.get("parent") and (not only or act.get("kind") in only)
        ]
        self.numbers = {matter.get("id"): paragraph(matter.get("number")) for matter in record.get("matters", ())}
        self.partner = self._pairs()
        self.counts: dict[str | None, Counter[str]] = {}
        self.faults: list[Fault] = []
        self.right = [True] * len(self.wanted)

    def _pairs(self) -> dict[int, tuple[Json, float]]:
        left = [tuple(tokens(act[key]) for key in ("text", "printed") if key in act) for act in self.wanted]
        right = [tokens(act.get("text")) for act in self.found]
        possible = [
            (max(_overlap(words, right[j]) for words in left[i]), i, j)
            for i, wanted in enumerate(self.wanted)
            for j, found in enumerate(self.found)
            if wanted["kind"] == found.get("kind")
        ]
        pairs: dict[int, tuple[Json, float]] = {}
        taken: set[int] = set()
        for overlap, i, j in sorted(possible, key=lambda entry: -entry[0]):
            if overlap >= PAIRED and i not in pairs and j not in taken:
                taken.add(j)
                pairs[i] = (self.found[j], overlap)
        return pairs

    def result(self) -> Score:
        for act in self.found:
            self._of(act.get("kind"))["acts_got"] += 1
        nothing: tuple[Json, float] = ({}, 0.0)
        for index, wanted in enumerate(self.wanted):
            found, overlap = self.partner.get(index, nothing)
            self._boundaries(index, wanted, overlap)
            self._placed(index, wanted, found)
            self._linked(index, wanted, found)
            self._counted(index, wanted, found)
            self.right[index] &= _triples([wanted]) == _triples([{"kind": wanted["kind"], **found}])
        self._actors()
        self._facts()
        return Score(self.name, self.counts, self._matters(), tuple(self.faults), tuple(self._judged()))

    def _judged(self) -> Iterator[Judged]:
        """Each act of the record: right where it is an act of the gold and everything annotated of it is equal."""
        partner_of = {id(found): index for index, (found, _) in self.partner.items()}
        warnings: Sequence[Json] = self.record.get("warnings", ())
        for act in self.found:
            index = partner_of.get(id(act))
            blocks = set(act.get("blocks") or ())
            doubts = {
                str(warning.get("code"))
                for warning in warnings
                if (warning["act"] == act.get("id") if warning.get("act") else warning.get("block") in blocks)
            }
            yield Judged(
                id=str(act.get("id")),
                kind=act.get("kind"),
                confidence=float(act.get("confidence") or 0.0),
                right=index is not None and self.right[index],
                rule=str((act.get("evidence") or {}).get("rule")),
                doubts=tuple(sorted(doubts)),
            )

    def _of(self, kind: str | None) -> Counter[str]:
        return self.counts.setdefault(kind, Counter())

    def _tell(self, index: int, figure: str, message: str) -> None:
        """Note a mistake about an act of the gold."""
        wanted = self.wanted[index]
        self.right[index] = False
        self.faults.append(Fault(figure, wanted["kind"], f"{message} ({wanted['kind']} «{wanted['text'][:60]}»)"))

    def _share(self, index: int, figure: str, right: bool, message: str) -> None:
        """Count one of a figure that is a share."""
        counts = self._of(self.wanted[index]["kind"])
        counts[f"{figure}_gold"] += 1
        counts[f"{figure}_hit"] += right
        if not right:
            self._tell(index, figure, message)

    def _boundaries(self, index: int, wanted: Json, overlap: float) -> None:
        counts = self._of(wanted["kind"])
        counts["acts_gold"] += 1
        counts["acts_hit"] += overlap >= PAIRED
        if overlap < PAIRED:
            self._tell(index, "acts", "missed")
        counts["exact_gold"] += 1
        counts["exact_hit"] += overlap >= SAME
        if PAIRED <= overlap < SAME:
            self._tell(index, "exact", f"boundary {overlap:.2f}")

    def _placed(self, index: int, wanted: Json, found: Json) -> None:
        if body := wanted.get("body"):
            right = fold(found.get("body")) == fold(body)
            self._share(index, "bodies", right, f"body {found.get('body')!r}, not {body!r}")
        if matter := wanted.get("matter"):
            number = self.numbers.get(found.get("matter"), "")
            right = bool(found) and number == paragraph(matter)
            self._share(index, "matters", right, f"matter {number!r}, not {matter!r}")

    def _linked(self, index: int, wanted: Json, found: Json) -> None:
        counts = self._of(wanted["kind"])
        for relation in LINKS:
            if wanted.get(relation) is None:
                continue
            want = {self._target(i) for i, act in enumerate(self.wanted) if act.get("id") in ids(wanted[relation])}
            have = ids(found.get(relation))
            counts["links_gold"] += len(want)
            counts["links_got"] += len(have)
            counts["links_hit"] += len(want & have)
            if want != have:
                self._tell(index, "links", f"{relation} {sorted(have)}, not {sorted(want)}")
        if (ref := wanted.get("ref")) is not None:
            target = {self._target(i) for i, act in enumerate(self.wanted) if act.get("id") == ref}
            points = found.get("refers_to")
            self._share(index, "refs", {points} == target, f"refers_to {points}, not {sorted(target)}")
        if (demand := wanted.get("demand")) is not None:
            have = ids(found.get("demand"))
            self._share(index, "demands", have == ids(demand), f"demand {sorted(have)}, not {demand!r}")

    def _target(self, index: int) -> str:
        """The record's id of an act of the gold; a name that no act of the record has, where it was missed."""
        pair = self.partner.get(index)
        return str(pair[0].get("id")) if pair else f"missed {self.wanted[index].get('id')}"

    def _counted(self, index: int, wanted: Json, found: Json) -> None:
        vote = found.get("vote") or {}
        for count in COUNTS:
            if wanted.get(count) is not None:
                right = str(vote.get(count)) == str(wanted[count])
                self._share(index, "votes", right, f"{count} {vote.get(count)}, not {wanted[count]}")

    def _actors(self) -> None:
        want, have = _triples(self.wanted), _triples(self.found)
        for figure, triples in (("gold", want), ("got", have), ("hit", want & have)):
            for (kind, _, _), count in triples.items():
                self._of(kind)[f"actors_{figure}"] += count
        for word, wrong in (("missed", want - have), ("wrong", have - want)):
            for kind, name, party in wrong:
                self.faults.append(Fault("actors", kind, f"actor {word}: {name} ({party or '–'}) of a {kind}"))

    def _facts(self) -> None:
        counts = self._of(None)
        for key, want in self.gold["document"].items():
            have = self.record.get("document", {}).get(key)
            values = have if isinstance(have, list) else [have]
            right = fold(want) in [fold(value) for value in values if value is not None]
            counts["facts_gold"] += 1
            counts["facts_hit"] += right
            if not right:
                self.faults.append(Fault("facts", None, f"{key} {have!r}, not {want!r}"))

    def _matters(self) -> tuple[int, int]:
        """A matter is right where each of its acts is, and the record has no other acts in it.

        Acts of the gold without a paragraph number are one matter: the memorandum's, or the minutes' appendices.
        """
        state: dict[str, bool] = {}
        for index, wanted in enumerate(self.wanted):
            key = paragraph(wanted.get("matter"))
            state[key] = state.get(key, True) and self.right[index]
        paired = {id(found) for found, _ in self.partner.values()}
        numbered = any(state)
        for found in self.found:
            if id(found) not in paired:
                state[self.numbers.get(found.get("matter"), "") if numbered else ""] = False
                message = f"no such {found.get('kind')} «{str(found.get('text'))[:60]}»"
                self.faults.append(Fault("acts", found.get("kind"), message))
        return sum(state.values()), len(state)


def _overlap(left: Counter[str], right: Counter[str]) -> float:
    return 2 * (left & right).total() / max(1, left.total() + right.total())


def _triples(acts: Iterable[Json]) -> Counter[tuple[str, str, str]]:
    return Counter(
        (str(act.get("kind")), fold(actor.get("name")), fold(actor.get("party")))
        for act in acts
        for actor in act.get("actors") or ()
    )


def total(scores: Iterable[Score], kinds: Iterable[str | None] | None = None) -> Counter[str]:
    """The counts of several documents added up, of some kinds or of all."""
    chosen = None if kinds is None else set(kinds)
    added: Counter[str] = Counter()
    for entry in scores:
        for kind, counts in entry.counts.items():
            if chosen is None or kind in chosen:
                added.update(counts)
    return added


def figures(counts: Mapping[str, int]) -> dict[str, float]:
    """The figures of `FIGURES`, 0 to 1, of added counts; 1 where nothing is annotated."""
    return {figure: figure_of(counts, figure) for figure in FIGURES}


def figure_of(counts: Mapping[str, int], figure: str) -> float:
    """One figure: F1 where the record can hold too much (acts, actors, links), else the share of the gold."""
    hit, gold, got = (counts.get(f"{figure}_{part}", 0) for part in ("hit", "gold", "got"))
    if figure in ("acts", "actors", "links"):
        return 2 * hit / (gold + got) if gold + got else 1.0
    return hit / gold if gold else 1.0
