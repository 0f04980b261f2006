"""The machine's Chromium, and what axe finds on a page in it."""

import shutil
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# A browser that stays on loopback: without these it looks up its maker's hosts at every start.
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
_SCAN = """async options => !window.axe ? null : (await axe.run(options)).violations.map(found => (
  {id: found.id, help: found.help, nodes: found.nodes.slice(0, 4).map(node => node.html.slice(0, 200))}))"""
ACCESSIBILITY_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def chromium() -> str:
    """Path of the installed browser."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        raise RuntimeError("These tests need Chromium: run `make test`, which installs it.")
    return path


def findings(page: Page) -> list[str]:
    """What axe finds on the page as it stands: WCAG 2.2 A and AA, and its best practices.

    Axe is handed over once for each document, and only what it holds against the page comes back: its full report of
    what is in order takes longer to carry over than to make.
    """
    options = {"runOnly": {"type": "tag", "values": ACCESSIBILITY_RULES}, "resultTypes": ["violations"]}
    violations: list[dict[str, Any]] | None = page.evaluate(_SCAN, options)
    if violations is None:
        page.evaluate(Axe().axe_script)
        violations = page.evaluate(_SCAN, options)
    assert violations is not None
    return [f"{found['id']}: {found['help']} | {' | '.join(found['nodes'])}" for found in violations]


def assert_accessible(page: Page) -> None:
    """No finding of axe."""
    found = findings(page)
    assert not found, f"{page.url}\n" + "\n".join(found)
