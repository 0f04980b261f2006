"""The machine's Chromium, and what axe finds on a page in it."""

import shutil

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
ACCESSIBILITY_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def chromium() -> str:
    """Path of the installed browser."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        raise RuntimeError("These tests need Chromium: run `make test`, which installs it.")
    return path


def assert_accessible(page: Page) -> None:
    """No finding of axe on the page as it stands: WCAG 2.2 A and AA, and its best practices."""
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": ACCESSIBILITY_RULES}})
    findings = [
        f"{violation['id']}: {violation['help']}\n    "
        + "\n    ".join(node["html"][:200] for node in violation["nodes"])
        for violation in results.response["violations"]
    ]
    assert not findings, f"{page.url}\n" + "\n".join(findings)
