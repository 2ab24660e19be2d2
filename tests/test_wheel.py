"""What is installed is whole: a wheel, unpacked far from the checkout, converts as the checkout does."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "corpus" / "raw" / "pm-2006-ri-041-4239.pdf"

pytestmark = pytest.mark.long
pytest.importorskip("hatchling", reason="hatchling builds the wheel and is not installed")

CONVERT = """
import sys
from pathlib import Path
import parser
from parser import convert
from parser.record.schema_files import schema_folder
print(parser.__file__)
print(schema_folder())
Path(sys.argv[2]).write_bytes(convert(Path(sys.argv[1]).read_bytes(), name="a.pdf").json)
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "dist")],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = (folder / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def convert(site: Path, tmp_path: Path) -> tuple[list[str], bytes]:
    out = tmp_path / "a.json"
    done = subprocess.run(
        [sys.executable, "-c", CONVERT, str(SOURCE), str(out)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(site)},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.splitlines(), out.read_bytes()


def test_a_wheel_converts_as_the_checkout_does(unpacked: Path, tmp_path: Path) -> None:
    from parser import convert as convert_here

    (package, schemas), made = convert(unpacked, tmp_path)
    assert Path(package).is_relative_to(unpacked)
    assert Path(schemas).is_relative_to(unpacked)
    assert made == convert_here(SOURCE.read_bytes(), name="a.pdf").json


def test_a_checkout_finds_its_own_schemas(tmp_path: Path) -> None:
    (package, schemas), _ = convert(ROOT, tmp_path)
    assert Path(package).is_relative_to(ROOT)
    assert Path(schemas) == ROOT / "schemas"


def test_a_wheel_holds_all_data_its_licence_and_the_mark_of_its_types(unpacked: Path) -> None:
    kinds = {".toml", ".css", ".js", ".j2", ".ttl"}
    wanted = [p.relative_to(ROOT) for p in (ROOT / "parser").rglob("*") if p.suffix in kinds]
    assert len(wanted) > 15
    assert [p for p in (*wanted, Path("parser/py.typed")) if not (unpacked / p).is_file()] == []
    assert list(unpacked.glob("diarium-*.dist-info/licenses/LICENSE"))
    assert not [p for p in unpacked.iterdir() if p.name in {"tests", "scripts", "corpus"}]


def test_the_package_costs_nothing_until_it_is_used() -> None:
    code = "import sys, parser; print([m for m in ('spacy', 'msgspec', 'lxml') if m in sys.modules], dir(parser))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout.startswith("[]")
    assert "'convert'" in done.stdout


def test_a_name_that_the_package_lacks_is_an_attribute_error() -> None:
    import parser

    with pytest.raises(AttributeError, match="no attribute 'konvert'"):
        parser.konvert  # noqa: B018 - asking is the test
