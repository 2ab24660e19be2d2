"""A text under reading, and the persons and groups that are read from it, before they are mentions."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from parser.attribute.codes import CodeMark, CodeReader
from parser.attribute.names import Known, KnownNames, NameRules
from parser.attribute.parties import Named, PartyRegister
from parser.attribute.party_data import Party
from parser.attribute.scanner import Token

BEYOND = 16


class Evidence(StrEnum):
    """Why a run of words is taken for a name, the surest first."""

    CODE = "code"
    KNOWN = "known"
    ROLE = "role"
    LIST = "list"
    GIVEN_NAME = "given_name"
    SHAPE = "shape"
    REGISTER = "register"


@dataclass(slots=True)
class Reading:
    """A text under reading: its tokens, their kinds as a string, and what is known beforehand.

    `kinds` goes on with `BEYOND` blanks, so that `kind` of a token just outside the text is a blank, not an error.
    """

    text: str
    tokens: list[Token]
    kinds: str
    register: PartyRegister
    rules: NameRules
    reader: CodeReader
    known: KnownNames
    date: str | None
    lower_codes: bool
    ocr: bool
    kind: Callable[[int], str] = field(init=False)

    def __post_init__(self) -> None:
        """Bind `kind`: it is asked so often that a method's call counts."""
        self.kind = self.kinds.__getitem__

    def printed(self, at: int) -> str:
        """The text of a token as printed."""
        token = self.tokens[at]
        return self.text[token.start : token.end]

    def glued(self, at: int) -> bool:
        """Whether a token follows the one before it without a blank."""
        return at > 0 and self.tokens[at - 1].end == self.tokens[at].start

    def begins_sentence(self, at: int) -> bool:
        """Whether the token is the first of a sentence, a line or a cell."""
        return at == 0 or self.kinds[at - 1] in ".|:•-?!"


@dataclass(slots=True)
class Item:
    """One of a list: a person or a party's group, between the tokens `at` and `to`."""

    at: int
    to: int
    words: list[str]
    start: int
    end: int
    name_start: int
    name_end: int
    code: str | None = None
    party: Party | None = None
    spread: int | None = None
    codes: CodeMark | None = None
    sure: bool = True
    corrected: str | None = None
    role: str | None = None
    role_id: str | None = None
    plural_role: bool = False
    singular_role: bool = False
    others: bool = False
    genitive: bool = False
    inherited: bool = False
    known: Known | None = None
    named: Named | None = None
    accepted: Evidence | None = None
