"""One-click look-ups of a person and a company before the call (S73). Nothing is fetched: these are links."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

_DOMAIN = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


@dataclass(frozen=True)
class Link:
    """Where to look, and what the link is called."""

    label: str
    url: str


def research_links(name: str, company: str, domain: str) -> tuple[Link, ...]:
    """Links for what is known; always https, with what was typed quoted into the query and nowhere else."""
    return tuple(_links(_one_line(name), _one_line(company), domain.strip().rstrip(".").lower()))


def _links(name: str, company: str, domain: str) -> Iterator[Link]:
    person = f"{name} {company}".strip()
    if name:
        yield Link("Person on LinkedIn", _search("https://www.linkedin.com/search/results/people/?keywords=", person))
    if company:
        yield Link(
            "Company on LinkedIn", _search("https://www.linkedin.com/search/results/companies/?keywords=", company)
        )
    if _DOMAIN.fullmatch(domain):
        yield Link("Company website", f"https://{domain}/")
    if company:
        yield Link("D&B Hoovers", _search("https://app.dnbhoovers.com/search/results/company?q=", company))
    if person:
        yield Link("Web search", _search("https://www.google.com/search?q=", person))


def _search(address: str, words: str) -> str:
    return address + quote(words, safe="", errors="replace")


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200]
