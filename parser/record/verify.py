"""Proving a record: by itself, against its PDF, and against what an independent program reads in that PDF.

Nothing here reads a PDF: who calls brings the readers along, so that this stage knows no other.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256

import msgspec

from parser.errors import InvalidRecord, UnreadableDocument
from parser.model import Page
from parser.record.completeness import completeness_problems
from parser.record.grounding import grounding_problems
from parser.record.json import decode, encode
from parser.record.problem import Problem, Weight
from parser.record.proof import print_problems
from parser.record.references import reference_problems
from parser.record.types import Record
from parser.record.validate import schema_problems
from parser.record.witness import WitnessWord, witness_problems
from parser.record.xml_proof import xml_problems

__all__ = ["WitnessWord", "verify"]


def verify(
    record: Record | bytes,
    *,
    pdf: bytes | None = None,
    read: Callable[[bytes], Iterable[Page]] | None = None,
    witness: Callable[[bytes], Iterable[WitnessWord]] | None = None,
    act_words: Iterable[re.Pattern[str]] = (),
    xml: bytes | None = None,
) -> Iterator[Problem]:
    """What is wrong with a record, or should be looked at (`Problem.weight` tells which); nothing if it is proved.

    `record` is the record, or its JSON as it lies on the disk, which is judged as it is. It is proved to keep the
    schema and its own references, and to name only who stands in its blocks; with `xml`, that this Akoma Ntoso
    keeps its schema and says the same; with `pdf`, to be of that file; with `read` (the PDF's pages, as
    the reading stage gives them), to hold each character of it once; with `witness` (the words that an independent
    program finds), to miss none of its words. `act_words` are the forms of words that make an act: where one stands
    outside every act, that is told. A file that a reader cannot read is a problem; a program that is not installed
    raises `MissingProgram`.
    """
    data = record if isinstance(record, bytes) else encode(record)
    problems = list(schema_problems(data))
    yield from problems
    if problems:  # what breaks the schema cannot be relied on further
        return
    try:
        record = decode(data)
    except InvalidRecord as error:
        yield Problem("", str(error))
        return
    fits = True
    for problem in reference_problems(record):
        fits = fits and problem.weight is not Weight.FAULT
        yield problem
    yield from grounding_problems(record)
    yield from completeness_problems(record, act_words)
    if xml is not None and fits:  # it is made of what fits only
        for problem in xml_problems(record, xml):
            yield msgspec.structs.replace(problem, path=f"XML, {problem.path}")
    if pdf is None:
        return
    digest = sha256(pdf).hexdigest()
    if digest != record.source.sha256:
        yield Problem("source.sha256", f"The record is of another file: this one's sha256 is {digest}.")
        return
    if len(pdf) != record.source.bytes:
        yield Problem("source.bytes", f"The PDF has {len(pdf)} bytes, the record says {record.source.bytes}.")
    if read is not None:
        try:
            yield from print_problems(record, read(pdf))
        except UnreadableDocument as error:
            yield Problem("source", str(error))
    if witness is not None:
        try:
            yield from witness_problems(record, witness(pdf))
        except UnreadableDocument as error:  # it is poppler that cannot; we could
            yield Problem("source", str(error), Weight.DOUBT)
