"""Mail templates: a folder a kind, with subject.txt, body.txt and body.html."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates of mails, apart from the pages': a missing value is an error, HTML is escaped."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )


def render(kind: str, context: dict[str, Any]) -> tuple[str, str, str]:
    """Subject, text and HTML (styles inlined, as mail programs want them) of one mail."""
    subject, text, html = (
        environment().get_template(f"email/{kind}/{part}").render(context)
        for part in ("subject.txt", "body.txt", "body.html")
    )
    return " ".join(subject.split()), _tidy(text), _inliner().inline(html)


@lru_cache(maxsize=1)
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True)


def _tidy(text: str) -> str:
    """At most one empty line in a row, none at the ends."""
    lines: list[str] = []
    for line in text.strip().splitlines():
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines) + "\n"
