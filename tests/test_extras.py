"""What only some commands need: installed by the set-up that the README tells, or told with a command that works."""

import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from parser import extras
from parser.errors import MissingProgram
from storage_world import PM, archive

ROOT = Path(__file__).parent.parent
EXTRAS = set(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"])


class Installed:
    """A distribution that was installed from somewhere."""

    def __init__(self, url: str, editable: bool) -> None:
        self.origin = {"url": url, "dir_info": {"editable": editable}}

    def read_text(self, name: str) -> str | None:
        return json.dumps(self.origin) if name == "direct_url.json" else None


def test_make_convert_installs_all_that_the_readme_offers_but_clusters():
    plain, with_tests = re.findall(r"^ *extras=(\S+)$", (ROOT / "scripts/setup.sh").read_text("utf-8"), re.MULTILINE)
    assert set(plain.split(",")) == EXTRAS - {"dev", "cluster"}
    assert set(with_tests.split(",")) == EXTRAS


@pytest.mark.parametrize("editable", [True, False])
def test_in_a_clone_the_clone_is_what_is_named(editable, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(metadata, "distribution", lambda _: Installed(ROOT.as_uri(), editable))
    told = str(extras.missing("watchfiles", "watching needs", "watch"))
    assert told.startswith("watching needs the Python package watchfiles, which is not installed; run: ")
    command = shlex.split(told.partition("run: ")[2])
    assert command[-1] == f"{ROOT}[watch]"
    assert ("-e" in command) == editable


def test_where_one_stands_in_the_clone_the_command_is_short(monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(metadata, "distribution", lambda _: Installed(ROOT.as_uri(), True))
    assert shlex.split(extras.install("web"))[-2:] == ["-e", ".[web]"]


@pytest.mark.parametrize("url", ["https://example.org/diarium.whl", "file:///nowhere/diarium", ""])
def test_elsewhere_the_package_is_named(url, monkeypatch):
    monkeypatch.setattr(metadata, "distribution", lambda _: Installed(url, False))
    assert extras.install("web").endswith("install 'diarium[web]'")


def test_the_pip_that_is_named_is_that_of_this_environment():
    command = shlex.split(extras.install("web"))
    done = subprocess.run(
        [*command[: command.index("install")], "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("pip ")
    assert isinstance(extras.missing("x", "this needs", "web"), MissingProgram)


WITHOUT = """
import sys
for name in ("fsspec", "tenacity", "s3fs", "aiohttp"):
    sys.modules[name] = None
from parser.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.long
def test_local_archives_and_lists_need_nothing_that_is_not_always_there(tmp_path):
    archive(tmp_path / "in.zip", {"2006/pm.pdf": PM, "deep/er/pm2.pdf": PM + b"\n%"})
    (tmp_path / "list.txt").write_text("zip://**/pm.pdf::in.zip\n")

    def convert(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", WITHOUT, "convert", *arguments, "--no-inspect", "--jobs", "1"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=300
        )

    done = convert("in.zip", "-o", "out.zip")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "out.zip").is_file()
    done = convert("list.txt", "-o", "out")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "pm.json").is_file()
    told = convert("s3://archive/a.pdf", "-o", "out")
    assert told.returncode == 8
    assert "[storage]'" in told.stderr
