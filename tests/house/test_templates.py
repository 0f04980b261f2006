"""Templates are parsed, refer to what exists, and keep to the content security policy."""

import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import meta

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
NAMES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*") if path.is_file())
PAGES = [name for name in NAMES if name.endswith(".html") and not name.startswith("email/")]

# The policy allows no inline script, style or handler; a browser would silently drop them.
INLINE = {
    "script": re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE),
    "handler": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "script address": re.compile(r"(href|src|action)\s*=\s*[\"']?\s*javascript:", re.IGNORECASE),
}
COMMENT = re.compile(r"{#.*?#}", re.DOTALL)


def text_of(name: str) -> str:
    return COMMENT.sub("", (TEMPLATES / name).read_text())


@pytest.mark.one_database
def test_every_page_compiles(app: Flask) -> None:
    """Unknown filters and tests are found here, not by the first visitor."""
    for name in PAGES:
        app.jinja_env.compile((TEMPLATES / name).read_text(), name)


@pytest.mark.one_database
def test_every_page_refers_to_templates_that_exist(app: Flask) -> None:
    missing = {
        (name, other)
        for name in PAGES
        for other in meta.find_referenced_templates(app.jinja_env.parse((TEMPLATES / name).read_text()))
        if other is not None and other not in NAMES
    }
    assert missing == set()


@pytest.mark.parametrize("what", INLINE)
def test_nothing_is_inline(what: str) -> None:
    assert [name for name in PAGES if INLINE[what].search(text_of(name))] == []


def test_no_data_is_declared_safe() -> None:
    assert [name for name in NAMES if re.search(r"\|\s*safe\b|autoescape\s+false", text_of(name))] == []
