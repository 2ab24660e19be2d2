"""Records for tests: two made by hand, and a strategy for any number that keep every rule.

`sample_record()` is the source document cut short; `sample_minutes()` is invented: two matters, a vote with
ballots, an appendix with a reservation written out in it.
"""

from hashlib import sha256

from hypothesis import settings
from hypothesis import strategies as st

from parser.record.text import act_text
from parser.record.types import (
    Act,
    Actor,
    ActorType,
    Answer,
    Attendance,
    Ballot,
    BallotSource,
    Block,
    BlockRole,
    Demand,
    Document,
    Edit,
    EditReason,
    Evidence,
    Kind,
    Matter,
    Note,
    NoteKind,
    Party,
    Person,
    Place,
    Point,
    ProfileUsed,
    Record,
    Software,
    Source,
    TextLayer,
    Vote,
    Warning,
)

# A record takes a while to draw, and the machine may be busy: fewer examples than usual, and no deadline.
quick = settings(max_examples=50, deadline=None)


class Printer:
    """Sets blocks one below the other, a page of `lines` blocks each, and numbers them."""

    def __init__(self, lines: int = 12) -> None:
        self.blocks: list[Block] = []
        self._lines = lines

    def __call__(
        self, role: BlockRole, text: str, *, edits: tuple[Edit, ...] = (), level: int | None = None, over: bool = False
    ) -> str:
        """Set a block and return its id; `over` lets it go on over the next page."""
        page, line = divmod(len(self.blocks), self._lines)
        box = (70.0, 60.0 + 40 * line, 500.5, 90.0 + 40 * line)
        places = [Place(page=page + 1, bbox=box)]
        if over:
            places.append(Place(page=page + 2, bbox=(70.0, 40.0, 500.5, 52.0)))
        id_ = f"b{len(self.blocks) + 1}"
        self.blocks.append(
            Block(id=id_, role=role, page=page + 1, bbox=box, places=tuple(places), text=text, edits=edits, level=level)
        )
        return id_

    def text(self, *ids: str) -> str:
        """The text of an act that has these blocks."""
        return act_text(block for block in self.blocks if block.id in ids)

    def act(self, number: int, kind: Kind, blocks: list[str], **more: object) -> Act:
        """An act of these blocks."""
        more = {"confidence": 0.97, **more}
        return Act(id=f"a{number}", kind=kind, blocks=tuple(blocks), text=self.text(*blocks), **more)  # type: ignore[arg-type]

    @property
    def pages(self) -> int:
        """How many pages the blocks touch."""
        return max((place.page for block in self.blocks for place in block.places), default=0)


def source(name: str, pages: int) -> Source:
    """A source file of that name, whose bytes are its name."""
    return Source(
        file_name=f"{name}.pdf",
        sha256=sha256(name.encode()).hexdigest(),
        bytes=len(name),
        pages=pages,
        text_layer=TextLayer.DIGITAL,
        engine=Software(name="engine", version="1.0"),
        converter=Software(name="diarium", version="0.1.0"),
        profile=ProfileUsed(name="stockholm", digest="0123456789abcdef"),
    )


