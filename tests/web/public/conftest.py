"""A published form as a visitor's browser meets it, without JavaScript."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.models.base import db
from portal.rules.forms.definition import Definition
from tests.support.company import CONTACT, Company, company
from tests.support.visitor import Visitor

Publish = Callable[..., Company]


@pytest.fixture
def visitor(client: FlaskClient) -> Visitor:
    return Visitor(client)


@pytest.fixture
def house(app: Flask) -> Company:
    """The company with its form for sales."""
    return _founded(app, CONTACT, "contact-sales")


@pytest.fixture
def publish(app: Flask) -> Publish:
    """Founds the company with that form instead."""
    return lambda definition, slug="our-form": _founded(app, definition, slug)


def _founded(app: Flask, definition: Definition, slug: str) -> Company:
    with app.app_context():
        made = company(definition, slug=slug)
        db.session.commit()
        for row in (made.ada, made.mary, made.sam, made.rita, made.rob, made.form, made.pool):
            db.session.refresh(row)  # so that they can be looked at when the session is gone
        db.session.expunge_all()
        return made
