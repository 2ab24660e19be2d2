"""What is written keeps in step with what there is: commands, links, examples, rules, warnings, packages."""

import ast
import re
import shlex
import shutil
import textwrap
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import msgspec
import pytest

from parser import profile
from parser.cli.main import command_line
from parser.read.engines import ENGINES
from parser.record import types

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PAGES = sorted([README, ROOT / "CHANGELOG.md", *ROOT.glob("docs/**/*.md"), *ROOT.glob("corpus/**/*.md")])
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SETUP = (ROOT / "scripts/setup.sh").read_text(encoding="utf-8")


def text(page: Path | str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def examples(page: Path) -> str:
    """The Python of a page, its blocks one after the other."""
    blocks = re.findall(r"^( *)```python\n(.*?)^\1```", text(page), re.DOTALL | re.MULTILINE)
    return "\n".join(textwrap.dedent(code) for _, code in blocks)


def commands(page: Path) -> list[str]:
    """The lines of a page that are typed at a prompt, and begin with `diarium`."""
    return re.findall(r"^ {4,}(diarium .+)$", text(page), re.MULTILINE)


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))


# -- commands


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_make_command_that_is_told_exists(page):
    assert set(re.findall(r"(?:^ {4,}|`(?:[A-Z]+=\S+ )?)make ([a-z-]+)", text(page), re.MULTILINE)) <= targets()


def test_the_readme_has_the_two_commands_and_ci_calls_them():
    assert "\n    make convert\n    make test\n" in text(README)
    ci = text(".ci/run").splitlines()
    assert ci.index("make convert") < ci.index("make test")
    assert {line.split()[1] for line in ci if line.startswith("make ")} <= targets()


def test_every_make_target_says_what_it_does():
    assert {t for t in targets() if re.search(rf"^{t}:.*## \w", MAKEFILE, re.MULTILINE)} == targets()


@pytest.mark.parametrize("line", commands(README))
def test_every_command_of_the_readme_is_understood(line):
    words = shlex.split(line)[1:]
    if "--help" in words:
        return
    told = command_line().parse_args(words)  # a wrong option would end the program
    given = [told.file] if hasattr(told, "file") else getattr(told, "paths", None) or getattr(told, "records", None)
    if given is None:
        given = [value for name in ("corpus", "folder") if (value := getattr(told, name, None))]
    for path in given:
        assert (ROOT / path).exists() or path.startswith(("/tmp/", "corpus/structured/")), path


def test_the_readme_has_commands():
    assert {line.split()[1] for line in commands(README)} >= {"convert", "show", "inspect", "verify"}


# -- links


def slug(heading: str) -> str:
    """A heading's anchor, as GitHub makes it."""
    bare = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "")
    return re.sub(r"[^\w\- ]", "", bare.lower()).replace(" ", "-")


def links(page: Path) -> list[str]:
    prose = re.sub(r"^( *)```.*?^\1```", "", text(page), flags=re.DOTALL | re.MULTILINE)
    prose = re.sub(r"`[^`\n]*`", "", prose)
    return [link for link in re.findall(r"\]\(([^)\s]+)\)", prose) if "://" not in link]


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_somewhere(page):
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{named(page)}: {link}"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in map(slug, headings), f"{named(page)}: {link}"


def test_every_page_is_linked_from_the_readme_or_from_a_page_that_is():
    seen, waiting = set(), [README]
    while waiting:
        page = waiting.pop()
        if page in seen:
            continue
        seen.add(page)
        found = ((page.parent / link.partition("#")[0]).resolve() for link in links(page))
        waiting += [one for one in found if one.suffix == ".md" and one.exists()]
    decisions = ROOT / "docs" / "decisions"  # the README links the first; they are a series
    assert [named(p) for p in ROOT.glob("docs/**/*.md") if p not in seen and p.parent != decisions] == []


# -- examples


@pytest.mark.parametrize("page", [README, ROOT / "docs/library.md", ROOT / "docs/exports.md"], ids=named)
def test_the_examples_run_as_written(page, tmp_path, monkeypatch, capsys):
    from parser import convert

    raw = tmp_path / "corpus" / "raw"
    shutil.copytree(ROOT / "corpus" / "raw", raw)
    (tmp_path / "corpus" / "structured").mkdir()
    for pdf in raw.glob("*.pdf"):
        made = convert(pdf.read_bytes(), name=pdf.name)
        (tmp_path / "corpus" / "structured" / f"{pdf.stem}.json").write_bytes(made.json)
    monkeypatch.chdir(tmp_path)
    code = examples(page)
    assert code
    exec(compile(code, named(page), "exec"), {})
    told = capsys.readouterr().out
    if page == README:
        assert "a4 reservation ['Carin Jämtin', 'Roger Mogert'] ('a3',)" in told


