"""The records of a corpus, one by one, each proved: what may go into a release, and why the rest may not."""

from collections.abc import Iterator

import msgspec

from parser.errors import InvalidRecord
from parser.record.file_names import told
from parser.record.json import decode
from parser.record.problem import Weight
from parser.record.types import Record
from parser.record.validate import reference_problems, schema_problems
from parser.release.listing import Listing
from parser.release.values import LeftOut


class Corpus:
    """A folder's records by id, each id once. What is left out is kept, with the reason."""

    def __init__(self, listing: Listing) -> None:
        """Of the files of `listing`."""
        self._listing = listing
        self.left_out: list[LeftOut] = []
        self.faults: list[LeftOut] = []

    def records(self) -> Iterator[Record]:
        """Valid records, by id. Of two of one id that say the same the first by name is given."""
        self.left_out.clear()
        self.faults[:] = [LeftOut(told(one.file), one.message) for one in self._listing.faults()]
        given: Record | None = None
        given_file = ""
        for entry in self._listing.entries():
            try:
                record = proved((self._listing.root / entry.file).read_bytes())
                if record.id != entry.id:
                    raise InvalidRecord(f"its id is told twice, as {entry.id} and as {record.id}")
            except InvalidRecord as error:
                self.faults.append(LeftOut(told(entry.file), str(error)))
                continue
            except OSError as error:
                why = f"it cannot be read ({(error.strerror or 'unknown reason').lower()})"
                self.faults.append(LeftOut(told(entry.file), why))
                continue
            if given is not None and given.id == record.id:
                if _nameless(given) == _nameless(record):
                    self.left_out.append(
                        LeftOut(told(entry.file), f"it is of the same PDF as {given_file}, and says the same")
                    )
                else:
                    why = f"it is of the same PDF as {given_file} and says something else; convert again, and keep one"
                    self.faults.append(LeftOut(told(entry.file), why))
                continue
            given, given_file = record, told(entry.file)
            yield record

    def find(self, id_: str) -> Record:
        """The record of this id, read again. Raises InvalidRecord where it is gone, or another."""
        for entry in self._listing.entries_of(id_):
            try:
                return proved((self._listing.root / entry.file).read_bytes())
            except (OSError, InvalidRecord):
                continue
        raise InvalidRecord(f"the record {id_} changed while the release was made; make it again")


def proved(data: bytes) -> Record:
    """The record in `data`, which keeps its schema and whose references hold. Raises InvalidRecord with the first
    problem."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    for problem in schema_problems(data):
        raise InvalidRecord(f"it does not keep the schema of a record: {problem}")
    record = decode(data)
    for problem in reference_problems(record):
        if problem.weight is Weight.FAULT:
            raise InvalidRecord(f"its references do not hold: {problem}")
    return record


def _nameless(record: Record) -> Record:
    return msgspec.structs.replace(record, source=msgspec.structs.replace(record.source, file_name=""))
