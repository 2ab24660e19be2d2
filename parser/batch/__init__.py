"""The batch: many documents, none lost. Listing, manifest, worker processes, one machine or several, the report.

Prints nothing and parses no command line: `parser.cli.convert` does. `places` is the seam to where documents lie.
"""