def sample_record() -> Record:
    """The source document's PM, cut short: a memorandum with reservations in two bodies and an appendix."""
    put, para = Printer(), BlockRole.PARAGRAPH
    put(BlockRole.TITLE, "PM 2006 RI (Dnr 041-4239/2006)", level=1)
    title = put(BlockRole.TITLE, "Ny organisation inom stadsledningskontoret", level=1)
    proposal = [
        put(para, "Borgarrådsberedningen föreslår kommunstyrelsen besluta följande"),
        put(BlockRole.LIST_ITEM, "1. Förslag till ny organisation godkänns."),
        put(BlockRole.LIST_ITEM, "2. Stadsdirektören får i uppdrag att genomföra den."),
    ]
    statement = [
        put(para, "Föredragande borgarrådet Kristina Axén Olin anför följande."),
        put(BlockRole.HEADING, "Ärendet", level=2),
        put(
            para,
            "Stadsledningskontoret har sett över sin organisation.",
            edits=(
                Edit(at=15, length=0, printed="-\n", why=EditReason.HYPHEN),
                Edit(at=43, length=1, printed="\n", why=EditReason.LINE_BREAK),
            ),
            over=True,
        ),
        put(BlockRole.FURNITURE, "2"),
        put(BlockRole.SIGNATURE, "Stockholm den 9 november 2006\nKRISTINA AXÉN OLIN"),
    ]
    decision = [put(para, "Borgarrådsberedningen tillstyrker föredragande borgarrådets förslag.")]
    reservation = [
        put(para, "Reservation anfördes av borgarråden Carin Jämtin och Roger Mogert (båda s), enligt följande."),
        put(para, "Vi föreslår kommunstyrelsen att avslå förslaget."),
    ]
    put(BlockRole.HEADING, "Kommunstyrelsen", level=2)
    second = [
        put(
            para,
            "Reservation anfördes av Carin Jämtin m.fl. (s) med hänvisning till reservationen av (s) i "
            "borgarrådsberedningen.",
        )
    ]
    put(BlockRole.HEADING, "ÄRENDET", level=2)
    report = [
        put(para, "Stadsledningskontorets tjänsteutlåtande daterat den 20 november 2006 har följande lydelse."),
        put(BlockRole.TABLE, "Avdelning\tAntal\nKansli\t12"),
    ]
    put(BlockRole.FURNITURE, "3")
    appendix = [
        put(BlockRole.HEADING, "Bilaga 1", level=1),
        put(para, "Protokoll från möte med förvaltningsgruppen"),
    ]
    child = [put(para, "Särskilt uttalande gjordes av Anna Öberg.")]
    end = [put(para, "Mötet avslutas.")]
    jamtin = Actor(name="Carin Jämtin", party="s", party_id="s", role="borgarråden", person="p2")
    acts = (
        put.act(
            1,
            Kind.PROPOSAL,
            proposal,
            matter="m1",
            body="Borgarrådsberedningen",
            points=(
                Point(number="1", text="Förslag till ny organisation godkänns.", block=proposal[1]),
                Point(number="2", text="Stadsdirektören får i uppdrag att genomföra den.", block=proposal[2]),
            ),
            actors=(Actor(name="Borgarrådsberedningen", type=ActorType.ORGANISATION),),
        ),
        put.act(
            2,
            Kind.STATEMENT,
            statement,
            matter="m1",
            actors=(Actor(name="Kristina Axén Olin", role="borgarrådet", person="p1"),),
        ),
        put.act(
            3,
            Kind.DECISION,
            decision,
            matter="m1",
            body="Borgarrådsberedningen",
            actors=(Actor(name="Borgarrådsberedningen", type=ActorType.ORGANISATION),),
        ),
        put.act(
            4,
            Kind.RESERVATION,
            reservation,
            matter="m1",
            body="Borgarrådsberedningen",
            about=("a3",),
            demand=(Demand.REJECTION,),
            actors=(jamtin, Actor(name="Roger Mogert", party="s", party_id="s", role="borgarråden", person="p3")),
            evidence=Evidence(rule="reservation-by", quote="Reservation anfördes av"),
        ),
        put.act(
            5,
            Kind.RESERVATION,
            second,
            matter="m1",
            body="Kommunstyrelsen",
            refers_to="a4",
            about=("a1",),
            demand=(Demand.REJECTION,),
            actors=(Actor(name="Carin Jämtin", party="s", party_id="s", person="p2", and_others=True),),
        ),
        put.act(
            6,
            Kind.STATEMENT,
            report,
            matter="m1",
            actors=(Actor(name="Stadsledningskontoret", type=ActorType.ORGANISATION),),
        ),
        put.act(7, Kind.APPENDIX, [*appendix, *child, *end], matter="m1"),
        put.act(8, Kind.SPECIAL_STATEMENT, child, matter="m1", parent="a7", actors=(Actor(name="Anna Öberg"),)),
    )
    made = source("pm", put.pages)
    return Record(
        id=made.sha256[:16],
        source=made,
        document=Document(
            type="pm",
            number="2006 RI",
            diary_numbers=("041-4239/2006",),
            title="Ny organisation inom stadsledningskontoret",
            municipality="Stockholm",
            municipality_code="0180",
            department="Rotel I",
            date="2006-11-09",
        ),
        matters=(
            Matter(
                id="m1",
                title="Ny organisation inom stadsledningskontoret",
                diary_numbers=("041-4239/2006",),
                blocks=(title,),
            ),
        ),
        blocks=tuple(put.blocks),
        acts=acts,
        persons=(
            Person(id="p1", name="Kristina Axén Olin", forms=("Kristina Axén Olin", "KRISTINA AXÉN OLIN")),
            Person(id="p2", name="Carin Jämtin", forms=("Carin Jämtin",), parties=("s",)),
            Person(id="p3", name="Roger Mogert", forms=("Roger Mogert",), parties=("s",)),
        ),
        parties=(Party(id="s", name="Socialdemokraterna", codes=("s",), wikidata="Q105112"),),
        warnings=(Warning(code="unclear-heading", message="A heading has no text below it.", page=2, block="b14"),),
    )


