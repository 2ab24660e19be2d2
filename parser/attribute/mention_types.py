"""What finding who is named takes and gives: the context of a document, and the mentions."""

from collections.abc import Callable

import msgspec

from parser.attribute.names import KnownNames
from parser.attribute.parties import PartyRegister
from parser.attribute.reading import Evidence
from parser.model import Finding
from parser.record.types import ActorType


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """Someone named in a text.

    `name` is in full and normalised, `printed` is ``text[start:end]`` with role, code and `m.fl.`. `party` is the
    code as printed (for a group named without its code, the register's), `party_id` the register's id. `members` are
    the party ids of an alliance, where the data knows them. `role` is as printed, without a sentence's capital.
    `preceded_by` are up to three words, lower case, before the list that it stands in; `listing` numbers the lists,
    so those of one list share it. `genitive` says that it owns something (`NN:s yrkande`).
    `inherited` says that the code stands at another name of the list. `name_start` and `name_end` bound the name.
    """

    name: str
    party: str | None
    party_id: str | None
    role: str | None
    type: ActorType
    and_others: bool
    start: int
    end: int
    printed: str
    name_start: int
    name_end: int
    genitive: bool
    inherited: bool
    listing: int
    preceded_by: tuple[str, ...]
    evidence: Evidence
    role_id: str | None = None
    members: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


class MentionContext(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """What is known before the text is read.

    `date` (ISO) and `municipality` say what codes mean; `known` are the persons seen with a code or in the list of
    attendance; `bodies` are names of bodies, found as organisations and never as persons; `ocr` allows corrections;
    `lower_codes` says that the document prints codes in lower case. `ordinary` says whether a word in lower case is
    one of the language, so that a sentence's first word is not taken into a name.
    """

    register: PartyRegister
    date: str | None = None
    municipality: str | None = None
    known: KnownNames = KnownNames()
    bodies: tuple[str, ...] = ()
    ocr: bool = False
    lower_codes: bool = False
    ordinary: Callable[[str], bool] | None = None
