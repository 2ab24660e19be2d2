"""The commands that ask a corpus, as the command line knows them: `index`, `query`, `person`, `matter`, `sql`."""

import argparse
from collections.abc import Callable
from typing import Any

Add = Callable[[Any, str, str, str, str], argparse.ArgumentParser]
"""Adds a command: commands, name, summary, description, examples."""

CORPUS = "corpus/structured"
TABLES = ("table", "json", "jsonl", "csv", "md")


def add_all(commands: Any, add: Add, at_least_one: Callable[[str], int]) -> None:
    """Add the commands. `at_least_one` reads a whole number from 1."""
    _add_index(commands, add, at_least_one)
    _add_query(commands, add, at_least_one)
    _add_person(commands, add)
    _add_matter(commands, add)
    _add_sql(commands, add, at_least_one)


def _add_index(commands: Any, add: Add, at_least_one: Callable[[str], int]) -> None:
    command = add(
        commands,
        "index",
        "make the index of a folder of records, or bring it up to date",
        "Read what is new or changed in a folder of records into its index, by which it is asked. The other commands\n"
        "do it by themselves; the index can be deleted and made again at any time.",
        "  diarium index corpus/structured\n"
        "  diarium index records --full --jobs 4\n"
        "  diarium index records --parquet tables\n",
    )
    command.add_argument(
        "folder", nargs="?", metavar="FOLDER", default=CORPUS, help="the records (default: %(default)s)"
    )
    command.add_argument("--full", action="store_true", help="make it anew")
    command.add_argument("--thorough", action="store_true", help="read each file again, whatever its size and time say")
    command.add_argument("--jobs", type=at_least_one, metavar="N", help="how many processes (default: one a core)")
    command.add_argument(
        "--parquet", metavar="DIR", help="also write the views as Parquet files into DIR (docs/analysis.md)"
    )
    command.add_argument("-q", "--quiet", action="store_true", help="print faults only")
    _add_where(command)
    command.set_defaults(load=_load_index)


def _add_query(commands: Any, add: Add, at_least_one: Callable[[str], int]) -> None:
    command = add(
        commands,
        "query",
        "who reserved against what: acts of a corpus by kind, party, person, body, time, words",
        "Print the acts that all the options given hold for. An option given several times holds where one of its\n"
        "values does. Each answer has its document, its page and its permalink.",
        "  diarium query --kind reservation --party mp --from 2006 --to 2010\n"
        "  diarium query --corpus records --person NAME --body Kommunstyrelsen --against proposal\n"
        "  diarium query --text 'upphandl*' --format csv > upphandling.csv\n"
        "  diarium query --kind reservation --group-by party,year\n",
    )
    command.add_argument("--corpus", metavar="DIR", default=CORPUS, help="the records (default: %(default)s)")
    several: tuple[tuple[str, str, str], ...] = (
        ("--kind", "KIND", "reservation, moved_proposal, decision, vote, … (docs/schema.md)"),
        ("--party", "PARTY", "a party by id, code or name: mp, MP, Miljöpartiet"),
        ("--person", "NAME", "words that begin words of the name, or an id that `diarium person` prints"),
        ("--body", "NAME", "the body; * stands for any letters: '*nämnden'"),
        ("--municipality", "NAME", "the municipality; * as in --body"),
        ("--type", "TYPE", "the type of document: protokoll, pm, …"),
        ("--demand", "DEMAND", "what it wants: rejection, referral_back, … (docs/schema.md)"),
        ("--against", "KIND", "the kind of act that it is against: decision, proposal, …"),
        ("--about", "KIND", "the kind of act that it is about, be it for or against it"),
        ("--document", "ID", "the record's id"),
        ("--matter", "DNR", "the diary number, however it is set"),
    )
    for option, metavar, told in several:
        command.add_argument(option, action="append", metavar=metavar, help=told)
    command.add_argument("--from", metavar="DATE", help="the first day, month or year: 2006, 2006-11, 2006-11-09")
    command.add_argument("--to", metavar="DATE", help="the last one")
    command.add_argument(
        "--text", metavar="WORDS", help='words in any form, "a phrase", upphandl*, -without, OR (docs/commands.md)'
    )
    command.add_argument("--confidence", metavar="N", help="only acts of which the converter is at least so sure: 0.8")
    command.add_argument("--unsure", metavar="N", help="only acts of which it is less sure than this")
    command.add_argument("--nested", action="store_true", help="also acts that another act quotes or appends")
    command.add_argument("--sort", metavar="ORDER", help="newest (the default), oldest, relevance or unsure")
    command.add_argument(
        "--limit", type=at_least_one, metavar="N", help="at most N answers (default: 50 in a table or md, else all)"
    )
    command.add_argument(
        "--group-by", metavar="LIST", help="count instead: party, year, person, body, … and several, as in party,year"
    )
    command.add_argument(
        "--base-url", metavar="URL", default="", help="what to put before permalinks: the address of `diarium serve`"
    )
    _add_format(command, TABLES)
    _add_where(command)
    command.set_defaults(load=_load_query)


