"""Does the XML that lies beside a record say what the record says?

The XML is made of the record alone, so it is made again and compared, element by element: what is another in the file
is told with its line. Written otherwise (spaces between attributes, another order of namespaces) it says the same.
"""

from collections.abc import Iterator
from itertools import zip_longest

from lxml import etree

from parser.record.akn import to_akoma_ntoso
from parser.record.problem import Problem
from parser.record.text import fold_space
from parser.record.types import Record
from parser.record.validate import akn_problems

_MOST = 5
"""After so many differences the rest would tell nothing new: the file is another."""
_LONGEST = 60


def xml_problems(record: Record, xml: bytes) -> Iterator[Problem]:
    """Where the XML breaks Akoma Ntoso's schema, or says something else than the record."""
    problems = list(akn_problems(xml))
    yield from problems
    if problems:
        return
    theirs = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    ours = etree.fromstring(to_akoma_ntoso(record), etree.XMLParser(huge_tree=True))
    told = 0
    for wanted, found in zip_longest(ours.iter(etree.Element), theirs.iter(etree.Element)):
        what = _difference(wanted, found)
        if what is not None:
            line = found.sourceline if found is not None else theirs.sourceline
            yield Problem(f"line {line}", f"{what} The XML is not that of this record; convert the PDF again.")
            told += 1
        if told == _MOST or (told and (wanted is None or found is None or wanted.tag != found.tag)):
            return


def _difference(wanted: etree._Element | None, found: etree._Element | None) -> str | None:
    """How two elements differ, as a sentence; None where they do not."""
    if wanted is None or found is None:
        return "It is longer than it should be." if wanted is None else "It ends too early."
    if wanted.tag != found.tag:
        return f"There is «{_plain(found)}» instead of «{_plain(wanted)}»."
    here = dict(found.attrib)
    for name, value in dict(wanted.attrib).items():
        if here.pop(name, None) != value:
            return (
                f"«{_plain(found)}» has {_quoted(found.get(name))} as its {_local(name)} instead of {_quoted(value)}."
            )
    if here:
        return f"«{_plain(found)}» has {_local(next(iter(here)))}, which it should not have."
    for one, other in ((wanted.text, found.text), (wanted.tail, found.tail)):
        if fold_space(one or "") != fold_space(other or ""):
            return f"At «{_plain(found)}» stands {_quoted(other)} instead of {_quoted(one)}."
    return None


def _plain(element: etree._Element) -> str:
    return _local(str(element.tag))


def _local(name: object) -> str:
    return str(name).rpartition("}")[2]


def _quoted(text: object) -> str:
    told = fold_space(str(text or ""))
    return f"«{told if len(told) <= _LONGEST else told[:_LONGEST] + '…'}»" if told else "nothing"
