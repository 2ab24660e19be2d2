"""Tesseract, through the library tesserocr where it is installed and else through its program: a picture in, words out.

Both give the same table of words (TSV); this module reads it. One thread each: the caller runs several processes.
"""

import io
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from parser.errors import MissingProgram

if TYPE_CHECKING:
    from PIL.Image import Image

os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # Tesseract's threads wait for each other more than they work

LANGUAGE, SECOND_LANGUAGE = "swe", "eng"  # the second for signs that the first does not know
_SINGLE_WORD = 8
_SECONDS = 300  # for one page
_MODELS = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)

INSTALL = (
    "Install Tesseract with its Swedish model (Debian: apt-get install tesseract-ocr tesseract-ocr-swe), "
    "or convert the file with an OCR program first."
)


class ReadWord(msgspec.Struct, frozen=True, gc=False):
    """A word as Tesseract read it: its line's key, its box in pixels from the top left corner, its confidence 0..1."""

    line: tuple[int, int, int]
    text: str
    x0: int
    top: int
    x1: int
    bottom: int
    confidence: float


class Tesseract(Protocol):
    """A way to call Tesseract."""

    version: str

    def words(self, image: "Image", *, dpi: int, psm: int) -> list[ReadWord]:
        """Read a grey picture. `psm` is the page segmentation mode by Tesseract's numbers."""

    def glance(self, image: "Image", *, dpi: int) -> str:
        """What the English model reads in a picture of one word; nothing where it is not installed."""

    def close(self) -> None:
        """Give back the memory."""


def find_tesseract() -> Tesseract:
    """The library if it can be imported, else the program. Raises `MissingProgram` saying what to install."""
    models = _models()
    if models is not None:
        try:
            return _Library(models)
        except (ImportError, RuntimeError):
            pass
    program = shutil.which("tesseract")
    if program is None:
        raise MissingProgram(f"Reading a scan takes Tesseract, which is not installed. {INSTALL}")
    return _Program(program)


def _models() -> str | None:
    """The folder with the Swedish model, which tesserocr's wheel does not bring."""
    for folder in (os.environ.get("TESSDATA_PREFIX"), *_MODELS):
        if folder and (Path(folder) / f"{LANGUAGE}.traineddata").is_file():
            return folder
    return None


class _Library:
    def __init__(self, models: str) -> None:
        import tesserocr

        self._module: Any = tesserocr
        self._models = models
        self._api = tesserocr.PyTessBaseAPI(path=models, lang=LANGUAGE, oem=tesserocr.OEM.LSTM_ONLY)
        self._other: Any = None
        self.version = str(self._api.Version())

    def words(self, image: "Image", *, dpi: int, psm: int) -> list[ReadWord]:
        api = self._api
        api.SetPageSegMode(psm)
        api.SetImage(image)
        api.SetSourceResolution(dpi)
        table = api.GetTSVText(0)
        api.Clear()
        return list(_words(table))

    def glance(self, image: "Image", *, dpi: int) -> str:
        module = self._module
        if self._other is None:
            if not (Path(self._models) / f"{SECOND_LANGUAGE}.traineddata").is_file():
                return ""
            self._other = module.PyTessBaseAPI(
                path=self._models, lang=SECOND_LANGUAGE, oem=module.OEM.LSTM_ONLY, psm=module.PSM.SINGLE_WORD
            )
        self._other.SetImage(image)
        self._other.SetSourceResolution(dpi)
        return str(self._other.GetUTF8Text()).strip()

    def close(self) -> None:
        self._api.End()
        if self._other is not None:
            self._other.End()


class _Program:
    def __init__(self, program: str) -> None:
        self._program = program
        listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=60, check=False)
        if LANGUAGE not in listed.stdout.split() + listed.stderr.split():
            raise MissingProgram(f"Tesseract is installed without its Swedish model. {INSTALL}")
        told = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=60, check=False)
        self.version = (told.stdout or told.stderr).split("\n", 1)[0].removeprefix("tesseract ").strip()

    def words(self, image: "Image", *, dpi: int, psm: int) -> list[ReadWord]:
        return list(_words(self._read(image, LANGUAGE, dpi, psm, "tsv")))

    def glance(self, image: "Image", *, dpi: int) -> str:
        try:
            return self._read(image, SECOND_LANGUAGE, dpi, _SINGLE_WORD, "txt").strip()
        except RuntimeError:
            return ""

    def close(self) -> None:
        """Nothing is held."""

    def _read(self, image: "Image", language: str, dpi: int, psm: int, form: str) -> str:
        packed = io.BytesIO()
        image.save(packed, "PNG", compress_level=1)
        done = subprocess.run(
            [self._program, "-", "-", "-l", language, "--psm", str(psm), "--oem", "1", "--dpi", str(dpi), form],
            input=packed.getvalue(),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(done.stderr.decode("utf-8", "replace").strip()[-300:] or "Tesseract failed")
        return done.stdout.decode("utf-8", "replace")


def _words(table: str) -> Iterator[ReadWord]:
    """Rows of level 5 are words: level, page, block, paragraph, line, word, left, top, width, height, conf, text."""
    for row in table.splitlines():
        parts = row.split("\t")
        if len(parts) < 12 or parts[0] != "5" or not parts[11].strip():
            continue
        block, paragraph, line = int(parts[2]), int(parts[3]), int(parts[4])
        left, top, width, height = (int(part) for part in parts[6:10])
        confidence = min(1.0, max(0.0, float(parts[10]) / 100))
        yield ReadWord((block, paragraph, line), parts[11].strip(), left, top, left + width, top + height, confidence)
