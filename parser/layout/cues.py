"""The layout's few facts about Swedish and about page numbers, read from `cues.toml` beside this file."""

import functools
import re
import tomllib
from pathlib import Path

import msgspec

from parser.errors import BadProfile

FILE = Path(__file__).with_name("cues.toml")


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    conjunctions: tuple[str, ...]
    clauses: tuple[str, ...]


class _Patterns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    patterns: tuple[str, ...]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    words: _Words
    page_numbers: _Patterns
    labels: _Patterns
    alone: _Patterns
    begins: _Patterns
    vote_lists: _Patterns
    dividers: _Patterns


class Cues(msgspec.Struct, frozen=True):
    """`conjunctions` and `clauses` are in lower case.

    `page_number`, `alone`, `begins` and `divider` match a whole text, `label` and `vote_list` a text's start.
    """

    conjunctions: frozenset[str]
    clauses: frozenset[str]
    page_number: tuple[re.Pattern[str], ...]
    label: tuple[re.Pattern[str], ...]
    alone: tuple[re.Pattern[str], ...]
    begins: tuple[re.Pattern[str], ...]
    vote_list: tuple[re.Pattern[str], ...]
    divider: tuple[re.Pattern[str], ...]


@functools.cache
def load_cues(path: Path = FILE) -> Cues:
    """Read and check the file. Raises `BadProfile`, which names the file and the key at fault."""
    try:
        read = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _File)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise BadProfile(f"{path} cannot be used: {error}. Correct the file or reinstall the program.") from error
    return Cues(
        conjunctions=frozenset(read.words.conjunctions),
        clauses=frozenset(read.words.clauses),
        page_number=_compile(path, "page_numbers.patterns", read.page_numbers.patterns, "n"),
        label=_compile(path, "labels.patterns", read.labels.patterns, "label"),
        alone=_compile(path, "alone.patterns", read.alone.patterns, "alone"),
        begins=_compile(path, "begins.patterns", read.begins.patterns, "begins"),
        vote_list=_compile(path, "vote_lists.patterns", read.vote_lists.patterns, "vote_list"),
        divider=_compile(path, "dividers.patterns", read.dividers.patterns, "divider"),
    )


def _compile(path: Path, key: str, patterns: tuple[str, ...], group: str) -> tuple[re.Pattern[str], ...]:
    compiled = []
    for pattern in patterns:
        try:
            expression = re.compile(pattern)
        except re.error as error:
            raise BadProfile(f"{path}: {key} has {pattern!r}, which is no regular expression: {error}.") from error
        if group not in expression.groupindex:
            raise BadProfile(f"{path}: {key} has {pattern!r} without a group named {group!r}; add it.")
        compiled.append(expression)
    return tuple(compiled)
