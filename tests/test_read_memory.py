"""A thousand pages are read one at a time: memory is bounded by a page, not by the document."""

import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest

ROOT = Path(__file__).parent.parent
PAGES, MEGABYTES = 1000, 400

READ = r"""
import re, sys
from pathlib import Path
from parser.read import open_pdf
letters = pages = 0
with open_pdf(Path(sys.argv[1]).read_bytes(), name="lang.pdf", engine=sys.argv[2], ocr="never") as document:
    for page in document.pages():
        pages += 1
        letters += sum(len(span.text) for span in page.spans)
# the peak of this program alone: getrusage's would be that of the test runner before it became this one
peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
print(pages, letters, int(peak[1]) // 1024)
"""


@pytest.fixture(scope="module")
def thousand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = pypdfium2.PdfDocument(ROOT / "corpus" / "raw" / "pm-2006-ri-041-4239.pdf")
    long = pypdfium2.PdfDocument.new()
    while len(long) < PAGES:
        long.import_pages(source, list(range(min(len(source), PAGES - len(long)))))
    path = tmp_path_factory.mktemp("long") / "lang.pdf"
    long.save(path)
    return path


@pytest.mark.long
@pytest.mark.parametrize("engine", ["pdf_oxide", "pypdfium2"])
def test_a_thousand_pages_stay_small(thousand: Path, engine: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", READ, str(thousand), engine], capture_output=True, text=True, check=True, cwd=ROOT
    )
    pages, letters, megabytes = (int(figure) for figure in done.stdout.split())
    assert pages == PAGES
    assert letters > 1_900_000
    assert megabytes < MEGABYTES
