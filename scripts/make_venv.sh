#!/bin/sh
# Make a virtual environment of what a lock names, whole or not at all: make_venv.sh PYTHON FOLDER LOCK [OPTION OF PIP …].
# What is in the way is one line.
set -u
python=$1 folder=$2 lock=$3
shift 3

stop() {
    echo "$1" >&2
    rm -rf "$folder" "$folder.log" 2>/dev/null
    exit 1
}

command -v "$python" >/dev/null || stop "$python is not there: install Python 3.11 or newer, or name one: make PYTHON=python3.12"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
    stop "$("$python" --version 2>&1 | head -n 1) is too old: Python 3.11 or newer is needed: make PYTHON=python3.12"
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
    stop "$python makes no virtual environments: install its venv module (on Debian: apt-get install python3-venv)"
{ rm -rf "$folder" && mkdir "$folder" && : >"$folder.log"; } 2>/dev/null ||
    stop "This folder cannot be written to, or its disk is full: $(pwd)"
trap 'stop "Stopped; nothing was installed."' INT TERM HUP
echo "Installing what $lock names into $folder, once; this takes some minutes on a slow line" >&2
"$python" -m venv "$folder" >"$folder.log" 2>&1 ||
    stop "$python makes no virtual environment here: $(tail -n 1 "$folder.log" | cut -c 1-300)"
if "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --timeout 20 --retries 2 --require-hashes \
    --requirement "$lock" "$@" >"$folder.log" 2>&1; then
    rm -f "$folder.log"
elif grep -q 'Retrying .* after connection broken' "$folder.log"; then
    stop "Nothing was installed: the package index does not answer. Try again, or name another in pip's configuration"
else
    why=$(grep '^ERROR' "$folder.log" | tail -n 1)
    stop "Nothing was installed: $(echo "${why:-$(tail -n 1 "$folder.log")}" | cut -c 1-300)"
fi
