#!/usr/bin/env bash
# The tests need the programs of PostgreSQL (15 or newer) and Chromium. What is missing is installed with apt-get, where that can be.
set -u

has_postgres() {
    local initdb
    for initdb in /usr/lib/postgresql/*/bin/initdb "$(command -v initdb)"; do
        [ -x "$initdb" ] && [ "$("$initdb" --version | grep -oE '[0-9]+' | head -n 1)" -ge 15 ] && return 0
    done
    return 1
}

has_chromium() {
    command -v chromium >/dev/null || command -v google-chrome >/dev/null
}

missing=()
has_postgres || missing+=(postgresql)
has_chromium || missing+=(chromium fonts-dejavu-core)
[ ${#missing[@]} -eq 0 ] && exit 0

root=()
if [ "$(id -u)" -ne 0 ]; then
    root=(sudo -n)
fi
if ! command -v apt-get >/dev/null || ! "${root[@]}" true 2>/dev/null; then
    echo "The tests need PostgreSQL 15 or newer and Chromium; please install what is missing here: ${missing[*]}" >&2
    exit 1
fi

echo "Installing with apt-get, for the tests: ${missing[*]}"
log=$(mktemp)
export DEBIAN_FRONTEND=noninteractive
if ! { "${root[@]}" apt-get -q update && "${root[@]}" apt-get -qy install --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 5 "$log" >&2
    echo "apt-get could not install ${missing[*]}; please install PostgreSQL 15 or newer and Chromium (whole log: $log)" >&2
    exit 1
fi
rm -f "$log"
if ! has_postgres || ! has_chromium; then
    echo "apt-get brought no PostgreSQL 15 or newer, or no Chromium; please install them from the makers' packages." >&2
    exit 1
fi
