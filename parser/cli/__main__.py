"""`python -m parser.cli` is `diarium`."""

import sys

from parser.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
