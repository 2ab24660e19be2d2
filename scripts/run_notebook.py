"""Run a notebook and keep what its cells show.

    run_notebook.py docs/notebook.ipynb                    over build/records, or what DIARIUM_CORPUS names
    run_notebook.py docs/notebook.ipynb --out elsewhere.ipynb

Exit code 1 where a cell fails; then nothing is written.
"""

import argparse
import asyncio
import sys
from pathlib import Path
from typing import Any


def run(path: Path) -> Any:
    """The notebook, run in its own folder. Raises `nbclient.exceptions.CellExecutionError`."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    # The kernel listens to 127.0.0.1 only, and to who has its key.
    client = NotebookClient(notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": path.parent}})
    asyncio.run(client.async_execute())
    for cell in notebook.cells:
        cell.metadata = {}  # when it ran and how long it took makes every run another file
    return notebook


def main() -> int:
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    options.add_argument("notebook", type=Path)
    options.add_argument("--out", type=Path, help="where to write it (default: in its place)")
    given = options.parse_args()
    import nbformat

    try:
        notebook = run(given.notebook)
    except Exception as error:
        print(error, file=sys.stderr)
        return 1
    nbformat.write(notebook, given.out or given.notebook)
    return 0


if __name__ == "__main__":
    sys.exit(main())
