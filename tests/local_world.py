"""Minutes in which a local party acts that no register has, and the movers are for, against and otherwise."""

from parser.record.types import Act, Actor, ActorType, BlockRole, Demand, Document, Kind, Matter, Party, Person, Record
from records import Printer, source


def local_minutes(name: str = "hultsfred", municipality: str = "Hultsfred", number: str = "2014/62 042") -> Record:
    """Minutes of a council where Lennart Mörlund (HL) reserves himself; the register does not know HL."""
    put, para, head = Printer(), BlockRole.PARAGRAPH, BlockRole.HEADING
    title = put(head, f"§ 77 Dnr {number} Uppföljning", level=1)
    proposed = [put(head, "Förslag till beslut", level=2), put(para, "Arbetsutskottet föreslår att den godkänns.")]
    against = [put(head, "Yrkanden", level=2), put(para, "Lennart Mörlund (HL) yrkar avslag på förslaget.")]
    pro = [put(para, "Arne Bergal (M) yrkar bifall till arbetsutskottets förslag.")]
    back = [put(para, "Rosa Folkung (S) yrkar återremiss.")]
    decided = [put(head, "Beslut", level=2), put(para, "Uppföljningen godkänns.")]
    reserved = [put(head, "Reservation", level=2), put(para, "Lennart Mörlund (HL) reserverar sig.")]
    lennart = Actor(name="Lennart Mörlund", party="HL", person="p1")
    arne = Actor(name="Arne Bergal", party="M", party_id="m", person="p2")
    rosa = Actor(name="Rosa Folkung", party="S", person="p3")  # its code is among `parties`, though not here
    board = {"matter": "m1", "body": "Kommunstyrelsen"}
    committee = Actor(name="Arbetsutskottet", type=ActorType.ORGANISATION)

    def moved(number: int, blocks: list[str], who: Actor, demand: Demand) -> Act:
        return put.act(number, Kind.MOVED_PROPOSAL, blocks, actors=(who,), about=("a1",), demand=(demand,), **board)

    acts = (
        put.act(1, Kind.PROPOSAL, proposed, matter="m1", body="Arbetsutskottet", actors=(committee,)),
        moved(2, against, lennart, Demand.REJECTION),
        moved(3, pro, arne, Demand.APPROVAL),
        moved(4, back, rosa, Demand.REFERRAL_BACK),
        put.act(5, Kind.DECISION, decided, **board),
        put.act(6, Kind.RESERVATION, reserved, actors=(lennart, arne), about=("a5",), in_favour_of=("a2",), **board),
    )
    made = source(name, put.pages)
    return Record(
        id=made.sha256[:16],
        source=made,
        document=Document(type="protokoll", municipality=municipality, body="Kommunstyrelsen", date="2014-06-03"),
        matters=(Matter(id="m1", number="§ 77", title="Uppföljning", diary_numbers=(number,), blocks=(title,)),),
        blocks=tuple(put.blocks),
        acts=acts,
        persons=(
            Person(id="p1", name="Lennart Mörlund", forms=("Lennart Mörlund",)),
            Person(id="p2", name="Arne Bergal", forms=("Arne Bergal",), parties=("m",)),
            Person(id="p3", name="Rosa Folkung", forms=("Rosa Folkung",), parties=("s",)),
        ),
        parties=(
            Party(id="m", name="Moderaterna", codes=("M",)),
            Party(id="s", name="Socialdemokraterna", codes=("S",)),
        ),
    )
