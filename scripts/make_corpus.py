"""Write an invented corpus of records: as many acts as asked for, the same for the same seed.

    make_corpus.py OUT --acts 200000

Minutes of boards, councils and committees of many municipalities over thirty years: matters, moved proposals,
decisions, reservations against them, votes with ballots, in Swedish that is put together of phrases, words by their
frequency and compounds. For measuring and for tests: persons and what they do are invented. A record keeps the schema
and its references hold; it has little of what an index does not read (edits, furniture), so a real one is larger.
"""

import argparse
import itertools
import random
import sys
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import msgspec  # noqa: E402  the path above comes first

from parser.record import types as t  # noqa: E402  the same

PARTIES = {
    "s": "Socialdemokraterna", "m": "Moderaterna", "c": "Centerpartiet", "l": "Liberalerna", "v": "Vänsterpartiet",
    "mp": "Miljöpartiet", "kd": "Kristdemokraterna", "sd": "Sverigedemokraterna",
}  # fmt: skip
WEIGHTS = (30, 22, 10, 7, 8, 6, 6, 11)
BODIES = (
    ("Kommunstyrelsen", 30), ("Kommunfullmäktige", 20), ("Barn- och utbildningsnämnden", 12), ("Socialnämnden", 10),
    ("Miljö- och byggnadsnämnden", 10), ("Tekniska nämnden", 8), ("Kultur- och fritidsnämnden", 6),
    ("Kommunstyrelsens arbetsutskott", 4),
)  # fmt: skip
SUBJECTS = (
    "skola", "förskola", "grundskola", "simhall", "bibliotek", "äldreboende", "hemtjänst", "vatten", "avlopp", "väg",
    "cykelväg", "detaljplan", "översiktsplan", "budget", "upphandling", "organisation", "taxa", "park", "bostad",
    "idrott", "kultur", "färdtjänst", "energi", "klimat", "trafik", "busslinje", "måltid", "kök", "fastighet", "mark",
    "hamn", "avfall", "återvinning", "belysning", "lekplats", "räddningstjänst", "personal", "lön", "revision",
)  # fmt: skip
COMPOUNDS = (
    "s{}", "detalj{}", "kommun{}", "stads{}", "central{}", "land{}", "vinter{}", "{}avgift", "{}plan", "{}utredning",
    "{}policy", "{}verksamhet", "{}fråga", "{}chef", "{}nämnd", "{}projekt", "{}strategi", "{}budget", "{}sektor",
)  # fmt: skip
MATTERS = (
    "Motion om {}", "Detaljplan för {}", "Svar på medborgarförslag om {}", "Taxa för {} {year}", "Upphandling av {}",
    "Revidering av policy för {}", "Yttrande över förslag till {}", "Ny organisation för {}",
    "Delårsrapport för {} {year}", "Investering i {}", "Ansökan om bidrag till {}", "Riktlinjer för {}",
)  # fmt: skip
SYLLABLES = ("Berg", "Lund", "Lind", "Ek", "Alm", "Sten", "Ström", "Dal", "Hag", "Norr", "Söder", "Öster", "Väst",
             "Gran", "Björk", "Sjö", "Holm", "Skog", "Ny", "Hall")  # fmt: skip
ENDINGS = ("ström", "gren", "qvist", "man", "berg", "lund", "dahl", "stedt", "mark", "ander", "sson", "blad", "rot")
ENGINE = t.Software(name="engine", version="1.0")
CONVERTER = t.Software(name="diarium", version="0.1.0")
PROFILE = t.ProfileUsed(name="_common", digest="0123456789abcdef")


