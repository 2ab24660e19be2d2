"""The record as JSON: what is written is read back, the same each time, and keeps the schema."""

import json

import msgspec
import pytest
from hypothesis import given

from parser.errors import InvalidRecord
from parser.record.json import decode, encode
from parser.record.types import Record
from records import quick, records, sample_minutes, sample_record


@given(records())
@quick
def test_what_is_written_is_read_back(record: Record) -> None:
    assert decode(encode(record)) == record


def test_the_same_record_gives_the_same_bytes() -> None:
    assert encode(sample_record()) == encode(sample_record())
    assert encode(decode(encode(sample_minutes()))) == encode(sample_minutes())


def test_it_is_utf8_with_swedish_letters_as_they_are_indented_and_ends_with_a_line_feed() -> None:
    data = encode(sample_record())
    assert "Kristina Axén Olin".encode() in data
    assert data.startswith(b'{\n  "schema_version": "1.0",\n  "id": ')
    assert data.endswith(b"}\n")


def test_the_standard_library_reads_the_same() -> None:
    assert json.loads(encode(sample_minutes())) == json.loads(msgspec.json.encode(sample_minutes()))


def test_fields_stand_in_the_order_of_the_types() -> None:
    assert tuple(json.loads(encode(sample_record()))) == Record.__struct_fields__


@pytest.mark.parametrize("data", [b"", b"no JSON", b"[]", b"{}", b'{"id": "\xff"}', b"[" * 100_000])
def test_what_is_no_record_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(InvalidRecord, match=r"not a record that Diarium can read: .+\."):
        decode(data)


def test_half_a_surrogate_pair_is_refused_in_a_sentence() -> None:
    record = msgspec.structs.replace(
        sample_record(), document=msgspec.structs.replace(sample_record().document, title="a\ud800")
    )
    with pytest.raises(InvalidRecord, match="surrogate"):
        encode(record)
