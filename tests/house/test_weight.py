"""What a page may weigh, compressed, as a visitor's browser would fetch it."""

import gzip
import html
import re
import urllib.request
from pathlib import Path

import pytest

from tests.support.portal import RunningPortal

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


@pytest.mark.parametrize("slug", ["book-a-demo", "contact-sales"])
def test_a_public_page_weighs_at_most_30_kb_with_all_that_it_needs(live_server: RunningPortal, slug: str) -> None:
    page = fetched(f"{live_server.url}/f/{slug}")
    needed = re.findall(r'(?:src|href)="(/static/[^"#]+)', page.decode())
    assert needed
    parts = [page, *(fetched(live_server.url + html.unescape(address)) for address in sorted(set(needed)))]
    assert sum(len(gzip.compress(part, 6)) for part in parts) <= 30 * KILOBYTE


def fetched(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=10) as answer:
        body: bytes = answer.read()
        return body
