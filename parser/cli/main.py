"""The command `diarium`: what it understands, and what becomes of faults.

Nothing heavy is imported before a command runs: ``diarium --help`` must be quick, and a test sees to it.
"""

import argparse
import difflib
import re
import signal
import sys
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any, NoReturn

from parser.cli import asking_options, exits, serve_options, terminal
from parser.cli.corpus_options import add_corpus
from parser.cli.watch_options import add_watch

FORMATS = ("json", "xml")
CITATIONS = ("plain", "bibtex", "ris", "csl")
EXPORTS = ("jsonl", "csv", "parquet", "records", "akn", "tei", "popolo", "jsonld", "ntriples")

EXAMPLES = """\
examples:
  diarium convert corpus/raw                     every PDF in a folder and below it → corpus/structured
  diarium convert 'raw/2006*.pdf' -o records     the PDFs of a pattern
  diarium show corpus/structured/pm-2006.json    a record as a person reads it
  diarium inspect raw/pm-2006.pdf                a page that shows each act on the print
  diarium verify corpus/structured               prove records; with --pdf against the print
  diarium people corpus/structured               each person once, over all the records of a folder
  diarium corpus release records -o release-1    a versioned, checksummed package of all records
  diarium watch deliveries -o records            what arrives, as it arrives
  diarium query --kind reservation --party mp    who reserved themselves against what, over all of them
  diarium serve corpus/structured --open         the records in a browser, and as an API
  diarium export --to csv -o tables              all records as tables, Akoma Ntoso, TEI, Popolo, RDF, …
  diarium cite corpus/structured/pm-2006.json a4 how to cite an act

"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with `argv` (default: the process's own arguments); the exit code."""
    terminal.prepare_streams()
    try:
        with _Terminable():
            return _run(argv)
    except KeyboardInterrupt:
        terminal.complain("interrupted; what was finished is kept, nothing is half written")
        return exits.INTERRUPTED
    except BrokenPipeError:  # `diarium show … | head`: nobody reads any more
        terminal.abandon()
        return exits.BROKEN_PIPE


def _run(argv: Sequence[str] | None) -> int:
    from parser.errors import DiariumError

    try:
        code = _command(argv)
        terminal.finish()
        return code
    except DiariumError as error:
        terminal.complain(str(error))
        return error.exit_code


def _command(argv: Sequence[str] | None) -> int:
    try:
        arguments = command_line().parse_args(argv)
    except SystemExit as leaving:  # argparse has said what is wrong, or printed the help
        return leaving.code if isinstance(leaving.code, int) else exits.USAGE
    from parser.errors import DiariumError

    try:
        run: Callable[[argparse.Namespace], int] = arguments.load()
        return run(arguments)
    except (DiariumError, BrokenPipeError):
        raise
    except Exception as error:  # whatever a user meets is a sentence
        from parser.cli.progress import report
        from parser.cli.work import unforeseen

        report(unforeseen(arguments.command, error), debug=arguments.debug)
        return exits.INTERNAL


class _Terminable:
    """Let `finally` clauses run when the process is asked to end (SIGTERM), as they do at Ctrl-C."""

    def __enter__(self) -> None:
        try:
            self._before = signal.signal(signal.SIGTERM, _terminate)
        except ValueError:  # not the main thread: whoever called us as a library sees to its signals
            self._before = None

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGTERM, self._before)


