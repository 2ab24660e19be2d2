"""The faults that a user can meet. Each message is a sentence that says what was wrong, where, and what to do.

Doubt about what a document says is no error but a `parser.model.Finding`.
"""

from typing import ClassVar


class DiariumError(Exception):
    """Base of all. `exit_code` is what the command exits with where this is the worst that happened."""

    exit_code: ClassVar[int] = 1


class UnreadableDocument(DiariumError):
    """A PDF that cannot be read: not a PDF, empty, truncated, encrypted, without pages, without text."""

    exit_code = 3


class UnwritableOutput(DiariumError):
    """The output folder cannot be written: no permission, a full disk, a file in the way."""

    exit_code = 4


class NameClash(DiariumError):
    """Two sources would be written to one name."""

    exit_code = 5


class BadProfile(DiariumError):
    """A profile's data cannot be used: a broken file, an unknown key, a rule that fails its own examples."""

    exit_code = 6


class InvalidRecord(DiariumError):
    """A record breaks its schema or its own references."""

    exit_code = 7


class MissingProgram(DiariumError):
    """A program that the option asks for is not installed (Tesseract, poppler)."""

    exit_code = 8


class UnstableSource(UnreadableDocument):
    """A PDF that could not be read just now and perhaps can be in a moment: it was changing, the network failed."""


class BadCluster(DiariumError):
    """A cluster cannot be reached, or its workers cannot do the work."""

    exit_code = 10


class OutputBusy(DiariumError):
    """Another run writes to the same output."""

    exit_code = 9


class BadQuestion(DiariumError):
    """A question to the corpus that cannot be meant: an unknown kind, a date that is none, a text without words."""

    exit_code = 2