def sample_minutes() -> Record:
    """Minutes of an invented council: two matters, moved proposals, a vote with ballots, an appendix."""
    put, para, head = Printer(), BlockRole.PARAGRAPH, BlockRole.HEADING
    put(BlockRole.TITLE, "Sammanträdesprotokoll", level=1)
    put(BlockRole.FURNITURE, "Justerandes sign")
    put(head, "Beslutande", level=3)
    roll = put(BlockRole.TABLE, "Anna Berg\tS\tordförande\nPer von Ek\tM\t")
    first = put(head, "§ 14 Dnr KS 2019/123 Ny simhall", level=1)
    moved = [
        put(head, "Yrkanden", level=2),
        put(para, "Per von Ek (M) yrkar avslag på förslaget."),
    ]
    put(head, "Propositionsordning", level=2)
    vote = [
        put(head, "Omröstning", level=2),
        put(para, "Ja-röst för bifall, nej-röst för avslag. Med 2 ja-röster mot 1 nej-röst beslutas bifall."),
        put(BlockRole.TABLE, "Ledamot\tJa\tNej\nAnna Berg (S)\tX\t\nPer von Ek (M)\t\tX"),
    ]
    put(BlockRole.FURNITURE, "2 (3)")
    decision = [
        put(head, "Beslut", level=2),
        put(para, "Kommunstyrelsen beslutar att bygga en simhall."),
    ]
    reservation = [
        put(head, "Reservationer", level=2),
        put(para, "Per von Ek (M) reserverar sig till förmån för eget yrkande, bilaga 1."),
    ]
    second = [put(head, "§ 15", level=1), put(head, "Delgivningar", level=1)]
    noted = [put(head, "Beslut", level=2), put(BlockRole.LIST_ITEM, "- Anmälningarna läggs till handlingarna.")]
    jav = put(para, "På grund av jäv deltar inte Anna Berg (S).")
    appendix = [put(head, "Bilaga 1", level=1)]
    child = [put(para, "Reservation av Per von Ek (M): simhallen är för dyr.")]
    berg = Actor(name="Anna Berg", party="S", party_id="s", person="p1")
    ek = Actor(name="Per von Ek", party="M", party_id="m", person="p2")
    acts = (
        put.act(
            1,
            Kind.MOVED_PROPOSAL,
            moved,
            matter="m1",
            body="Kommunstyrelsen",
            actors=(ek,),
            demand=(Demand.REJECTION,),
        ),
        put.act(
            2,
            Kind.VOTE,
            vote,
            matter="m1",
            body="Kommunstyrelsen",
            about=("a3",),
            vote=Vote(
                yes=2,
                no=1,
                meaning_yes="bifall",
                meaning_no="avslag",
                outcome="beslutas bifall",
                ballots=(
                    Ballot(name="Anna Berg", party="S", answer=Answer.YES, source=BallotSource.STATED),
                    Ballot(name="Per von Ek", party="M", answer=Answer.NO, source=BallotSource.DERIVED),
                ),
            ),
        ),
        put.act(
            3,
            Kind.DECISION,
            decision,
            matter="m1",
            body="Kommunstyrelsen",
            actors=(Actor(name="Kommunstyrelsen", type=ActorType.ORGANISATION),),
        ),
        put.act(
            4,
            Kind.RESERVATION,
            reservation,
            matter="m1",
            body="Kommunstyrelsen",
            actors=(ek,),
            about=("a3",),
            in_favour_of=("a1",),
            demand=(Demand.REJECTION,),
        ),
        put.act(5, Kind.DECISION, noted, matter="m2", body="Kommunstyrelsen"),
        put.act(6, Kind.APPENDIX, [*appendix, *child], matter="m1", actors=(ek,)),
        put.act(7, Kind.RESERVATION, child, matter="m1", parent="a6", actors=(ek,), refers_to="a4"),
    )
    made = source("protokoll", put.pages)
    return Record(
        id=made.sha256[:16],
        source=made,
        document=Document(
            type="protokoll",
            municipality="Älvsby",
            body="Kommunstyrelsen",
            date="2019-03-14",
        ),
        matters=(
            Matter(id="m1", number="§ 14", title="Ny simhall", diary_numbers=("KS 2019/123",), blocks=(first,)),
            Matter(id="m2", number="§ 15", title="Delgivningar", blocks=tuple(second)),
        ),
        blocks=tuple(put.blocks),
        acts=acts,
        notes=(
            Note(
                kind=NoteKind.CONFLICT_OF_INTEREST,
                matter="m2",
                blocks=(jav,),
                text="På grund av jäv deltar inte Anna Berg (S).",
                actors=(berg,),
            ),
        ),
        attendance=(
            Attendance(
                name="Anna Berg",
                party="S",
                party_id="s",
                person="p1",
                capacity="deciding",
                role="ordförande",
                block=roll,
            ),
            Attendance(name="Per von Ek", party="M", party_id="m", person="p2", capacity="deciding", block=roll),
        ),
        persons=(
            Person(id="p1", name="Anna Berg", forms=("Anna Berg",), parties=("s",)),
            Person(id="p2", name="Per von Ek", forms=("Per von Ek",), parties=("m",)),
        ),
        parties=(
            Party(id="s", name="Socialdemokraterna", codes=("S",)),
            Party(id="m", name="Moderaterna", codes=("M",)),
        ),
    )


