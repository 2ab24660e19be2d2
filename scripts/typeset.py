"""Set a marked document as PDF with its gold beside it, or only check its markup.

    typeset.py FILE.marked.txt… [-o DIR] [--layout NAME] [--scan]     writes NAME.pdf and NAME.gold.json
    typeset.py --check FILE.marked.txt…                               only validates; folders are searched

Exit code 1 where a file breaks the form.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]  # the typesetter is a package of the tests

from typesetter.elements import Marked, Problem  # noqa: E402  the same
from typesetter.gold import gold_json  # noqa: E402  the path above comes first
from typesetter.layouts import LAYOUTS  # noqa: E402  the same
from typesetter.markup import MarkupError, load  # noqa: E402  the same
from typesetter.plan import plan_of, set_as_planned  # noqa: E402  the same

SUFFIX = ".marked.txt"


def main() -> int:
    options = _options()
    failed = False
    for path in _files(options.files):
        try:
            marked = load(path)
        except MarkupError as error:
            print(error, file=sys.stderr)
            failed = True
            continue
        _print_notes(path, marked.notes)
        if options.check:
            print(
                f"{path}: {len(marked.acts)} acts, {len(marked.parts)} parts, set {marked.settings.get('set', 'dev')}"
            )
        else:
            _write(path, marked, options)
    return int(failed)


def _options() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("files", nargs="+", type=Path, help="marked texts, or folders of them")
    arguments.add_argument("-o", "--out", type=Path, help="where to write (default: beside each file)")
    arguments.add_argument("--layout", help="a layout's name (default: the document's own)")
    arguments.add_argument("--scan", action="store_true", help="make pictures of the pages, as a scanner does")
    arguments.add_argument("--check", action="store_true", help="only validate the markup")
    return arguments.parse_args()


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(path.rglob(f"*{SUFFIX}"))
        else:
            yield path


def _print_notes(path: Path, notes: tuple[Problem, ...]) -> None:
    for note in notes:
        print(f"{path}:{note.line}: note: {note.message}", file=sys.stderr)


def _write(path: Path, marked: Marked, options: argparse.Namespace) -> None:
    folder = options.out or path.parent
    folder.mkdir(parents=True, exist_ok=True)
    name = path.name.removesuffix(SUFFIX)
    if options.layout is not None and options.layout not in LAYOUTS:
        sys.exit(f"There is no layout «{options.layout}»; there are {', '.join(LAYOUTS)}.")
    plan = plan_of(marked, name, layout=options.layout, scan="yes" if options.scan else None)
    (folder / f"{name}.pdf").write_bytes(set_as_planned(marked, plan))
    (folder / f"{name}.gold.json").write_text(gold_json(marked), encoding="utf-8")
    print(f"{folder / name}.pdf: layout {plan.layout}, seed {plan.seed}, scan {plan.scan}")


if __name__ == "__main__":
    sys.exit(main())
