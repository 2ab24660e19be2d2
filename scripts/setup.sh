#!/usr/bin/env bash
# Sets up Diarium on a Debian-like machine: the programs that it calls, and a virtual environment in .venv.
# Run it again at any time: what is there already is left alone.
set -euo pipefail
cd "$(dirname "$0")/.."

# Tesseract reads scans, poppler is the independent witness of `verify`, hunspell's dictionary helps to rejoin words,
# the fonts set the test documents.
packages=(python3-venv tesseract-ocr tesseract-ocr-swe poppler-utils hunspell-sv fonts-liberation fonts-dejavu-core)
missing=()
for package in "${packages[@]}"; do
  dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
done
if ((${#missing[@]})); then
  if ! command -v apt-get >/dev/null; then
    echo "setup: install these yourself, this is no Debian: ${missing[*]}" >&2
  else
    as_root=()
    if (($(id -u) != 0)); then as_root=(sudo); fi
    "${as_root[@]}" apt-get update -q
    DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -q --no-install-recommends "${missing[@]}"
  fi
fi

python=${PYTHON:-python3}
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "setup: Python 3.11 or newer is needed; $("$python" --version) was found. Set PYTHON to a newer one." >&2
  exit 1
fi
[ -x .venv/bin/python ] || "$python" -m venv .venv
stamp=.venv/installed
wanted=$(cat pyproject.toml constraints.txt | sha256sum)
if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
  .venv/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,ocr]'
  echo "$wanted" >"$stamp"
fi
