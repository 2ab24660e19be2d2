"""The layout's data: it loads, and what is wrong in it is named."""

from pathlib import Path

import pytest

from parser.errors import BadProfile
from parser.layout.breaks import label_of
from parser.layout.cues import FILE, load_cues


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (("conjunctions =", "conjuctions ="), "conjuctions"),
        (("(?P<label>[-–—])", "(?P<label>[-–—]"), "labels.patterns"),
        (("(?P<label>[-–—])", "(?P<sign>[-–—])"), "'label'"),
        (("[words]", "[words"), "cues.toml"),
    ],
)
def test_a_fault_in_the_file_is_named_with_file_and_key(tmp_path: Path, wrong: tuple[str, str], named: str) -> None:
    broken = tmp_path / "cues.toml"
    broken.write_text(FILE.read_text(encoding="utf-8").replace(*wrong), encoding="utf-8")
    with pytest.raises(BadProfile, match=r"cues\.toml") as caught:
        load_cues(broken)
    assert named in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadProfile, match=r"nothing\.toml"):
        load_cues(tmp_path / "nothing.toml")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("1. Förslag", "1."),
        ("12) Förslag", "12)"),
        ("a) att", "a)"),
        ("– att", "–"),
        ("•att", "•"),
        ("3.", "3."),
        ("2.1. Mål", "2.1."),
    ],
)
def test_labels(text: str, label: str) -> None:
    assert label_of(text, load_cues()) == label


@pytest.mark.parametrize(
    "text", ["2007. Syftet", "Kl. 15", "-omställningar", "1 januari", "§ 4", "M, L och KD", "(M) yrkar", "T.ex. ska"]
)
def test_what_is_no_label(text: str) -> None:
    assert label_of(text, load_cues()) is None