# Texts that hold what breaks writers: control characters, markup, white space of all kinds, no letters at all.
texts = st.one_of(
    st.text(st.sampled_from("abåäö §(),.-\t\n<&>\"'\x00\x02\x0b\x1b\u00ad\ufb01\ufffe\uffff\r"), max_size=40),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.sampled_from(["Anna Berg (S) yrkar avslag. Och mer.", "1. Att bygga", "§ 14 Simhall", "Namn\tParti\nEk\tM"]),
)
names = st.one_of(st.sampled_from(["Anna Berg", "Per von Ek", "Berg", "Nämnden"]), texts.filter(bool))


@st.composite
def blocks(draw: st.DrawFn, count: int) -> tuple[Block, ...]:
    """As many blocks, with edits that lie within their texts and some that go on over a page."""
    put = Printer(draw(st.integers(1, 20)))
    for _ in range(count):
        text = draw(texts)
        edits, at = [], 0
        for _ in range(draw(st.integers(0, 2))):
            at = draw(st.integers(at, len(text)))
            length = draw(st.integers(0, len(text) - at))
            printed = draw(texts)
            if printed != text[at : at + length]:
                edits.append(Edit(at=at, length=length, printed=printed, why=draw(st.sampled_from(EditReason))))
                at += length
        put(
            draw(st.sampled_from(BlockRole)),
            text,
            edits=tuple(edits),
            level=draw(st.none() | st.integers(1, 4)),
            over=draw(st.booleans()),
        )
    return tuple(put.blocks)


@st.composite
def actors(draw: st.DrawFn) -> Actor:
    """An actor among the persons p1, p2 and the parties s, `ny/lokal` of `records`."""
    type_ = draw(st.sampled_from(ActorType))
    return Actor(
        name=draw(names),
        party=draw(st.none() | names),
        party_id=draw(st.sampled_from([None, "s", "ny/lokal"])),
        role=draw(st.none() | names),
        type=type_,
        person=draw(st.sampled_from([None, "p1", "p2"])) if type_ is ActorType.PERSON else None,
        and_others=draw(st.booleans()),
    )


@st.composite
def votes(draw: st.DrawFn) -> Vote:
    """A vote, with any of its counts missing."""
    count = st.none() | st.integers(0, 101)
    said = st.none() | texts
    ballot = st.builds(Ballot, name=names, party=st.none() | names, answer=st.sampled_from(Answer),
                       source=st.sampled_from(BallotSource))  # fmt: skip
    return Vote(
        yes=draw(count), no=draw(count), abstain=draw(count), absent=draw(count),
        meaning_yes=draw(said), meaning_no=draw(said), outcome=draw(said),
        ballots=tuple(draw(st.lists(ballot, max_size=3))),
    )  # fmt: skip


