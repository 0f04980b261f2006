"""Whatever is posted to the agreement's and the library's pages: never a 500, never an echo of markup."""

import random

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.models.agreement.version import AgreementVersion
from portal.models.team.user import User
from tests.support.browsing import token_of
from tests.web.marketing.conftest import Browsers

ROUNDS = 4
LAST = ("/deletion", "/proposal", "/signatures/sales")
"""What ends a draft comes after everything else that can be done to it."""
EVIL = '"><script>alert(1)</script>'
VALUES = (
    *("", " ", "\x00", "\x00\x01", EVIL, "0", "-1", "1", "1e9", "NaN", "Infinity", "9" * 60, "1.5", "1,000", "٣٤"),
    *(
        "employees",
        "interest",
        "country",
        "work_email",
        "phone",
        "pricing",
        "one_of",
        "gte",
        "between",
        "complete",
        "none",
    ),
    *(
        "mql",
        "sql",
        "optional",
        "not_offered",
        "missing",
        "marketing",
        "sales",
        "disqualify",
        "any",
        "all",
        "up",
        "0.0",
    ),
    *(
        "template:b2b_software",
        "version:1",
        "choice",
        "money",
        "whole",
        "2027-02-30",
        "2026-12-24",
        "x" * 3000,
        "ﷺ" * 50,
    ),
    "a\r\nb\nc",
)
NAMES = (
    *("key", "level", "rev", "mark", "into", "kind", "op", "value", "owner", "on_fail", "to", "label", "effect"),
    *("source", "name", "note", "currency", "monthly", "mql", "accept_minutes", "review_every_months", "effective_on"),
    *("content_hash", "type", "help", "options", "minimum", "maximum", "max_length", "id", "low", "high", "retired"),
    *("level.phone", "unknown.phone", "level.employees", "unknown.employees", "needs_attempts", "asks_key"),
)
PARTS = {
    "number": "1",
    "level": "sql",
    "any(mql, sql):level": "sql",
    "way": "0",
    "code": "not_now",
    "side": "sales",
    "doubt": "0",
}


def addresses(app: Flask) -> list[str]:
    """Every address of these pages that takes a post."""
    found = []
    for rule in app.url_map.iter_rules():
        ours = rule.rule.startswith(("/agreements", "/library"))
        if ours and "POST" in (rule.methods or ()):
            parts = {**PARTS, "key": "interest" if rule.rule.startswith("/library") else "phone"}
            _, path = rule.build({name: parts[name] for name in rule.arguments}) or ("", "")
            found.append(path)
    return sorted(path for path in found if path)


def junk(chance: random.Random) -> dict[str, list[str]]:
    return {name: chance.choices(VALUES, k=chance.randint(1, 4)) for name in chance.sample(NAMES, 24)}


def send(client: FlaskClient, path: str, fields: dict[str, list[str]]) -> None:
    answer = client.post(path, data={"csrf_token": token_of(client), **fields})
    assert answer.status_code in (303, 404, 409, 422), (answer.status_code, path, fields)
    assert EVIL not in answer.text, (path, fields)


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_no_post_is_answered_with_a_fault(
    app: Flask, browse: Browsers, ada: User, draft: AgreementVersion, seed: int
) -> None:
    client = browse(ada)
    chance = random.Random(seed)
    every = chance.sample(addresses(app), k=len(addresses(app)))
    for path in sorted(every, key=lambda path: path.endswith(LAST)):
        fields = junk(chance)
        if chance.random() < 0.7:
            fields["rev"] = [str(chance.randint(1, 3))]
        send(client, path, fields)
    for page in ("/agreements", "/agreements/1", "/agreements/1/edit", "/library"):
        assert client.get(page).status_code in (200, 404, 409)
