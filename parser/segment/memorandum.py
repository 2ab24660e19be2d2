"""The walk over memoranda (PM, utlåtanden): one matter, passed from body to body.

A statement or reservation runs through its inner headings to the next act or region; a consultation's answers
begin with the answering body's name as a sub-heading.
"""

import functools
import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from parser.language.bodies import nominative, same_body
from parser.language.engine import Engine
from parser.model import Block, Facts, MatterDraft, Role
from parser.profile import Section
from parser.segment.draft import OpenAct
from parser.segment.headings import Heading
from parser.segment.openings import Found, Place, numbered, shifted
from parser.segment.walk import ACT_KINDS, WRITTEN, Names, Walk

_WORD_ENDS = r"s?(?!\w)"
_LONG_NAME, _ALIKE = 10, 0.93  # letters of a name, and the share of them that agree, to be the same misread
_NAME_WORDS = 8  # of an organisation's name, at most
_SIGNED_LINES = 4  # lines of a paragraph among which signatures are looked for
_TOLD = 3000  # characters of a paragraph in which it is told who was asked
_NAMED_IN = 120  # characters of an answer in which its body is named
_ANSWERS = ("committee-answers", "organisation-answers")
_KINDS = ACT_KINDS - {"appendix", "vote", "moved_proposal"}


def _letters(text: str) -> str:
    """A name's letters alone: what is set spaced out, in capitals or with another hyphen is the same name."""
    return "".join(c for c in text.casefold() if c.isalpha())


def _alike(one: str, other: str) -> bool:
    """Whether two names are the same but for a letter that was misread or misprinted."""
    return len(one) >= _LONG_NAME and SequenceMatcher(None, one, other).ratio() >= _ALIKE


def _capitals(block: Block) -> bool:
    return block.text.isupper() and len(block.text) > 3