@st.composite
def records(draw: st.DrawFn) -> Record:
    """Any record that keeps the schema and whose references hold: acts in pieces, nested, empty matters, no acts."""
    printed = draw(blocks(draw(st.integers(0, 14))))
    matters = tuple(
        Matter(
            id=f"m{number}",
            number=draw(st.none() | st.sampled_from([f"§ {number}", f"§{number}", ""])),
            title=draw(st.none() | texts),
            diary_numbers=tuple(draw(st.lists(texts, max_size=2))),
            blocks=tuple(draw(st.lists(st.sampled_from(printed), max_size=2).map(lambda found: [b.id for b in found])))
            if printed
            else (),
        )
        for number in range(1, draw(st.integers(0, 3)) + 1)
    )
    acts: list[Act] = []
    owner: dict[str, list[str]] = {}
    # Each block goes to one top-level act or none, so an act's blocks may lie apart; children take of a parent's.
    for block in printed:
        owner.setdefault(draw(st.sampled_from(["", "a1", "a2", "a3"])), []).append(block.id)
    owner.pop("", None)
    words = {block.id for block in printed if block.role is not BlockRole.FURNITURE}
    owner = {id_: of for id_, of in owner.items() if words & set(of)}
    parents: dict[str, str] = {}
    for number in range(4, 4 + draw(st.integers(0, 2))):
        if not owner:
            break
        parent = draw(st.sampled_from(sorted(owner)))
        siblings = {id_ for child, of in parents.items() if of == parent for id_ in owner[child]}
        free = [id_ for id_ in owner[parent] if id_ not in siblings]
        if words & set(free):
            chosen = draw(st.sets(st.sampled_from(free), min_size=1).filter(words.intersection))
            owner[f"a{number}"] = [id_ for id_ in owner[parent] if id_ in chosen]
            parents[f"a{number}"] = parent
    by_id = {block.id: block for block in printed}
    matter_ids = st.sampled_from([None, *(matter.id for matter in matters)])
    in_matter = {id_: draw(matter_ids) for id_ in owner}
    for id_, block_ids in owner.items():
        kind = draw(st.sampled_from(Kind))
        others = [other for other in owner if other != id_ and in_matter[other] == in_matter[id_]]
        linked = st.lists(st.sampled_from(others), max_size=2, unique=True).map(tuple) if others else st.just(())
        acts.append(
            Act(
                id=id_,
                kind=kind,
                matter=in_matter[id_],
                body=draw(st.none() | names),
                parent=parents.get(id_),
                blocks=tuple(block_ids),
                text=act_text(by_id[block_id] for block_id in block_ids),
                actors=tuple(draw(st.lists(actors(), max_size=3))),
                refers_to=draw(st.sampled_from([None, *others])),
                about=draw(linked),
                in_favour_of=draw(linked),
                demand=tuple(draw(st.lists(st.sampled_from(Demand), max_size=2, unique=True))),
                vote=draw(st.none() | votes()) if kind is Kind.VOTE else None,
                confidence=draw(st.floats(0, 1)),
            )
        )
    made = source(draw(st.text("abcåäö ", min_size=1)), 40)
    return Record(
        id=made.sha256[:16],
        source=made,
        document=Document(
            type=draw(st.sampled_from(["pm", "utlåtande", "protokoll", "protokollsutdrag", "unknown", "", "§"])),
            number=draw(st.none() | texts),
            diary_numbers=tuple(draw(st.lists(texts, max_size=2))),
            title=draw(st.none() | texts),
            municipality=draw(st.none() | names),
            municipality_code=draw(st.sampled_from([None, "0180"])),
            body=draw(st.none() | names),
            date=draw(st.none() | st.dates().map(lambda day: day.isoformat())),
        ),
        matters=matters,
        blocks=printed,
        acts=tuple(acts),
        attendance=tuple(
            Attendance(name=draw(names), person=draw(st.sampled_from([None, "p1"])), block=block.id)
            for block in printed
            if draw(st.booleans())
        ),
        persons=(Person(id="p1", name="Anna Berg"), Person(id="p2", name=draw(names), parties=("s",))),
        parties=(Party(id="s", name="Socialdemokraterna"), Party(id="ny/lokal", name=draw(names))),
    )
