"""The batch's bench measures what it says: documents by a seed, and a batch whose reader alone is a stub."""

import hashlib
from pathlib import Path

import pytest

from benching.batch_runs import in_a_process
from benching.generated import generate


def digests(folder: Path) -> list[str]:
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.rglob("*.pdf"))]


@pytest.mark.long
def test_the_documents_are_those_of_the_seed_and_all_different(tmp_path):
    pages, size = generate(tmp_path / "a", 13, 7)
    assert generate(tmp_path / "b", 13, 7) == (pages, size)
    assert digests(tmp_path / "a") == digests(tmp_path / "b")
    assert len(set(digests(tmp_path / "a"))) == 13
    assert generate(tmp_path / "c", 13, 8) != (pages, size)


@pytest.mark.long
def test_a_bare_loop_and_the_batch_make_the_same_records(tmp_path):
    generate(tmp_path / "raw", 3, 7)
    for what, more in (("bare", ()), ("halves", ()), ("batch", ("2",))):
        figures = in_a_process(what, str(tmp_path / "raw"), str(tmp_path / what), *more)
        assert figures["seconds"] > 0
    for path in (tmp_path / "bare").rglob("*.*"):
        for other in ("halves", "batch"):
            assert (tmp_path / other / path.relative_to(tmp_path / "bare")).read_bytes() == path.read_bytes()


@pytest.mark.long
def test_a_simulation_converts_all_and_then_nothing(tmp_path):
    figures = in_a_process("simulate", str(tmp_path / "s"), "300")  # it checks what became of each
    assert figures["number"] == 300
    assert figures["again_all"] < figures["first_all"]
    assert figures["peak"] > 0  # how much it is depends on the process that started this one