def test_what_the_readme_shows_is_what_the_command_prints(tmp_path, capsys, monkeypatch):
    from parser.cli.main import main

    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(ROOT)
    assert main(["convert", "corpus/raw", "-o", str(tmp_path), "--no-inspect"]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    shown = text(README).split("who reserved themselves against what:\n")[1].split("`make test`")[0]
    for part in shown.split("…"):
        head = part.split("Records")[0]
        assert " ".join(head.split()) in printed


# -- what is installed


def test_the_readme_names_every_program_that_the_setup_installs():
    packages = " ".join(re.findall(r"packages\+?=\(([^)]*)\)", SETUP)).split()
    told = text(README).split("## What is installed")[1].split("\n## ")[0]
    assert len(packages) > 8
    assert [p for p in packages if p not in told] == []


def test_every_package_that_is_asked_for_is_pinned():
    pinned = dict(re.findall(r"^([a-z0-9-]+)==(\S+)$", text("constraints.txt"), re.MULTILINE))
    extras = PROJECT["project"]["optional-dependencies"].values()
    asked = [*PROJECT["project"]["dependencies"], *(one for several in extras for one in several)]
    names = [re.sub(r"[-_.]+", "-", re.split(r"[<>=~\[; ]", one)[0]).lower() for one in asked]
    assert [name for name in names if name not in pinned] == []


# -- rules, values and warnings


def literals(form: Any) -> Iterator[str]:
    """The values of a `Literal`, also where it stands inside another type."""
    if get_origin(form) is Literal:
        for value in get_args(form):
            yield from literals(value) if get_origin(value) is Literal else [value]
    else:
        for inner in get_args(form):
            yield from literals(inner)


RULES = {
    "section": profile.Section,
    "opening": profile.Opening,
    "demand": profile.DemandRule,
    "body": profile.BodyRule,
    "facts": profile.Facts,
}


@pytest.mark.parametrize("table", RULES)
def test_every_key_and_value_of_a_profiles_rules_is_documented(table):
    page = text("docs/profiles.md")
    general = page.split("## Keys of every rule")[1].split("\n## ")[0]
    own = re.split(rf"^## `\[+{table}\]+`.*$", page, maxsplit=1, flags=re.MULTILINE)[1].split("\n## ")[0]
    for field in msgspec.structs.fields(RULES[table]):
        assert f"| `{field.encode_name}` |" in own + general, field.encode_name
        for value in literals(field.type):
            assert f"`{value}`" in page, f"{field.encode_name}: {value}"


def test_no_key_is_documented_that_there_is_not():
    page = text("docs/profiles.md").split("## Keys of every rule")[1]
    known = {field.encode_name for rule in RULES.values() for field in msgspec.structs.fields(rule)}
    assert set(re.findall(r"^\| `([a-z_]+)` \|", page, re.MULTILINE)) == known


def test_every_table_of_a_profiles_file_is_documented():
    page = text("docs/profiles.md")
    for field in msgspec.structs.fields(profile.ProfileFile):
        assert re.search(rf"`\[*{field.encode_name}\]*`", page), field.encode_name


def test_every_value_of_the_record_is_documented():
    page = text("docs/schema.md")
    enums = [one for one in vars(types).values() if isinstance(one, type) and issubclass(one, types.StrEnum)]
    values = [value.value for enum in enums if enum is not types.StrEnum for value in enum]
    assert len(values) > 30
    assert [value for value in values if f"| `{value}` |" not in page] == []


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_is_documented(engine):
    assert f"`{engine}`" in text("docs/library.md")


def codes() -> set[str]:
    """The codes of the doubts that the program tells: of `Finding(…)`, `Warning(…)`, and of a vote's doubts."""
    found: set[str] = set()
    for path in (ROOT / "parser").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in ("Finding", "Warning", "add"):
                given = [*node.args[:1], *(k.value for k in node.keywords if k.arg == "code")]
                found |= {one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    return {code for code in found if re.fullmatch(r"[a-z]+(-[a-z]+)+|incomplete", code)}


def test_every_warning_is_documented():
    told = set(re.findall(r"^\| `([a-z-]+)` \|", text("docs/warnings.md"), re.MULTILINE))
    assert len(told) > 20
    assert codes() - told == set()
    assert told - codes() == set()


def test_every_variable_of_the_environment_is_documented():
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "parser").rglob("*.py"))
    variables = set(re.findall(r"\bDIARIUM_[A-Z]+\b", sources))
    assert variables
    assert [one for one in variables if f"| `{one}` |" not in text("docs/library.md")] == []
