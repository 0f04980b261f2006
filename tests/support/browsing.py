"""A browser's manners for the test client: it reads the token of a form before it posts, and it can sign in."""

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.models.base import db
from portal.models.team.user import User
from portal.services.team import passwords

PASSWORD = "tidal basket 41 owl"
STORED = passwords.hash_password(PASSWORD, "test")
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def let_in(*users: User) -> None:
    """Give these users the tests' password, and keep everything so far."""
    for user in users:
        user.password_hash = STORED
    db.session.commit()


def anew() -> None:
    """See what the portal committed in the meantime."""
    db.session.rollback()


def token_of(client: FlaskClient) -> str:
    """The anti-forgery token of this browser's session."""
    found = TOKEN.search(client.get("/password/forgot").text)
    assert found
    return found[1]


def post(client: FlaskClient, address: str, **fields: object) -> TestResponse:
    """Send a form as a browser would; a list is a field with several values."""
    return client.post(address, data={"csrf_token": token_of(client), **fields})


def sign_in(client: FlaskClient, user: User, password: str = PASSWORD) -> TestResponse:
    """Sign in by the page."""
    return post(client, "/login", email=user.email, password=password)
