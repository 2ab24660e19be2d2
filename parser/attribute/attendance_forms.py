"""The forms of words in which attendance is printed, loaded from the profile's data (`attendance.toml`) and checked."""

import re
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import msgspec

from parser.attribute.vote_forms import COMMON, expand
from parser.attribute.vote_names import CODE_ANY, NAME
from parser.errors import BadProfile


class AttendanceUse(StrEnum):
    """What a form of words of an attendance is read for."""

    LABEL = "label"  # tells the capacity of those who follow
    SKIP = "skip"  # a table's heading, or a reference to a list elsewhere
    REPLACES = "replaces"  # beside a name: whom this substitute served for
    REPLACED_BY = "replaced_by"  # beside a name: who served after
    SERVING = "serving"  # beside a name: that this substitute served
    NOT_SERVING = "not_serving"  # beside a name: that this substitute did not
    PARAGRAPHS = "paragraphs"  # beside a name: for which paragraphs
    TIME = "time"  # beside a name: from when to when
    NOISE = "noise"  # beside a name: what is no office
    ROLE = "role"  # an office before a name


class AttendanceForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One form of words. `capacity` is a label's: deciding, serving_substitute, substitute, other, absent, none.

    `inside` labels may begin within a line: what stands before them belongs to the label before.
    """

    id: str
    use: AttendanceUse
    pattern: str
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...] = ()
    capacity: str | None = None
    inside: bool = False


class _Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    fragments: dict[str, str]
    forms: tuple[AttendanceForm, ...]


class AttendanceRule(msgspec.Struct, frozen=True):
    """A form and its compiled pattern."""

    form: AttendanceForm
    regex: re.Pattern[str]

    def matches(self, text: str) -> re.Match[str] | None:
        """The form's match: a label at the start of `text`, what is skipped all of it, the others anywhere in it."""
        if self.form.use is AttendanceUse.LABEL:
            return self.regex.match(text)
        if self.form.use is AttendanceUse.SKIP:
            return self.regex.fullmatch(text.strip())
        return self.regex.search(text)


class AttendanceForms(msgspec.Struct, frozen=True):
    """All forms, in the order of the data."""

    rules: tuple[AttendanceRule, ...]

    def of(self, use: AttendanceUse) -> tuple[AttendanceRule, ...]:
        """The forms of one use."""
        return tuple(rule for rule in self.rules if rule.form.use is use)

    def first(self, use: AttendanceUse, text: str) -> tuple[AttendanceForm, re.Match[str]] | None:
        """The first form of `use` that matches `text`, and its match."""
        for rule in self.rules:
            if rule.form.use is use and (match := rule.matches(text)):
                return rule.form, match
        return None


def read_attendance_forms(source: Path) -> AttendanceForms:
    """The forms in the file `source`. Raises `BadProfile` that names the file and the key."""
    try:
        data = msgspec.toml.decode(source.read_bytes(), type=_Data)
    except (OSError, msgspec.DecodeError) as error:
        raise BadProfile(f"{source} cannot be used as forms of attendance: {error}.") from error
    fragments = {"name": NAME, "code": CODE_ANY}
    for name, pattern in data.fragments.items():
        fragments[name] = f"(?:{expand(pattern, fragments, source, f'fragments.{name}')})"
    rules: list[AttendanceRule] = []
    seen: set[str] = set()
    for form in data.forms:
        if form.id in seen:
            raise BadProfile(f"{source}: the id {form.id} stands twice; give each form its own.")
        seen.add(form.id)
        if (form.use is AttendanceUse.LABEL) != (form.capacity is not None):
            raise BadProfile(f"{source}: {form.id} must say its `capacity` if it is a label, and only then.")
        pattern = expand(form.pattern, fragments, source, form.id)
        try:
            # Names need their capitals though the words around them do not: hence no flag for all of it.
            cased = pattern.replace(NAME, f"(?-i:{NAME})")
            rules.append(AttendanceRule(form, re.compile(cased, re.IGNORECASE)))
        except re.error as error:
            raise BadProfile(f"{source}: the pattern of {form.id} is not a regular expression: {error}.") from error
    return AttendanceForms(tuple(rules))


@lru_cache(maxsize=1)
def load_attendance_forms() -> AttendanceForms:
    """The forms that Diarium ships. Raises `BadProfile`."""
    return read_attendance_forms(COMMON / "attendance.toml")
