"""Whether a profile's data can be used: its regular expressions, its rules' ids, what rules name each other.

Each check raises `BadProfile` with the file, the key and what to do. The notation of phrases is checked where they
are compiled (parser/language/phrases.py), with the same kind of place.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from parser.errors import BadProfile

if TYPE_CHECKING:
    from parser.profile import Facts, ProfileFile

TABLES = ("section", "opening", "demand", "body")
_ANYWHERE = {"*", "-"}
_SECTION = "section:"

# The named groups that the stages read of each kind of expression: one of the sets must be there.
_GROUPS: dict[str, tuple[frozenset[str], ...]] = {
    "title_line": (frozenset({"type"}),),
    "matter_heading": (frozenset({"number", "rest"}),),
    "diary_number": (frozenset({"dnr"}),),
    "signature_date": (frozenset({"place", "day", "month", "year"}),),
    "meeting_date": (frozenset({"iso"}), frozenset({"day", "month", "year"})),
    "appendix": (frozenset({"number"}),),
    "minutes_number": (frozenset({"number"}),),
    "other_types": (frozenset({"type"}),),
}


def check_file(path: Path, data: "ProfileFile") -> None:
    """Every regular expression of the file compiles and has the named groups that are read of it."""
    for pattern in data.recognition.patterns:
        _compiled(path, "recognition.patterns", pattern)
    facts: Facts = data.facts
    for key in facts.__struct_fields__:
        for pattern in getattr(facts, key):
            groups = set(_compiled(path, f"facts.{key}", pattern).groupindex)
            wanted = _GROUPS.get(key, ())
            if wanted and not any(one <= groups for one in wanted):
                names = " or ".join(", ".join(f"(?P<{name}>…)" for name in sorted(one)) for one in wanted)
                raise BadProfile(f"{path}: facts.{key}: «{pattern}» lacks the named group {names}; add it.")


def check_folder(files: Sequence[tuple[Path, "ProfileFile"]]) -> None:
    """No two rules of one table have the same id in one folder."""
    places: dict[tuple[str, str], Path] = {}
    for path, data in files:
        for table in TABLES:
            for rule in getattr(data, table):
                first = places.setdefault((table, rule.id), path)
                if first is not path or sum(other.id == rule.id for other in getattr(data, table)) > 1:
                    also = "" if first is path else f" as in {first.name}"
                    raise BadProfile(f"{path}: [[{table}]] has the id «{rule.id}» twice{also}; rename one.")


def check_references(files: Iterable[tuple[Path, "ProfileFile"]], sections: set[str], openings: set[str]) -> None:
    """What the rules of `files` name (`sections`, `not_inside`, `outside`) is there: ids of sections and openings."""
    acts = openings | {_SECTION + section for section in sections}
    for path, data in files:
        for section in data.section:
            _known(path, f"[[section]] {section.id}: outside", section.outside, acts)
        for opening in data.opening:
            _known(path, f"[[opening]] {opening.id}: sections", opening.sections, sections | _ANYWHERE)
            _known(path, f"[[opening]] {opening.id}: not_inside", opening.not_inside, acts)


def _known(path: Path, key: str, named: Iterable[str], there: set[str]) -> None:
    for name in named:
        if name not in there:
            raise BadProfile(f"{path}: {key}: there is no rule «{name}»; correct the id or leave it out.")


def _compiled(path: Path, key: str, pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as fault:
        raise BadProfile(f"{path}: {key}: «{pattern}» is no regular expression ({fault}); mend it.") from fault