class MemorandumWalk(Walk):
    """See the module."""

    scope = "memorandum"

    def __init__(self, blocks: Sequence[Block], engine: Engine, names: Names, facts: Facts) -> None:
        """As `Walk`; the one matter is the document's own."""
        super().__init__(blocks, engine, names, None)
        self.facts = facts
        self.region: Section | None = None
        self.consulted = False  # whether a consultation's region has begun
        # those whom the matter was sent to for their opinion, wherever that is told
        asking = tuple(word.rstrip("*") for word in engine.profile.words.get("sent-for-answers", ()))
        told = (b.text for b in blocks if len(b.text) < _TOLD and any(word in b.text.lower() for word in asking))
        self.asked = " ".join(told)
        self.answer_looks: set[tuple[int | None, bool, float]] = set()
        self.draft.matters.append(
            MatterDraft(number=None, title=facts.title, diary_numbers=facts.diary_numbers, blocks=facts.front)
        )

    @property
    def consulting(self) -> bool:
        """Whether the walk is among a consultation's answers."""
        if self.region is None or self.draft.parent is not None:
            return False
        return self.region.consultation or (self.consulted and self.region.id == "matter")

    def run(self) -> None:
        """Reads every block once."""
        for index, block in enumerate(self.blocks):
            self.index = index
            if block.role is Role.FURNITURE or block.id in self.facts.front:
                self.put(block)
            elif self.is_appendix(block) and index > self.own_until and not self._inner_list():
                self._flush()
                self.put(block)
                self.region = None
                self.start_appendix(block)
            else:
                self.step(block)
        self._flush()

    def _inner_list(self) -> bool:
        """Whether a statement's own list of appendices names this one, rather than the appendix beginning here."""
        return self.draft.inside is not None and not self.top_of_page(self.index) and bool(self.pending)

    @functools.cached_property
    def own_until(self) -> int:
        """The index until which acts come that no appendix is before: `Bilaga` above them names one."""
        return max((i for i, b in enumerate(self.blocks) if self._before_appendices(b)), default=-1)

    def _before_appendices(self, block: Block) -> bool:
        opened = self.found(block.text, Place(self.scope, None, None, _KINDS))
        return bool(opened) and opened[0].at == 0 and opened[0].rule.before_appendices

    def step(self, block: Block) -> None:
        """Reads a block that begins no appendix."""
        heading = self.heading(block)
        if heading is not None and self._is_region(heading, block):
            self._flush()
            self.put(block)
            self._enter(heading)
            return
        if heading is not None and self._announces(heading):
            self._flush()
            self.put(block)
            self.draft.close()
            self.pending = [block]
            return
        begins = self._after_name(block)
        text = block.text[begins:]
        openings = shifted((f for f in self.found(text, self.place()) if not self._retold(f, text)), begins)
        openings = openings or self._below_signatures(block)
        if openings and not self._names_an_appendix(block):
            self._openings(block, openings)
            return
        if (name := self._asked_lead(block)) is not None:
            self._flush()
            self.put(block)
            self._open_answer(block, name, heading=0)
            return
        if self.looks_like_heading(block) and self.consulting:
            # it may be the name of the body whose answer follows: the next block decides
            self._flush()
            self.put(block)
            self.pending = [block]
            if self._answers(block):
                self._learn_look()
                self._open_answer(block, block.text.strip(), heading=1)
            return
        self._flush()
        self.put(block)
        self._plain(block)

    def _after_name(self, block: Block) -> int:
        """Where an answer's text begins that OCR read together with its body's name above it, which it begins with."""
        name = self.leading_name(block.text) if block.recognised and self.consulting else None
        if name is None:
            return 0
        rest = block.text[name.end :]
        begins = len(block.text) - len(rest.lstrip())
        return begins if block.text.startswith(block.text[: name.end], begins) else 0

    def _below_signatures(self, block: Block) -> tuple[Found, ...]:
        """What opens on a line below signatures that OCR read as one paragraph with it."""
        for placed in block.lines[1:_SIGNED_LINES] if block.recognised else ():
            above, text = block.text[: placed.at], block.text[placed.at :]
            if above.strip() and self.names.only_names(above):
                found = self.found(text, self.place())
                if found and found[0].at == 0 and found[0].rule.kind in WRITTEN:
                    return shifted(found, placed.at, whole=False)
        return ()

    def _names_an_appendix(self, block: Block) -> bool:
        """Whether the block is an item of a list of appendices (`1. Reservation av NN (s) i nämnden`)."""
        if block.role is not Role.LIST_ITEM and not numbered(block.text):
            return False
        above = (b for b in reversed(self.blocks[: self.index]) if b.role not in (Role.FURNITURE, Role.LIST_ITEM))
        heads = next((b.text for b in above if not numbered(b.text)), "")
        return len(heads) < 20 and self.engine.says(heads, "appendices-listed")

    def _announces(self, heading: Heading) -> bool:
        """Whether a heading (`Borgarrådsberedningens förslag till beslut`) belongs to the act that opens below it."""
        if heading.section.holds not in ("proposal", "decision", "statement") or heading.end is not None:
            return False
        if self.consulting or self.draft.parent is not None:
            return False
        after = self.following(self.index)
        if after is None:
            return False
        opened = self.found(after.text, Place(self.scope, self.region.id if self.region else None, None, _KINDS))
        return bool(opened) and opened[0].at == 0 and opened[0].rule.kind == heading.section.holds

    def place(self) -> Place:
        """What may open here."""
        section = "consultation" if self.consulting else (self.region.id if self.region else None)
        act = self.draft.act
        split = act is None or act.rule in _ANSWERS or act.extent != "through"
        return Place(self.scope, section, self.draft.inside, _KINDS, split)

    # ---- regions

    def _is_region(self, heading: Heading, block: Block) -> bool:
        if heading.section.holds != "region" or heading.end is not None or self.draft.parent is not None:
            return False
        act = self.draft.act
        if act is None or act.extent != "through":
            return True
        if act.rule == "commissioner-statement":
            return False
        if self.draft.inside in heading.section.outside:
            # inside a long statement only a heading set as the outer ones are is not its own
            return not self.consulting and _capitals(block)
        if heading.section.id == "board":
            return True
        # a reservation has headings of its own: another body's acts still to come show that it goes on
        return _capitals(block) or not self._board_ahead()

    def _board_ahead(self) -> bool:
        later = self.blocks[self.index + 1 :]
        return any(
            (h := self.heading(b)) is not None and h.section.id == "board" and h.end is None
            for b in later
            if len(b.text) < 40
        )

    def _enter(self, heading: Heading) -> None:
        self.draft.close()
        self.region = heading.section
        self.consulted = self.consulted or heading.section.consultation
        self.pending = []
        if heading.body:
            self.body = heading.body
        elif heading.section.id in ("matter", "consultation"):
            self.body = None

    # ---- openings

    def _openings(self, block: Block, openings: tuple[Found, ...]) -> None:
        if self.pending and not (openings[0].at == 0 and self._belongs(openings[0])):
            self._flush()
        for part, opening in self.cut(block, openings):
            self.put(part)
            if opening is None:
                self._plain(part)
                continue
            rule = opening.rule
            if rule.kind in ("end", "note"):
                if rule.kind == "note":
                    self.take_note(rule, part)
                self._leave(part)
                continue
            self._learn_look()
            self._set_body(opening)
            self.open_found(opening, part, consultation=self.consulting)
            act = self.draft.act
            if act is not None:
                if rule.sets_body:
                    act.body = None
                    self.body = rule.sets_body
                elif rule.kind == "statement" and not (opening.named and self._is_body(part, opening)):
                    act.body = None
                if self._by_reference(act, part):
                    act.extent = "paragraph"

    def _retold(self, opening: Found, text: str) -> bool:
        """Whether an opening's form of words only retells, inside another's text.

        An answer has its body's name above it; where the document sets no names above its answers, the body must be
        one of those asked. A reservation may quote the proposal that it is against.
        """
        rule, act = opening.rule, self.draft.act
        if act is not None and act.rule == "consultation-heading" and len(act.blocks) == act.heading:
            return opening.at == 0 and rule.kind == "statement" and self.is_general(text)
        if rule.kind == "note" and act is not None and act.kind in WRITTEN:
            return not self.names.names_actor(text[: opening.cue[0]])  # what the reservation says of others
        if rule.kind == "proposal" and act is not None and act.kind in WRITTEN:
            if numbered(text):
                return True  # a point of what the reservation proposes
            return act.body is not None and opening.named is not None and same_body(opening.named, act.body)
        if rule.kind in WRITTEN and act is None and opening.at > 0:
            return True  # «Nämnden avslog den 3 maj en motion. Reservation anfördes av S.», told in the background
        if rule.id not in _ANSWERS:
            return False
        lead = text[opening.at : opening.cue[0]].strip() if rule.id == "organisation-answers" else ""
        name = opening.named or lead or text[:40]
        if self.pending:
            above, letters = _letters(self.pending[-1].text), _letters(name)
            # «Sammanfattning av nämndens svar» is an inner heading of the committee's answer
            named = above.startswith(letters) or above.removesuffix("s").endswith(letters.removesuffix("s"))
            return not (letters and (above in letters or named or _alike(above, letters)))
        if act is not None and act.rule == "committee-answers" and self.is_general(text[opening.at :]):
            return True  # «Nämnden anförde att …» goes on with what it decided
        if act is not None and act.kind == "statement" and _letters(name) in _letters(act.blocks[0].text[:_NAMED_IN]):
            return True  # the open answer's own body goes on
        if rule.id == "organisation-answers":
            return bool(self.answer_looks) or not self._asked_for(name)
        in_background = self.region is not None and self.region.id == "matter"
        if not in_background and (act is None or act.extent != "through"):
            return False
        if self.engine.says(text[:600], "answering"):
            return False
        if self._act_follows():
            return False
        return in_background or bool(self.answer_looks) or not self._asked_for(name)

    def _asked_for(self, name: str) -> bool:
        """Whether a body or organisation is among those asked; districts are asked for by their own names alone."""
        letters = _letters(name)
        if not letters:
            return False
        if self._is_asked(letters):
            return True
        district = name.split()[-1].startswith("stadsdel")
        if district and self.engine.says(self.asked, "every-district"):
            return True
        own = name.split()[0]
        distinct = own[:1].isupper() and len(own) > 3 and len(name.split()) > 1
        return distinct and district and own in self.asked

    def _asked_lead(self, block: Block) -> str | None:
        """The name of one of those asked with which a paragraph begins its answer (`Boverket anser att …`), where the
        document sets no names above its answers."""
        if not self.consulting or self.answer_looks or block.role is not Role.PARAGRAPH or self.pending:
            return None
        begin = block.text[:_NAMED_IN]
        cues = self.engine.read(begin, "words").cues
        general = {c.end for c in cues if c.rule == "answerer" and c.start == 0}  # «Nämnden anser» goes on with its own
        if any(f.rule.id in _ANSWERS for f in self.found(block.text, self.place())):
            return None
        for end in [c.start for c in cues if c.rule == "states"][:2]:
            name = begin[:end].strip(" ,(:")
            known = bool(name) and name[0].isupper() and self._is_asked(_letters(name), _WORD_ENDS)
            if known and len(name) not in general and not self._has_answered(name):
                return name
        return None

    def _has_answered(self, name: str) -> bool:
        letters = _letters(name).removesuffix("s")
        answers = (a for a in self.draft.acts if a.kind == "statement" and a.consultation)
        return any(letters in _letters(a.blocks[0].text[:_NAMED_IN]) for a in answers if a.blocks)

    def _is_asked(self, letters: str, end: str = "") -> bool:
        """Whether a name of these letters stands where it is told who was asked; `end`: what may follow it there.

        It stands with its first letter at a word's beginning: «kontoret» is not «stadsledningskontoret».
        """
        name = r"(?<!\w)" + r"[\W\d_]*".join(map(re.escape, letters.removesuffix("s")))
        return re.search(name + end, self.asked.casefold()) is not None

    def _act_follows(self) -> bool:
        """Whether the next paragraph opens an act of the same answer: a reservation, or the office's report."""
        after = self.following(self.index)
        if after is None:
            return False
        found = self.found(after.text, Place(self.scope, "consultation", None, _KINDS))
        return any(f.at == 0 and f.rule.id not in _ANSWERS for f in found)

    def _belongs(self, opening: Found) -> bool:
        """Whether a pending heading is that of the answer that opens: only statements have their body's name above."""
        return opening.rule.kind == "statement" or not self.consulting

    def _learn_look(self) -> None:
        for block in self.pending:
            self.answer_looks.add((block.level, block.bold, round(block.size, 1)))

    def _set_body(self, opening: Found) -> None:
        if (opening.rule.kind in ("proposal", "decision") and opening.named) or (
            opening.rule.id == "committee-answers" and opening.named
        ):
            self.body = opening.named
        elif opening.rule.kind == "statement" and self.consulting and self.pending:
            names = self.engine.names(self.pending[-1].text)
            if names and names[0].label == "body" and names[0].start == 0:
                self.body = nominative(self.pending[-1].text[names[0].start : names[0].end])

    def _is_body(self, block: Block, opening: Found) -> bool:
        names = self.engine.names(block.text[: opening.cue[1] + 40])
        return bool(names) and names[0].label == "body"

    def _by_reference(self, act: OpenAct, block: Block) -> bool:
        """Whether an announcement refers to a text elsewhere, so that it is its paragraph alone."""
        if act.kind not in ("reservation", "special_statement", "substitute_statement"):
            return False
        rules = {c.rule for c in self.engine.read(block.text[:1800], "words").cues}
        return "by-reference" in rules and "written-out" not in rules

    # ---- answers

    def _answers(self, block: Block) -> bool:
        """Whether a heading is the name of an answering body though the text below it has no formula."""
        after = self.following(self.index)
        text = block.text.strip().rstrip(".:")
        short = len(text.split()) <= _NAME_WORDS
        if after is not None and short and self.is_general(after.text) and self._asked_for(text):
            return True
        if after is None or self.found(after.text, Place(self.scope, "consultation", self.draft.inside, _KINDS)):
            return False
        if self.looks_like_heading(after) and self.heading(after) is None and len(after.text) < 60:
            return False
        inner = self.draft.inside is not None
        whole_name = self.whole_name(text) is not None
        asked = text.rstrip("s") in self.asked and len(text) > 3  # with its capitals: a proper name
        same_look = (block.level, block.bold, round(block.size, 1)) in self.answer_looks
        begins = after.text.casefold().startswith(text.casefold())
        one_of_them = asked and short and " " in text and not self._has_answered(text)
        if inner and not same_look and self.answer_looks and not one_of_them:
            return False
        return whole_name or asked or (begins and short)

    def _open_answer(self, block: Block, named: str, *, heading: int) -> None:
        """Opens the answer that `block` begins: the heading above it (1), or its first paragraph (0)."""
        known = self.leading_name(block.text)
        body = nominative(named) if known is not None and known.label == "body" else None
        self.body = body or self.body
        self.open_answer([block], body or named, body, heading=heading)

    # ---- what opens nothing

    def _flush(self) -> None:
        """A pending heading that began nothing belongs to the open act, or to none."""
        for block in self.pending:
            self._plain(block)
        self.pending = []

    def _plain(self, block: Block) -> None:
        act = self.draft.act
        if act is None:
            self._leave(block)
        elif act.extent == "through" or (act.extent == "section" and block.role not in (Role.HEADING, Role.TITLE)):
            self.draft.add(block)
        else:
            self._leave(block)

    def _leave(self, block: Block) -> None:
        if self.draft.parent is not None:
            self.draft.acts[self.draft.parent].blocks.append(block)
        self.draft.close()
