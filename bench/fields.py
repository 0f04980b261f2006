"""The ten answers of a complete enquiry, a new person each time."""

import html
import re
from itertools import count
from urllib.parse import urlencode

from bench.load import Answer, post

NUMBERS = count(1)
MESSAGE = (
    "We would like to see it on our own data for around 250 seats; please call in the afternoon. Thanks & regards."
)


def enquiry(email_key: str) -> dict[str, str]:
    """`email_key` is what the application calls its email field."""
    number = next(NUMBERS)
    return {
        "first_name": "Ada",
        "last_name": "Lovelace",
        email_key: f"ada{number}@analytical{number}.com",
        "phone": "+1 415 555 2671",
        "job_title": "VP Engineering",
        "company": f"Analytical Engines {number}",
        "employees": "250",
        "annual_revenue": "10m_50m",
        "interest": "evaluation",
        "message": MESSAGE,
    }


def submission(form: Answer, path: str, *, email_key: str, token_key: str) -> bytes:
    """The post that a visitor of the form page sends: its hidden token, its cookie, ten answers."""
    token = re.search(rf'name="{token_key}"[^>]*value="([^"]+)"', form.body)
    if token is None:
        raise RuntimeError(f"{path} shows no {token_key} (status {form.status}):\n{form.body[:500]}")
    cookie = re.search(r"^set-cookie: ([^;\r]+)", form.head, re.IGNORECASE | re.MULTILINE)
    body = urlencode({token_key: html.unescape(token[1]), **enquiry(email_key)})
    return post(path, body, cookie[1] if cookie else "")
