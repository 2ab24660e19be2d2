"""Counting while records pass: what a release says that it holds, and what its proof finds."""

from collections import Counter

from parser.record.types import Kind, Record
from parser.release.values import Counts


class Tally:
    """Counts of all records that it was shown; a few numbers, whatever their number."""

    def __init__(self) -> None:
        """Nothing counted yet."""
        self.documents = 0
        self._pages = 0
        self._acts: Counter[str] = Counter()
        self._of: dict[str, Counter[str]] = {
            one: Counter() for one in ("municipality", "year", "type", "converter", "profile", "schema")
        }
        self.first: str | None = None
        self.last: str | None = None

    def add(self, record: Record) -> None:
        """One more record."""
        document, source = record.document, record.source
        self.documents += 1
        self._pages += source.pages
        self._acts.update(act.kind.value for act in record.acts)
        self._of["municipality"][document.municipality or "unknown"] += 1
        self._of["year"][document.date[:4] if document.date else "unknown"] += 1
        self._of["type"][document.type] += 1
        self._of["converter"][f"{source.converter.name} {source.converter.version}"] += 1
        self._of["profile"][f"{source.profile.name} {source.profile.digest}"] += 1
        self._of["schema"][record.schema_version] += 1
        if document.date:
            self.first = min(self.first or document.date, document.date)
            self.last = max(self.last or document.date, document.date)

    def counts(self, tables: dict[str, int]) -> Counts:
        """What was counted, and how many rows each table has."""
        of = {name: dict(sorted(counter.items())) for name, counter in self._of.items()}
        return Counts(
            documents=self.documents,
            pages=self._pages,
            acts={kind.value: self._acts[kind.value] for kind in Kind},
            municipalities=of["municipality"],
            years=of["year"],
            types=of["type"],
            converters=of["converter"],
            profiles=of["profile"],
            schema_versions=of["schema"],
            tables=tables,
        )
