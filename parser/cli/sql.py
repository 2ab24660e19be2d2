"""`diarium sql`: a SELECT over the corpus's views."""

import argparse

from parser.cli import asking, exits, paint, terminal
from parser.query import sql


def run(arguments: argparse.Namespace) -> int:
    """Print what the query gives, or the views; the exit code."""
    corpus = asking.opened(arguments)
    if arguments.query is None:
        console = terminal.results()
        views = sql.views(corpus.index)
        console.print(
            paint.rows([(name, ", ".join(columns)) for name, columns in views.items()], indent=0, label_width=16)
        )
        return exits.OK
    table = corpus.sql(arguments.query, seconds=arguments.seconds, rows=arguments.rows)
    asking.rows(table.columns, table.rows, arguments.format)
    if not table.complete:
        terminal.note(f"diarium: there are more rows than {arguments.rows:,}; --rows N asks for more")
    return exits.OK