class Maker:
    """Makes records, one after the other."""

    def __init__(self, seed: int, municipalities: int = 60) -> None:
        self.random = random.Random(seed)
        self.seed = seed
        codes = tomllib.loads((ROOT / "parser/profiles/_common/municipalities.toml").read_text(encoding="utf-8"))
        everywhere = sorted(codes["municipalities"].items())
        self.places = self.random.sample(everywhere, min(municipalities, len(everywhere)))
        given = tomllib.loads((ROOT / "parser/profiles/_common/names.toml").read_text(encoding="utf-8"))
        self.given = _all_given(given)
        self.sentences = self._sentences(6000)
        self.members: dict[tuple[str, int], list[tuple[str, str]]] = {}
        self.number = 0

    def records(self, acts: int) -> Iterator[t.Record]:
        """Records that have `acts` acts together, or a few more."""
        made = 0
        while made < acts:
            record = self.record()
            made += len(record.acts)
            yield record

    def _sentences(self, many: int) -> list[str]:
        """Sentences whose words are as frequent as in Swedish, with compounds of what municipalities decide about."""
        from wordfreq import top_n_list, word_frequency

        words = [word for word in top_n_list("sv", 20_000) if word.isalpha()]
        weights = list(itertools.accumulate(word_frequency(word, "sv") for word in words))
        made = []
        for _ in range(many):
            chosen = self.random.choices(words, cum_weights=weights, k=self.random.randint(7, 16))
            chosen[self.random.randrange(len(chosen))] = self.subject()
            made.append(" ".join(chosen).capitalize() + ".")
        return made

    def subject(self) -> str:
        """A word for what is decided about, often a compound."""
        word = self.random.choice(SUBJECTS)
        while self.random.random() < 0.45:
            word = self.random.choice(COMPOUNDS).format(word)
        return word + self.random.choice(("", "", "en", "er", "erna", "s"))

    def says(self, sentences: int) -> str:
        """Some sentences, with a number of their own."""
        chosen = self.random.choices(self.sentences, k=sentences)
        if self.random.random() < 0.5:
            chosen.append(f"Kostnaden för {self.subject()} beräknas till {self.random.randint(10, 9900)} tkr.")
        return " ".join(chosen)

    def _members(self, place: str, day: date) -> list[tuple[str, str]]:
        """The members of a municipality in the term of office of a day: names and parties."""
        term = (day.year - 1995) // 4
        key = (place, term)
        found = self.members.get(key)
        if found is None:
            before = self.members.get((place, term - 1), [])
            found = self.random.sample(before, min(len(before), 35))
            while len(found) < 60:
                surname = self.random.choice(SYLLABLES) + self.random.choice(ENDINGS)
                party = self.random.choices(list(PARTIES), WEIGHTS)[0]
                found.append((f"{self.random.choice(self.given)} {surname}", party))
            found = list(dict(found).items())
            self.members[key] = found
        return found

    def record(self) -> t.Record:
        """The minutes of one meeting."""
        self.number += 1
        place, code = self.random.choice(self.places)
        body = self.random.choices([name for name, _ in BODIES], [weight for _, weight in BODIES])[0]
        day = date(1995, 1, 2) + timedelta(days=self.random.randrange(31 * 365))
        return _Meeting(self, place, code, body, day).record()


