"""Peak memory, with a document of very many pages; and the time in which the command starts."""

import io
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Each is a program of its own, for a process's peak never falls again. {} is the path of the PDF.
MEMORY = {
    "nothing but the imports": "from parser.pipeline import convert",
    "read": """
from parser.read import open_pdf
with open_pdf(data, name="long.pdf", ocr="never") as document:
    for page in document.pages(): pass
""",
    "read and lay out": """
from parser.language.lexicon import load_lexicon
from parser.layout import lay_out
from parser.read import open_pdf
with open_pdf(data, name="long.pdf", ocr="never") as document:
    layout = lay_out(document.pages(), load_lexicon())
""",
    "the whole conversion, JSON and XML validated": """
from parser.pipeline import Options, convert
convert(data, name="long.pdf", options=Options(ocr="never"))
""",
}
# Not getrusage's ru_maxrss: across an exec Linux keeps the larger of the two programs' peaks, here that of the bench.
PEAK = """
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(int(status["VmHWM"].split()[0]) // 1024)
"""


def peaks(source: Path, pages: int) -> dict[str, int]:
    """Peak resident memory in MB of a process that does each of `MEMORY` with so many pages."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.pdf"
        path.write_bytes(repeated(source, pages))
        head = f"import sys; sys.path.insert(0, {str(ROOT)!r}); data = open({str(path)!r}, 'rb').read()\n"
        return {
            name: int(
                subprocess.run([sys.executable, "-c", head + code + PEAK], capture_output=True, check=True).stdout
            )
            for name, code in MEMORY.items()
        }


def repeated(source: Path, pages: int) -> bytes:
    """A PDF of so many pages, those of `source` again and again."""
    import pypdfium2

    made = io.BytesIO()
    with closing(pypdfium2.PdfDocument(source)) as one, closing(pypdfium2.PdfDocument.new()) as long:
        while len(long) < pages:
            long.import_pages(one, list(range(min(len(one), pages - len(long)))))
        long.save(made)
    return made.getvalue()


def start_up(rounds: int) -> tuple[float, float]:
    """Median seconds of `diarium --help` and of an interpreter that does nothing."""
    commands = [[sys.executable, "-m", "parser.cli", "--help"], [sys.executable, "-c", "pass"]]
    times: list[list[float]] = [[], []]
    for _ in range(rounds):
        for command, taken in zip(commands, times, strict=True):
            begin = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True, cwd=ROOT)
            taken.append(time.perf_counter() - begin)
    return statistics.median(times[0]), statistics.median(times[1])
