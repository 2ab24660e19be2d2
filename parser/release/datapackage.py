"""`datapackage.json`: the release as a Frictionless Data Package (version 1, which every implementation reads)."""

from pathlib import Path
from typing import Any, get_args, get_origin

import msgspec

from parser.export.columns import TABLES, ColumnType, Table
from parser.export.tabular import table_schema as exported
from parser.record.types import Record
from parser.release.about import About
from parser.release.values import CHANGES, RECORD_SCHEMA, RECORDS, TABLES_FOLDER, Manifest

PARQUET = "application/vnd.apache.parquet"
JSON_LINES = "application/x-ndjson"


def data_package(about: About, manifest: Manifest, sums: dict[str, str], folder: Path, *, created: str | None) -> Any:
    """The descriptor of what lies in `folder`, whose files have the digests `sums`."""
    descriptor: dict[str, Any] = {
        "profile": "data-package",
        "name": about.name,
        "version": manifest.version,
        "title": about.title.get("en") or next(iter(about.title.values()), about.name),
        "description": description(about, manifest, "en"),
        "keywords": sorted({word for words in about.keywords.values() for word in words}),
    }
    if about.homepage:
        descriptor["homepage"] = about.homepage
    if created:
        descriptor["created"] = f"{created}T00:00:00Z"
    if about.licence:
        descriptor["licenses"] = [{"name": about.licence.name, "path": about.licence.url}]
    if about.publisher:
        contributor = {"title": about.publisher.name, "role": "publisher"}
        descriptor["contributors"] = [contributor | ({"path": about.publisher.url} if about.publisher.url else {})]
    descriptor["resources"] = [
        *(_records(name, folder, sums[name]) for name in sums if name.startswith(f"{RECORDS}/")),
        *(_table(TABLES[name], manifest, sums) for name in manifest.counts.tables),
        *(_changes(folder, sums) if CHANGES in sums else ()),
    ]
    return descriptor


def description(about: About, manifest: Manifest, language: str) -> str:
    """The publisher's description in this language, or one made of what is counted."""
    if language in about.description:
        return about.description[language]
    counts = manifest.counts
    documents, acts = counts.documents, sum(counts.acts.values())
    reservations = counts.acts.get("reservation", 0)
    period = "–".join(dict.fromkeys(day[:4] for day in (manifest.first, manifest.last) if day))
    if language == "sv":
        when = f" från {period}" if period else ""
        return (
            f"{documents} kommunala beslutshandlingar{when} som strukturerade data, med {acts} förslag, beslut, "
            f"yrkanden, voteringar och yttranden, varav {reservations} reservationer: vem som reserverade sig mot vad."
        )
    when = f" of {period}" if period else ""
    return (
        f"{documents} Swedish municipal documents{when} as structured data, with {acts} proposals, decisions, moved "
        f"proposals, votes and statements, {reservations} of them reservations: who reserved themselves against what."
    )


def table_schema(table: Table) -> dict[str, Any]:
    """A table's columns, key and references, as Frictionless's Table Schema."""
    schema = exported(table)
    for field, column in zip(schema["fields"], table.columns, strict=True):
        if not column.required and column.type in (ColumnType.WHOLE, ColumnType.NUMBER):
            # Whoever reads Parquet through pandas has "not a number" for null in columns of numbers.
            field["missingValues"] = ["", "nan"]
    return schema


def _table(table: Table, manifest: Manifest, sums: dict[str, str]) -> dict[str, Any]:
    name = f"{TABLES_FOLDER}/{table.name}.parquet"
    return {
        "name": table.name,
        "profile": "tabular-data-resource",
        "description": table.description,
        # No size: frictionless-py counts no bytes of Parquet, and takes that for a fault.
        "path": name,
        "hash": f"sha256:{sums[name]}",
        "format": "parquet",
        "mediatype": PARQUET,
        "rows": manifest.counts.tables[table.name],
        "schema": table_schema(table),
    }


def _records(name: str, folder: Path, digest: str) -> dict[str, Any]:
    stem = Path(name).name.partition(".")[0]
    return {
        "name": stem,
        "profile": "tabular-data-resource",
        "description": "Records, one a line: everything that was read of a document.",
        **_file(name, folder, digest),
        "format": "jsonl",
        "mediatype": JSON_LINES,
        "encoding": "utf-8",
        "compression": "gz",
        "jsonSchema": RECORD_SCHEMA,
        "schema": {"fields": [_record_field(field) for field in msgspec.structs.fields(Record)], "primaryKey": ["id"]},
    }


def _record_field(field: msgspec.structs.FieldInfo) -> dict[str, Any]:
    form = field.type
    while get_origin(form) is not None and get_origin(form) is not tuple:
        form = get_args(form)[0]
    kind = "string" if form is str else "array" if get_origin(form) is tuple else "object"
    return {"name": field.encode_name, "type": kind, "constraints": {"required": True}}


def _changes(folder: Path, sums: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "name": "changes",
            "profile": "data-resource",
            "description": "What changed since the previous release, a document or an act a line.",
            **_file(CHANGES, folder, sums[CHANGES]),
            "format": "jsonl",
            "mediatype": JSON_LINES,
            "encoding": "utf-8",
            "compression": "gz",
        }
    ]


def _file(name: str, folder: Path, digest: str) -> dict[str, Any]:
    return {"path": name, "bytes": (folder / name).stat().st_size, "hash": f"sha256:{digest}"}
