"""Records of a corpus whose PDFs could not be converted when they were last tried: answers rest on what was before."""

import sqlite3
from contextlib import closing
from pathlib import Path

from parser.batch.local import STATE
from parser.cli.verify_folder import MANIFEST


def stale(folder: Path) -> int:
    """How many records of the folder are older than their PDFs, by the manifest there; 0 where it has none."""
    path = folder / STATE / MANIFEST
    if not path.is_file():
        return 0
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as manifest:
            (number,) = manifest.execute(
                "SELECT count(*) FROM document WHERE state IN ('failed', 'quarantined') AND files != '[]'"
            ).fetchone()
    except (sqlite3.Error, OSError, ValueError):
        return 0
    return int(number)
