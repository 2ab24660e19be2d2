"""What all requests share: the corpus, the PDFs and their pictures, what was worked out before, and the settings."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

from parser.errors import DiariumError
from parser.query.corpus import Corpus
from parser.query.question import Question
from parser.record.json import decode
from parser.record.types import Record
from parser.web.pictures import Pictures

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Settings:
    """What `diarium serve` was told, and the bounds of what one request may cost."""

    base_url: str | None = None
    """The public address without a slash at its end; None: whatever address the request names."""
    hosts: tuple[str, ...] = ()
    """Names by which it may be called (the Host header); empty: any."""
    rate: float = 0.0
    """Requests a second that one client may make, on average; 0: any number."""
    sql: bool = True
    sql_seconds: float = 2.0
    sql_rows: int = 1000
    page_most: int = 100
    """Answers on one web page, at most."""
    api_most: int = 1000
    """Items in one answer of the API, at most."""
    export_most: int = 100_000
    """Acts in one export of a view, at most."""
    cite_most: int = 500
    """Citations in one export, at most: each needs its record read."""


class Site:
    """What all requests share. May be used by many threads at once."""

    def __init__(self, corpus: Corpus, pictures: Pictures, cache: Path, settings: Settings | None = None) -> None:
        """`cache` is a folder for what can be made again: bulk downloads."""
        self.corpus, self.pictures, self.cache = corpus, pictures, cache
        self.settings = settings or Settings()
        self.sql_turns = threading.BoundedSemaphore(2)
        self._made = Memory(512)
        self._records = Memory(24)

    def worked_out(self, what: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, remembered as long as the corpus is in the same state."""
        return self._made.get((self.corpus.state, what), make)

    def municipalities(self) -> list[str]:
        """The municipalities of the corpus by name."""
        counted = self.worked_out("places", lambda: self.corpus.facets(Question(limit=1), ("municipality",), most=400))
        return sorted(one.value for one in counted["municipality"] if one.value)

    def record(self, id_: str) -> Record | None:
        """A record by its id; None where there is none (any more)."""
        data_of = self.record_bytes(id_)
        if data_of is None:
            return None
        data, key = data_of
        return self._records.get(key, lambda: decode(data))

    def record_bytes(self, id_: str) -> tuple[bytes, Hashable] | None:
        """A record's file as it is, and what names this version of it."""
        path = self.corpus.record_path(id_)
        if path is None:
            return None
        try:
            data = path.read_bytes()
            told = path.stat()
        except OSError:
            return None
        return data, (str(path), told.st_mtime_ns, told.st_size)

    def version(self) -> str:
        """Names everything that an answer may depend on: for an ETag."""
        try:
            return f"{self.corpus.state}-{self.pictures.version}"
        except DiariumError:
            return "none"


class Memory:
    """Values that were made before, the last used ones."""

    def __init__(self, most: int) -> None:
        """Keeps `most` of them."""
        self._most, self._kept = most, OrderedDict[Hashable, Any]()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of `key`, made where it is not kept. Two that come at once may both make it."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return cast(T, self._kept[key])
        value = make()
        with self._lock:
            self._kept[key] = value
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return value
