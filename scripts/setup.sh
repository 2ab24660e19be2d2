#!/usr/bin/env bash
# Sets Diarium up: the programs that it calls (on Debian and its like) and a virtual environment in .venv.
#   scripts/setup.sh            what converting needs
#   scripts/setup.sh --tests    and what the tests need
# Run it again at any time: what is there already is left alone. PYTHON names another interpreter than python3.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { echo "setup: $*" >&2; }

# Tesseract reads scans, poppler is the independent witness of `verify`, hunspell's dictionary helps to rejoin words.
packages=(tesseract-ocr tesseract-ocr-swe poppler-utils hunspell-sv)
# All that the README offers works after it, but for clusters (docs/cluster.md).
extras=analysis,export,ocr,release,storage,watch,web
if [ "${1:-}" = --tests ]; then
  # The fonts set the test documents, and a browser looks at the page of `inspect`.
  packages+=(fonts-liberation fonts-dejavu fonts-crosextra-carlito fonts-crosextra-caladea)
  [ -x /usr/bin/chromium ] || packages+=(chromium)
  extras=dev,analysis,cluster,export,ocr,release,storage,watch,web
fi

python=${PYTHON:-python3}
if ! command -v "$python" >/dev/null; then
  packages+=(python3 python3-venv)
elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  packages+=(python3-venv)
fi

missing=()
for package in "${packages[@]}"; do
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
if ((${#missing[@]})); then
  as_root=()
  if (($(id -u) != 0)); then as_root=(sudo); fi
  if ! command -v apt-get >/dev/null; then
    say "this is no Debian; install what corresponds to: ${missing[*]}. Going on without."
  elif ((${#as_root[@]})) && ! command -v sudo >/dev/null; then
    say "only root may install: apt-get install ${missing[*]}. Going on without."
  else
    say "installing ${missing[*]}"
    log=$(mktemp)
    if ! { "${as_root[@]}" apt-get update -q &&
      "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 </dev/null; then
      tail -n 5 "$log" >&2
      say "apt-get could not install: ${missing[*]} (the whole log is $log). Going on without."
    else
      rm -f "$log"
    fi
  fi
fi

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  say "Python 3.11 or newer is needed, and $("$python" --version 2>&1) was found. Name a newer one: PYTHON=python3.12 make convert"
  exit 1
fi
# An environment that was moved, or whose Python is gone, is made anew.
if ! .venv/bin/python -c 'import pip' 2>/dev/null; then
  say "making .venv with $("$python" --version)"
  "$python" -m venv --clear .venv
fi
stamp=.venv/set-up
wanted=$(echo "$extras" | cat - pyproject.toml constraints.txt | sha256sum)
# With the tests' packages everything is there that converting needs.
more=$(echo dev,analysis,cluster,export,ocr,release,storage,watch,web | cat - pyproject.toml constraints.txt | sha256sum)
have=$(cat "$stamp" 2>/dev/null || true)
if [ "$have" != "$wanted" ] && [ "$have" != "$more" ]; then
  say "installing Python packages into .venv (a minute or two)"
  # The variable, and not --constraint, for that does not reach the packages that build ours.
  PIP_CONSTRAINT=$PWD/constraints.txt .venv/bin/python -m pip install \
    --quiet --quiet --disable-pip-version-check --root-user-action=ignore -e ".[$extras]"
  echo "$wanted" >"$stamp"
fi
