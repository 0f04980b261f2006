"""Logs of production: JSON lines by route, without anybody's data, with where it broke."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.portal import ROOT, RunningPortal

PRIVATE = "priya.raman@kaveri.example"
SCRIPT = f"""
from config import Config
from portal.app import create_app

app = create_app(Config())


def broken():
    try:
        raise ValueError("{PRIVATE}")
    except ValueError:
        raise LookupError("{PRIVATE}")


broken.policy = app.view_functions["auth.login"].policy
app.view_functions["auth.login"] = broken
client = app.test_client()
client.get("/healthz", base_url="https://leads.example.com")
client.get("/password/reset/{PRIVATE}?email={PRIVATE}", base_url="https://leads.example.com")
client.post("/login?x={PRIVATE}", data={{"email": "{PRIVATE}"}}, base_url="https://leads.example.com")
client.get("/login?x={PRIVATE}", base_url="https://leads.example.com", headers={{"Cookie": "a={PRIVATE}"}})
"""


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder: Path = tmp_path_factory.mktemp("logs")
    portal = RunningPortal(folder)
    portal.flask("db", "upgrade")
    production = {"BATON_ENV": "production", "BASE_URL": "https://leads.example.com", "PASSWORD_COST": "standard"}
    environment = {**portal.environment, **production}
    result = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return (result.stdout + result.stderr).splitlines()


def test_every_line_is_json_and_names_nobody(lines: list[str]) -> None:
    assert lines
    for line in lines:
        assert PRIVATE not in line
        document = json.loads(line)
        assert document["request_id"]
        assert document["timestamp"]


def test_requests_are_named_by_route(lines: list[str]) -> None:
    asked = [json.loads(line) for line in lines]
    rules = [line["rule"] for line in asked if line["event"] == "request"]
    assert rules == ["/password/reset/<token>", "/login", "/login"]
    assert all(line["ms"] >= 0 for line in asked if line["event"] == "request")


def test_an_error_says_where_it_broke_and_what_came_before(lines: list[str]) -> None:
    (error,) = [document["errors"] for document in map(json.loads, lines) if "errors" in document]
    assert [link["type"] for link in error] == ["builtins.LookupError", "builtins.ValueError"]
    assert any(" broken" in place for link in error for place in link["at"])