def _add_person(commands: Any, add: Add) -> None:
    command = add(
        commands,
        "person",
        "what one person did, with whom, against what",
        "Tell of a person: parties, bodies, acts by kind and year, with whom they reserved themselves, their\n"
        "documents. Where the name means several persons, these are listed, each with the id to ask by.",
        "  diarium person 'FIRST LAST'\n  diarium person last --corpus records --format json\n",
    )
    command.add_argument("name", metavar="NAME", help="words that begin words of the name, or the person's id")
    command.add_argument("--corpus", metavar="DIR", default=CORPUS, help="the records (default: %(default)s)")
    _add_format(command, ("table", "json"))
    _add_where(command)
    command.set_defaults(load=_load_person)


def _add_matter(commands: Any, add: Add) -> None:
    command = add(
        commands,
        "matter",
        "a matter through the bodies, by its diary number",
        "Tell what the documents have of a matter, in the order of time: who proposed, decided, reserved themselves.",
        "  diarium matter 041-4239/2006\n  diarium matter 'KS 2019/123' --municipality Storköping --format json\n",
    )
    command.add_argument("number", metavar="DNR", help="the diary number, however it is set")
    command.add_argument("--municipality", metavar="NAME", help="where several use the number")
    command.add_argument("--corpus", metavar="DIR", default=CORPUS, help="the records (default: %(default)s)")
    _add_format(command, ("table", "json"))
    _add_where(command)
    command.set_defaults(load=_load_matter)


def _add_sql(commands: Any, add: Add, at_least_one: Callable[[str], int]) -> None:
    command = add(
        commands,
        "sql",
        "a SELECT over the corpus's views",
        "Print the rows of one SELECT over the views of docs/sql.md; without a query, the views and their columns.\n"
        "It can only read, and is stopped after a time.",
        "  diarium sql\n"
        "  diarium sql 'SELECT party, count(*) FROM reservations GROUP BY party ORDER BY 2 DESC'\n"
        "  diarium sql --format csv 'SELECT date, name, party, against_text FROM reservations' > reservations.csv\n",
    )
    command.add_argument("query", nargs="?", metavar="QUERY", help="one SELECT")
    command.add_argument("--corpus", metavar="DIR", default=CORPUS, help="the records (default: %(default)s)")
    command.add_argument(
        "--seconds", type=at_least_one, metavar="N", default=60, help="the most it may take (default: %(default)s)"
    )
    command.add_argument(
        "--rows", type=at_least_one, metavar="N", default=1_000_000, help="the most it may give (default: %(default)s)"
    )
    _add_format(command, TABLES)
    _add_where(command)
    command.set_defaults(load=_load_sql)


def _add_format(command: argparse.ArgumentParser, formats: tuple[str, ...]) -> None:
    command.add_argument("--format", choices=formats, default="table", help="how to print (default: %(default)s)")


def _add_where(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--index", metavar="DIR", help="the folder of the index (default: .diarium in the corpus, or the user's cache)"
    )
    command.add_argument(
        "--overrides", metavar="FILE", help="who is one person and who is not (default: overrides.toml in the corpus)"
    )


def _load_index() -> Callable[[argparse.Namespace], int]:
    from parser.cli.index import run

    return run


def _load_query() -> Callable[[argparse.Namespace], int]:
    from parser.cli.query import run

    return run


def _load_person() -> Callable[[argparse.Namespace], int]:
    from parser.cli.person import run

    return run


def _load_matter() -> Callable[[argparse.Namespace], int]:
    from parser.cli.matter import run

    return run


def _load_sql() -> Callable[[argparse.Namespace], int]:
    from parser.cli.sql import run

    return run
