"""What a page may weigh, compressed, as a visitor's browser would fetch it."""

import gzip
from pathlib import Path

import pytest

KILOBYTE = 1024
PORTAL_SCRIPTS = ("vendor/htmx/*.js", "js/*.js")


def weight(*paths: Path) -> int:
    return sum(len(gzip.compress(path.read_bytes(), 6)) for path in paths)


@pytest.mark.parametrize("sheet", ["app.css", "public.css"])
def test_styles_weigh_at_most_12_kb(repository: Path, sheet: str) -> None:
    assert weight(repository / "static/css" / sheet) <= 12 * KILOBYTE


def test_scripts_of_the_portal_weigh_at_most_40_kb(repository: Path) -> None:
    scripts = [path for pattern in PORTAL_SCRIPTS for path in (repository / "static").glob(pattern)]
    assert scripts
    assert weight(*scripts) <= 40 * KILOBYTE
