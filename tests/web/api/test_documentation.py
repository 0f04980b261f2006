"""The calls that docs/forms/api.md shows work as they are written there."""

import re
import shlex
from itertools import pairwise
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.company import Company

TEXT = (Path(__file__).parents[3] / "docs" / "forms" / "api.md").read_text()
CALLS = re.findall(r"```sh\n(curl .*?)```", TEXT, re.DOTALL)


def call(client: FlaskClient, command: str) -> TestResponse:
    words = shlex.split(command.replace("\\\n", " "))[1:]
    address = words[0].removeprefix("http://localhost")
    headers = dict(value.split(": ", 1) for flag, value in pairwise(words) if flag == "-H")
    bodies = [value for flag, value in pairwise(words) if flag == "-d"]
    if not bodies:
        return client.get(address, headers=headers)
    return client.post(address, data=bodies[0], headers=headers)


@pytest.mark.one_database
def test_the_calls_of_the_documentation_answer_as_it_says(client: FlaskClient, house: Company) -> None:
    schema, sent, wrong = CALLS
    asked = call(client, schema)
    assert (asked.status_code, asked.get_json()["slug"]) == (200, "contact-sales")
    first, again = call(client, sent), call(client, sent)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.get_json() == again.get_json()
    refused = call(client, wrong)
    assert refused.status_code == 422
    assert {"work_email", "coupon"} <= {error["key"] for error in refused.get_json()["errors"]}
