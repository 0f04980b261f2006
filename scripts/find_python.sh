#!/usr/bin/env bash
# Prints the first Python that can carry Baton: 3.11 or newer, able to make a virtual environment.
set -u

for python in python3 python3.14 python3.13 python3.12 python3.11; do
    if "$python" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        echo "$python"
        exit 0
    fi
done
echo "Baton needs Python 3.11 or newer with venv; on Debian: apt-get install python3 python3-venv" >&2
exit 1