class _Meeting:
    def __init__(self, maker: Maker, place: str, code: str, body: str, day: date) -> None:
        self.maker, self.random = maker, maker.random
        self.place, self.code, self.body, self.day = place, code, body, day
        members = maker._members(place, day)
        self.present = self.random.sample(members, min(len(members), self.random.randint(9, 15)))
        self.persons = {name: f"p{at}" for at, (name, _) in enumerate(self.present, 1)}
        self.blocks: list[t.Block] = []
        self.acts: list[t.Act] = []
        self.matters: list[t.Matter] = []

    def record(self) -> t.Record:
        for number in range(1, self.random.randint(4, 9)):
            self._matter(number)
        digest = sha256(f"{self.maker.seed}/{self.maker.number}".encode()).hexdigest()
        there = {party for _, party in self.present}
        return t.Record(
            id=digest[:16],
            source=t.Source(
                file_name=f"protokoll-{self.maker.number}.pdf", sha256=digest, bytes=1000, pages=self.page,
                engine=ENGINE, text_layer=t.TextLayer.DIGITAL, converter=CONVERTER, profile=PROFILE,
            ),
            document=t.Document(
                type="protokoll", municipality=self.place, municipality_code=self.code, body=self.body,
                date=self.day.isoformat(),
            ),
            matters=tuple(self.matters),
            blocks=tuple(self.blocks),
            acts=tuple(self.acts),
            attendance=tuple(
                t.Attendance(
                    name=name, party=party.upper(), party_id=party, person=self.persons[name], capacity="deciding"
                )
                for name, party in self.present
            ),
            persons=tuple(
                t.Person(id=self.persons[name], name=name, forms=(name,), parties=(party,))
                for name, party in self.present
            ),
            parties=tuple(t.Party(id=one, name=PARTIES[one], codes=(one.upper(),)) for one in PARTIES if one in there),
        )  # fmt: skip

    @property
    def page(self) -> int:
        return len(self.blocks) // 8 + 1

    def _put(self, role: t.BlockRole, text: str) -> t.Block:
        top = 60.0 + 80 * (len(self.blocks) % 8)
        box = (70.0, top, 500.0, top + 60)
        place = t.Place(page=self.page, bbox=box)
        block = t.Block(id=f"b{len(self.blocks) + 1}", role=role, page=self.page, bbox=box, places=(place,), text=text)
        self.blocks.append(block)
        return block

    def _act(self, kind: t.Kind, text: str, matter: str, **more: object) -> str:
        block = self._put(t.BlockRole.PARAGRAPH, text)
        id_ = f"a{len(self.acts) + 1}"
        confidence = round(1 - self.random.random() ** 3 * 0.5, 2)
        values = {"body": self.body, "matter": matter, "confidence": confidence, **more}
        self.acts.append(t.Act(id=id_, kind=kind, blocks=(block.id,), text=text, **values))  # type: ignore[arg-type]
        return id_

    def _matter(self, number: int) -> None:
        chance, says = self.random.random, self.maker.says
        title = self.random.choice(MATTERS).format(self.maker.subject(), year=self.day.year + 1)
        diary = f"KS {self.day.year}/{self.random.randint(1, 999)}"
        matter = f"m{number}"
        heading = self._put(t.BlockRole.HEADING, f"§ {number} {title}")
        self.matters.append(
            t.Matter(id=matter, number=f"§ {number}", title=title, diary_numbers=(diary,), blocks=(heading.id,))
        )
        if chance() < 0.5:
            actor = t.Actor(name="Kommunledningskontoret", type=t.ActorType.ORGANISATION)
            self._act(t.Kind.STATEMENT, f"Sammanfattning av ärendet. {says(5)}", matter, body=None, actors=(actor,))
        moved: list[tuple[str, tuple[str, str], t.Demand]] = []
        if chance() < 0.45:
            for who in self.random.sample(self.present, self.random.choice((1, 1, 2))):
                demand = self.random.choice(list(t.Demand))
                text = f"{_called(who)} yrkar {DEMANDS[demand]} {says(1)}"
                id_ = self._act(t.Kind.MOVED_PROPOSAL, text, matter, actors=(self._who(who),), demand=(demand,))
                moved.append((id_, who, demand))
        decision = f"a{len(self.acts) + 1 + (vote := chance() < 0.12)}"
        if vote:
            self._vote(matter, decision)
        actor = t.Actor(name=self.body, type=t.ActorType.ORGANISATION)
        self._act(t.Kind.DECISION, f"{self.body} beslutar att {says(2)}", matter, actors=(actor,))
        if chance() < 0.28:
            leader = self.random.choice(self.present)
            others = [one for one in self.present if one[1] == leader[1] and one != leader]
            signed = [leader, *others[: self.random.randint(0, 2)]]
            if chance() < 0.15:
                signed.append(self.random.choice([one for one in self.present if one not in signed]))
            own = [(id_, demand) for id_, who, demand in moved if who == leader]
            favour = "till förmån för eget yrkande" if own else f"mot beslutet. {says(3)}"
            self._act(
                t.Kind.RESERVATION, f"{', '.join(map(_called, signed))} reserverar sig {favour}", matter,
                actors=tuple(map(self._who, signed)), about=(decision,), in_favour_of=tuple(id_ for id_, _ in own),
                demand=tuple(demand for _, demand in own) or (self.random.choice(list(t.Demand)),),
            )  # fmt: skip
        if chance() < 0.08:
            who = self.random.choice(self.present)
            text = f"{_called(who)} lämnar ett särskilt yttrande. {says(4)}"
            self._act(t.Kind.SPECIAL_STATEMENT, text, matter, actors=(self._who(who),))

    def _vote(self, matter: str, decision: str) -> None:
        ballots = tuple(
            t.Ballot(
                name=name, party=party.upper(), answer=self.random.choice((t.Answer.YES, t.Answer.YES, t.Answer.NO)),
                source=t.BallotSource.STATED,
            )
            for name, party in self.present
        )  # fmt: skip
        yes = sum(one.answer is t.Answer.YES for one in ballots)
        vote = t.Vote(
            yes=yes, no=len(ballots) - yes, meaning_yes="bifall till förslaget", meaning_no="avslag",
            outcome="bifall" if yes * 2 > len(ballots) else "avslag", ballots=ballots,
        )  # fmt: skip
        text = f"Omröstning begärs. Med {yes} ja-röster mot {len(ballots) - yes} nej-röster avgörs ärendet."
        self._act(t.Kind.VOTE, text, matter, about=(decision,), vote=vote)

    def _who(self, who: tuple[str, str]) -> t.Actor:
        name, party = who
        return t.Actor(name=name, party=party.upper(), party_id=party, person=self.persons[name])


DEMANDS = {
    t.Demand.APPROVAL: "bifall till förslaget.", t.Demand.REJECTION: "avslag på förslaget.",
    t.Demand.REFERRAL_BACK: "återremiss för vidare utredning.", t.Demand.DEFERRAL: "bordläggning av ärendet.",
    t.Demand.AMENDMENT: "att punkt 2 ändras.", t.Demand.ADDITION: "att därutöver uppdra åt förvaltningen.",
    t.Demand.OWN_PROPOSAL: "bifall till eget förslag.",
}  # fmt: skip


def _called(who: tuple[str, str]) -> str:
    return f"{who[0]} ({who[1].upper()})"


def _all_given(data: object) -> list[str]:
    if isinstance(data, dict):
        if isinstance(data.get("given"), list):
            return list(data["given"])
        for value in data.values():
            found = _all_given(value)
            if found:
                return found
    return []


_ENCODER = msgspec.json.Encoder()


def write(out: Path, acts: int, seed: int = 1, municipalities: int = 60) -> int:
    """Write the records into folders of a thousand; how many acts they have."""
    made = 0
    for number, record in enumerate(Maker(seed, municipalities).records(acts)):
        folder = out / f"{number // 1000:04}"
        if number % 1000 == 0:
            folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number:07}.json").write_bytes(_ENCODER.encode(record))
        made += len(record.acts)
    return made


def main() -> int:
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    options.add_argument("out", type=Path, metavar="OUT")
    options.add_argument("--acts", type=int, default=200_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--municipalities", type=int, default=60)
    given = options.parse_args()
    print(f"{write(given.out, given.acts, given.seed, given.municipalities):,} acts in {given.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