def _terminate(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(exits.TERMINATED)


class _CommandLine(argparse.ArgumentParser):
    """argparse, with a hint where a word is wrong."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        terminal.complain(f"{message}; `{self.prog} --help` tells what there is")
        raise SystemExit(exits.USAGE)


class _Version(argparse.Action):
    """Print the version; looked up only when asked for."""

    def __init__(self, option_strings: Sequence[str], dest: str, **_: object) -> None:
        super().__init__(option_strings, dest, nargs=0, help="print the version and exit")

    def __call__(self, *_: object) -> NoReturn:
        from importlib.metadata import PackageNotFoundError, version

        try:
            print(f"diarium {version('diarium')}")
        except PackageNotFoundError:
            print("diarium (a checkout that is not installed)")
        raise SystemExit(exits.OK)


def command_line() -> argparse.ArgumentParser:
    """The commands, their options and their help."""
    top = _CommandLine(
        prog="diarium",
        description="Turn Swedish municipal decisions from PDF into records that can be asked "
        "who reserved themselves against what.",
        epilog=EXAMPLES + exits.as_help(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action=_Version)
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=_CommandLine)
    _add_convert(commands)
    _add_show(commands)
    _add_inspect(commands)
    _add_verify(commands)
    _add_people(commands)
    add_corpus(commands, _add, _CommandLine)
    add_watch(commands, _add)
    asking_options.add_all(commands, _add, at_least_one)
    _add_export(commands)
    serve_options.add(commands, _add, at_least_one, base_uri)
    _add_cite(commands)
    return top


def _add(commands: Any, name: str, summary: str, description: str, examples: str) -> argparse.ArgumentParser:
    added: argparse.ArgumentParser = commands.add_parser(
        name,
        help=summary,
        description=description,
        epilog=f"examples:\n{examples}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    added.add_argument("--debug", action="store_true", help="print the traceback of a fault of Diarium's own")
    return added


def _add_convert(commands: Any) -> None:
    command = _add(
        commands,
        "convert",
        "PDFs into validated JSON and XML records",
        "Write a record of each PDF: FILE.pdf becomes OUT/FILE.json and OUT/FILE.xml; a folder's structure is\n"
        "mirrored below OUT. Then print who reserved themselves against what.",
        "  diarium convert corpus/raw\n"
        "  diarium convert minutes.pdf 'archive/*.pdf' -o records --format json\n"
        "  diarium convert archive -o records --jobs 8 --quiet\n",
    )
    command.add_argument(
        "paths", nargs="+", metavar="PATH", help="a PDF, a folder of PDFs, or a pattern such as 'a/*.pdf'"
    )
    command.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        default="corpus/structured",
        help="the folder to write to (default: %(default)s)",
    )
    command.add_argument(
        "--format", type=formats, default=FORMATS, metavar="LIST", help="json, xml or json,xml (default: both)"
    )
    _add_reading(command)
    command.add_argument(
        "--jobs", type=at_least_one, metavar="N", help="how many processes to work with (default: one a core)"
    )
    _add_batch(command)
    command.add_argument(
        "--inspect",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="also write OUT/FILE.html, the page that `diarium inspect` makes "
        "(default: for up to ten documents, of up to 200 pages each)",
    )
    command.add_argument("-q", "--quiet", action="store_true", help="print faults only")
    command.set_defaults(load=_load_convert)


def _add_batch(command: argparse.ArgumentParser) -> None:
    command.add_argument("--force", action="store_true", help="convert also what has not changed since then")
    command.add_argument("--retry", action="store_true", help="try again what an earlier run put in quarantine")
    command.add_argument(
        "--checksum", action="store_true", help="read every PDF to see whether it changed, not only its size and times"
    )
    command.add_argument(
        "--prune", action="store_true", help="remove the records of PDFs that are gone (default: only tell them)"
    )
    command.add_argument(
        "--max-memory",
        type=amount,
        metavar="SIZE",
        help="what one document may occupy, such as 800M or 2G; 0: all there is "
        "(default: its share of four fifths of the machine, from 1G to 4G)",
    )
    command.add_argument(
        "--timeout",
        type=span,
        metavar="TIME",
        help="what one document may take, such as 90, 10m or 1h; 0: for ever "
        "(default: five minutes, and two more for each megabyte)",
    )
    command.add_argument(
        "--max-output",
        type=amount,
        default="512M",
        metavar="SIZE",
        help="how large the files of one document may be together; 0: any (default: %(default)s)",
    )
    command.add_argument("--wait", action="store_true", help="where another run writes to OUT, wait for its end")
    command.add_argument(
        "--cluster", metavar="ADDRESS", help="work on a Dask cluster, such as tcp://scheduler:8786 (docs/cluster.md)"
    )
    command.add_argument("--log-json", action="store_true", help="tell how the run gets on in lines of JSON")


def _add_show(commands: Any) -> None:
    command = _add(
        commands,
        "show",
        "a record in the terminal, as a person reads it",
        "Print a record: what the document is, and for each matter its acts: who, what, against what.",
        "  diarium show corpus/structured/pm-2006.json\n  diarium show raw/pm-2006.pdf --full | less\n",
    )
    command.add_argument("file", metavar="FILE", help="a JSON record, or a PDF, which is converted first")
    command.add_argument("--full", action="store_true", help="the whole text of each act, not its beginning")
    _add_reading(command)
    command.set_defaults(load=_load_show)


def _add_inspect(commands: Any) -> None:
    command = _add(
        commands,
        "inspect",
        "a web page that shows each act on the print",
        "Write one self-contained HTML page: the PDF's pages as pictures, what was found outlined on them,\n"
        "and the record beside. It needs no network and no other file.",
        "  diarium inspect raw/pm-2006.pdf\n  diarium inspect raw/pm-2006.pdf -o check.html\n",
    )
    command.add_argument("file", metavar="FILE.pdf", help="the PDF")
    command.add_argument(
        "-o", "--output", metavar="FILE.html", help="the page, or a folder for it (default: FILE.html, here)"
    )
    command.add_argument(
        "--dpi",
        type=at_least_one,
        metavar="N",
        help="the pictures' resolution (default: 110; 72 for long documents); no side is drawn above 6000 pixels",
    )
    _add_reading(command)
    command.set_defaults(load=_load_inspect)


def _add_verify(commands: Any) -> None:
    command = _add(
        commands,
        "verify",
        "prove a record: its schema, its references, and that nothing printed is lost",
        "Check records against the schema, their own references, their print and the XML beside them; with --pdf\n"
        "also that their blocks hold every character of the PDF once. Prints each problem; exits with 0 when\n"
        "all are proven, else with 7.",
        "  diarium verify corpus/structured\n"
        "  diarium verify records --pdf raw --witness\n"
        "  diarium verify pm-2006.json --pdf raw/pm-2006.pdf --witness\n",
    )
    command.add_argument("records", nargs="+", metavar="RECORD", help="a JSON record, or a folder of them")
    command.add_argument(
        "--pdf", metavar="PATH", help="the PDF that the record was made of; of several records the folder of the PDFs"
    )
    command.add_argument(
        "--witness",
        action="store_true",
        help="compare with what poppler's pdftotext reads in the PDF, too (needs --pdf)",
    )
    command.add_argument("-q", "--quiet", action="store_true", help="print faults only, not what is to be looked at")
    command.set_defaults(load=_load_verify)


def _add_people(commands: Any) -> None:
    command = _add(
        commands,
        "people",
        "the persons of many records, each once, and why two are one",
        "List the persons over a folder of records: name, parties, municipality, bodies, documents, reservations.\n"
        "Two are taken for one person only where name, municipality, party and time agree, and nobody else fits.",
        "  diarium people corpus/structured\n"
        "  diarium people records --name 'anna berg' --why\n"
        "  diarium people records --overrides overrides.toml --json\n",
    )
    command.add_argument("paths", nargs="+", metavar="FOLDER", help="a folder of JSON records, or one record")
    command.add_argument(
        "--overrides", metavar="FILE", help="a TOML file that says who is one person and who is not (docs/persons.md)"
    )
    command.add_argument("--name", metavar="TEXT", help="only persons with words in their name that begin so")
    command.add_argument(
        "--why", action="store_true", help="also each person's documents, why they are one, and what was left open"
    )
    command.add_argument("--json", action="store_true", help="as JSON, reasons and all")
    command.set_defaults(load=_load_people)


def _add_export(commands: Any) -> None:
    command = _add(
        commands,
        "export",
        "records as tables, Akoma Ntoso, TEI, Popolo or RDF",
        "Write all records of a folder in another form: a folder, or an archive where PATH ends in .zip, that appears\n"
        "whole or not at all. docs/exports.md tells what each format holds and what it loses.",
        "  diarium export --to csv -o tables\n"
        "  diarium export records --to parquet -o tables.zip\n"
        "  diarium export records --to jsonld -o rdf --base https://decisions.example.org/\n",
    )
    command.add_argument(
        "paths",
        nargs="*",
        metavar="CORPUS",
        default=["corpus/structured"],
        help="a folder of JSON records, or one record (default: corpus/structured)",
    )
    command.add_argument("--to", required=True, choices=EXPORTS, metavar="FORMAT", help=", ".join(EXPORTS))
    command.add_argument(
        "-o", "--output", required=True, metavar="PATH", help="the folder to write, or an archive PATH.zip"
    )
    command.add_argument(
        "--base", metavar="URI", type=base_uri, help="what URIs begin with (default: https://diarium.example/)"
    )
    command.add_argument(
        "--overrides", metavar="FILE", help="a TOML file that says who is one person and who is not (docs/persons.md)"
    )
    command.add_argument("-q", "--quiet", action="store_true", help="print faults only")
    command.set_defaults(load=_load_export)


def _add_cite(commands: Any) -> None:
    command = _add(
        commands,
        "cite",
        "how to cite a document, or an act of it",
        "Print the citation of a record's document, or of one act in it, for a footnote or a reference manager.",
        "  diarium cite corpus/structured/pm-2006.json a4\n"
        "  diarium cite pm-2006.json a4 --format bibtex >> references.bib\n"
        "  diarium cite pm-2006.json --format ris --base https://decisions.example.org/\n",
    )
    command.add_argument("record", metavar="RECORD", help="a JSON record, or a PDF, which is converted first")
    command.add_argument("act", nargs="?", metavar="ACT", help="an act's id, such as a4 (default: the whole document)")
    command.add_argument(
        "--format",
        choices=CITATIONS,
        default="plain",
        help="plain text, BibTeX, RIS or CSL-JSON (default: %(default)s)",
    )
    command.add_argument(
        "--language", choices=("sv", "en"), default="sv", help="of the citation's own words (default: %(default)s)"
    )
    command.add_argument(
        "--base", metavar="URI", type=base_uri, help="what the permalink begins with (default: there is none)"
    )
    command.set_defaults(load=_load_cite)


def _add_reading(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--municipality", metavar="NAME", help="read it as this municipality's, instead of what the document says"
    )
    command.add_argument(
        "--ocr",
        choices=("auto", "never", "always"),
        default="auto",
        help="read pages without usable text with Tesseract (default: %(default)s)",
    )


def formats(text: str) -> tuple[str, ...]:
    """`json,xml` as a tuple in a fixed order. Raises argparse's error for another word."""
    wanted = [word.strip().lower() for word in text.split(",") if word.strip()]
    for word in wanted:
        if word not in FORMATS:
            near = difflib.get_close_matches(word, FORMATS, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise argparse.ArgumentTypeError(f"there is no format {word!r}, only json and xml{hint}")
    if not wanted:
        raise argparse.ArgumentTypeError("name json, xml or json,xml")
    return tuple(word for word in FORMATS if word in wanted)


def at_least_one(text: str) -> int:
    """A whole number from 1. Raises argparse's error for anything else."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 upwards")
    return int(text)


def base_uri(text: str) -> str:
    """The beginning of all URIs, with a slash at its end. Raises argparse's error for what is none."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    plain = text.isascii() and text.isprintable() and not set(text) & set(' <>"{}|\\^`')
    if not plain or parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise argparse.ArgumentTypeError(f"{text!r} is no http or https address to begin URIs with")
    return text if text.endswith("/") else text + "/"


def amount(text: str) -> int:
    """`800M`, `2G`, `1.5 GB` or a number of bytes, in bytes. Raises argparse's error for anything else."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?) ?([KMGT]?)i?B?", text.strip(), re.ASCII | re.IGNORECASE)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no size such as 800M or 2G")
    return int(float(found[1]) * 1024 ** " KMGT".index(found[2].upper() or " "))


def span(text: str) -> float:
    """`90`, `90s`, `10m` or `1h`, in seconds. Raises argparse's error for anything else."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?) ?([smh]?)", text.strip(), re.ASCII | re.IGNORECASE)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no time such as 90, 10m or 1h")
    return float(found[1]) * {"": 1, "s": 1, "m": 60, "h": 3600}[found[2].lower()]


def _load_convert() -> Callable[[argparse.Namespace], int]:
    from parser.cli.convert import run

    return run


def _load_show() -> Callable[[argparse.Namespace], int]:
    from parser.cli.show import run

    return run


def _load_inspect() -> Callable[[argparse.Namespace], int]:
    from parser.cli.inspection import run

    return run


def _load_verify() -> Callable[[argparse.Namespace], int]:
    from parser.cli.verify import run

    return run


def _load_people() -> Callable[[argparse.Namespace], int]:
    from parser.cli.people import run

    return run


def _load_export() -> Callable[[argparse.Namespace], int]:
    from parser.cli.export import run

    return run


def _load_cite() -> Callable[[argparse.Namespace], int]:
    from parser.cli.cite import run

    return run


if __name__ == "__main__":
    sys.exit(main())
