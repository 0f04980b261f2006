"""A marketer's browser on the builder."""

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.models.base import db
from portal.models.forms.form import Form
from portal.rules.forms.definition import Definition, Field
from portal.services.forms import drafting
from tests.support.browsing import post

EDIT = "/forms/1/edit"


class Builder:
    """A signed-in browser on the builder of the company's form."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    @property
    def form(self) -> Form:
        db.session.commit()  # see what the browser wrote
        return db.session.scalars(select(Form).where(Form.id == 1)).one()

    @property
    def draft(self) -> Definition:
        return drafting.current(self.form)

    @property
    def order(self) -> list[list[str]]:
        return [[field.key for field in step.fields] for step in self.draft.steps]

    def field(self, key: str) -> Field:
        found = self.draft.find(key)
        assert found is not None
        return found

    def post(self, path: str, **fields: object) -> TestResponse:
        return post(self.client, f"{EDIT}{path}", **{"rev": self.form.draft_rev, **fields})

    def press(self, path: str, **parts: str) -> TestResponse:
        """A button on the canvas: its revision comes with the address."""
        extra = "".join(f"&{name}={value}" for name, value in parts.items())
        return post(self.client, f"{EDIT}{path}?rev={self.form.draft_rev}{extra}")

    def page(self, path: str = "") -> str:
        answer = self.client.get(f"{EDIT}{path}")
        assert answer.status_code == 200
        return answer.text

    def publish(self) -> None:
        assert post(self.client, "/forms/1/publish", rev=self.form.draft_rev).status_code == 303

    def add_question(self, type_name: str = "choice") -> str:
        """A free question of that type; its key."""
        before = {field.key for field in self.draft.items()}
        assert self.post("/fields", type=type_name).status_code == 303
        [key] = {field.key for field in self.draft.items()} - before
        return key


def options(*rows: tuple[str, str, str, str]) -> dict[str, list[str]]:
    """What the rows of the option editor post: id, label, least, most."""
    names = ("option.id", "option.label", "option.low", "option.high")
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}
