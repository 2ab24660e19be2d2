"""The acts of a document while they are being found: opened, filled block by block, closed."""

import msgspec

from parser.model import ActDraft, Block, Finding, MatterDraft


class OpenAct(msgspec.Struct):
    """An act that is being filled. Fields as in `parser.model.ActDraft`; `extent` as in `parser.profile.Opening`."""

    kind: str
    rule: str
    extent: str
    subject: str
    weight: float
    blocks: list[Block]
    matter: int | None
    parent: int | None
    body: str | None
    named: str | None
    heading: int
    cue: tuple[int, int] | None
    consultation: bool = False

    def done(self) -> ActDraft:
        """The act, finished."""
        return ActDraft(
            kind=self.kind,
            blocks=tuple(self.blocks),
            rule=self.rule,
            matter=self.matter,
            parent=self.parent,
            body=self.body,
            named=self.named,
            heading=self.heading,
            cue=self.cue,
            subject=self.subject,
            weight=self.weight,
            consultation=self.consultation,
        )


class Draft:
    """What a walk over the blocks gathers. Acts are numbered in the order in which they open."""

    def __init__(self) -> None:
        """Starts empty."""
        self.acts: list[OpenAct] = []
        self.notes: list[ActDraft] = []
        self.matters: list[MatterDraft] = []
        self.blocks: list[Block] = []
        self.findings: list[Finding] = []
        self.current: int | None = None
        self.parent: int | None = None
        self.returned: int | None = None

    @property
    def act(self) -> OpenAct | None:
        """The act that is open, if any."""
        return None if self.current is None else self.acts[self.current]

    @property
    def inside(self) -> str | None:
        """The rule that opened the open act."""
        return None if self.act is None else self.act.rule

    @property
    def matter(self) -> int | None:
        """The index of the matter that is being read: the last, or an earlier one that the print returns to."""
        if self.returned is not None:
            return self.returned
        return len(self.matters) - 1 if self.matters else None

    def open(self, act: OpenAct) -> None:
        """Begins an act; what was open ends. `matter` and `parent` are those at this place."""
        act.matter = self.matter
        act.parent = self.parent
        self.acts.append(act)
        self.current = len(self.acts) - 1
        if self.parent is not None:
            # the appendix holds all that is quoted in it
            self.acts[self.parent].blocks.extend(act.blocks)

    def add(self, block: Block) -> None:
        """Adds a block to the open act, and to the appendix that holds it."""
        if self.act is not None:
            self.act.blocks.append(block)
        if self.parent is not None and self.parent != self.current:
            self.acts[self.parent].blocks.append(block)

    def close(self) -> None:
        """Ends the open act; inside an appendix the appendix goes on."""
        self.current = None

    def start_appendix(self, act: OpenAct) -> None:
        """Begins an appendix: what opens from here has it as its parent."""
        self.parent = None
        self.open(act)
        self.parent = self.current
        self.current = None

    def note(self, note: ActDraft) -> None:
        """Keeps a note (jäv, takes no part)."""
        self.notes.append(note)
