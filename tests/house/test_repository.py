"""What is committed works on every machine: no path of one, no address of a registry."""

import re
import subprocess
from pathlib import Path

import pytest

# Written in pieces, so that this file does not find itself.
FOREIGN = {
    "a developer's folder": re.compile(r"(?<![\w.])/(?:ho[m]e|ro[o]t|wo[r]k|Us[e]rs)/[A-Za-z.]"),
    "a temporary folder": re.compile(r"(?<![\w.])/tm[p]/"),
    "an address of a registry": re.compile(r"(?:pyp[i]|pythonhosted|npmj[s])\.org|--(?:extra-)?index-ur[l]"),
}
TEXT = {
    ".py",
    ".toml",
    ".txt",
    ".md",
    ".html",
    ".css",
    ".js",
    ".sh",
    ".json",
    ".cfg",
    ".ini",
    ".yml",
    ".svg",
    ".mako",
    "",
}


@pytest.fixture(scope="module")
def tracked(repository: Path) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=repository, capture_output=True, text=True, check=True
    ).stdout
    return [repository / name for name in listed.split("\0") if name and (repository / name).is_file()]


@pytest.mark.parametrize("what", FOREIGN)
def test_no_file_names(what: str, repository: Path, tracked: list[Path]) -> None:
    found = [
        f"{path.relative_to(repository)}: {match[0]}"
        for path in tracked
        if path.suffix in TEXT and "vendor" not in path.parts
        for match in FOREIGN[what].finditer(path.read_text(errors="replace"))
    ]
    assert found == []


def test_pins_are_exact(repository: Path) -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = (repository / name).read_text().splitlines()
        assert all(re.fullmatch(r"[a-z0-9-]+==[^ ]+( ; .+)?", line) for line in lines), name


def test_tools_bring_the_same_libraries_as_production(repository: Path) -> None:
    production = (repository / "requirements.txt").read_text().splitlines()
    tools = (repository / "requirements-dev.txt").read_text().splitlines()
    assert set(production) <= set(tools)
