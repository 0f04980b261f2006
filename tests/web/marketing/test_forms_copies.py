"""Forms made from forms: copies, templates, files out and in, old versions copied back."""

import json
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.models.base import db
from portal.models.forms.form import Form
from portal.rules.forms.definition import Definition
from portal.rules.forms.document import to_json
from portal.rules.forms.templates import TEMPLATES
from portal.services.forms import drafting, publishing
from tests.support.browsing import post, token_of
from tests.support.company import NOW, Company
from tests.web.marketing.conftest import Browsers, settle

pytestmark = pytest.mark.one_database


@pytest.fixture
def mary(house: Company, browse: Browsers) -> FlaskClient:
    return browse(house.mary)


def form(slug: str = "contact-sales") -> Form:
    settle()
    return db.session.scalars(select(Form).where(Form.slug == slug)).one()


def draft(slug: str = "contact-sales") -> Definition:
    return drafting.draft_of(form(slug))


def test_a_copy_is_a_draft_of_its_own(mary: FlaskClient) -> None:
    assert 'value="Contact sales (copy)"' in mary.get("/forms/1/copies").text
    answer = post(mary, "/forms/1/copies", name="Contact us", slug="")
    assert answer.status_code == 303
    assert to_json(draft("contact-us")) == to_json(draft())
    assert form("contact-us").live_version_id is None
    taken = post(mary, "/forms/1/copies", name="Contact us", slug="contact-sales")
    assert taken.status_code == 422
    assert "Another form has the address" in taken.text


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_is_ready_to_be_published(mary: FlaskClient, template: str) -> None:
    assert TEMPLATES[template].name in mary.get("/forms/new").text
    made = post(mary, "/forms/new", name="Begun", slug="begun", purpose="event", start=template)
    assert made.status_code == 303
    assert draft("begun").purpose is TEMPLATES[template].purpose
    assert draft("begun").page.title == "Begun"
    gate = publishing.gate_of(form("begun"))
    assert (gate.faults, gate.gaps) == ((), ())


def exported(mary: FlaskClient) -> dict[str, object]:
    answer = mary.get("/forms/1/form.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="contact-sales.json"'
    found: dict[str, object] = json.loads(answer.text)
    return found


def send(mary: FlaskClient, address: str, document: object, **fields: object) -> TestResponse:
    """As a file, the way a browser sends it."""
    text = document if isinstance(document, str) else json.dumps(document)
    data = {"csrf_token": token_of(mary), "file": (BytesIO(text.encode()), "form.json"), **fields}
    return mary.post(address, data=data, content_type="multipart/form-data")


def test_what_is_exported_can_be_imported(mary: FlaskClient) -> None:
    document = exported(mary)
    schema = mary.get("/forms/schema.json").json
    assert schema is not None
    assert document["$schema"] == schema["$id"] == "http://localhost/forms/schema.json"
    answer = send(mary, "/forms/import", document)
    assert answer.status_code == 303
    assert to_json(draft("contact-sales-2")) == to_json(draft())
    typed = post(mary, "/forms/import", text=json.dumps({**document, "name": "By hand"}))
    assert typed.status_code == 303
    assert form("by-hand").name == "By hand"


def test_a_file_becomes_the_draft_and_undo_takes_it_back(mary: FlaskClient) -> None:
    document = exported(mary)
    document["definition"]["page"]["title"] = "From a file"  # type: ignore[index]  # a form's file
    stale = send(mary, "/forms/1/import", document, rev=form().draft_rev - 1)
    assert stale.status_code == 409
    assert send(mary, "/forms/1/import", document, rev=form().draft_rev).status_code == 303
    assert draft().page.title == "From a file"
    post(mary, "/forms/1/edit/undo", rev=form().draft_rev)
    assert draft().page.title == "Talk to sales"


def broken(document: dict[str, object], **changes: object) -> dict[str, object]:
    """The document with other values in its first question."""
    copy = json.loads(json.dumps(document))
    copy["definition"]["steps"][0]["fields"][0].update(changes)
    found: dict[str, object] = copy
    return found


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"label": 5}, "Step 1, question 1, label: must be"),
        ({"surprise": 1}, "Step 1, question 1"),
        ({"type": "poem"}, "Step 1, question 1, type"),
        ({"key": "nobody_knows"}, "Step 1, question 1: the field library has no key “nobody_knows”."),
        ({"kind": "question"}, "Step 1, question 1: “first_name” is a key of the field library"),
        ({"show_if": {"all": 3}}, "Step 1, question 1"),
    ],
)
def test_a_file_with_faults_names_them_by_place(mary: FlaskClient, changes: dict[str, object], sentence: str) -> None:
    answer = send(mary, "/forms/import", broken(exported(mary), **changes))
    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    assert sentence in answer.text


@pytest.mark.parametrize(
    "text", ["", "no json", "[]", '{"baton_form": 2, "definition": {}}', '{"baton_form": 1}', "[" * 5000]
)
def test_what_is_no_form_is_refused(mary: FlaskClient, text: str) -> None:
    answer = send(mary, "/forms/import", text)
    assert answer.status_code == 422
    assert "This file cannot be used as it is" in answer.text


def test_what_visitors_saw_binds_a_file(mary: FlaskClient, house: Company) -> None:
    """A published question keeps its type, and its options stay readable (B10, B11)."""
    post(mary, "/forms/1/edit/fields", type="choice", rev=form().draft_rev)
    question = next(field for field in draft().fields() if field.is_free)
    publishing.publish(form(), rev=form().draft_rev, by=house.mary, now=NOW)
    settle()
    document = exported(mary)
    field = document["definition"]["steps"][0]["fields"][-1]  # type: ignore[index]  # a form's file
    field["options"] = field["options"][:1]
    assert send(mary, "/forms/1/import", document, rev=form().draft_rev).status_code == 303
    kept = draft().find(question.key)
    assert kept is not None
    assert [(option.id, option.retired) for option in kept.options] == [("option_1", False), ("option_2", True)]
    field["type"], field["options"] = "text", []
    refused = send(mary, "/forms/1/import", document, rev=form().draft_rev)
    assert refused.status_code == 422
    assert "was published as" in refused.text


def test_an_old_version_is_copied_into_the_draft(mary: FlaskClient, house: Company) -> None:
    first = form().live_version_id
    post(mary, "/forms/1/edit/fields/company", label="Firm", rev=form().draft_rev)
    publishing.publish(form(), rev=form().draft_rev, by=house.mary, now=NOW)
    settle()
    listed = mary.get("/forms/1/versions").text
    assert ">1 change<" in listed
    second = form().live_version_id
    assert "Copy it into the draft" not in mary.get(f"/forms/1/versions/{second}").text
    page = mary.get(f"/forms/1/versions/{second}").text
    assert "What it changed" in page
    assert "Firm" in page
    assert "Copy it into the draft" in mary.get(f"/forms/1/versions/{first}").text
    answer = post(mary, f"/forms/1/versions/{first}/copies", rev=form().draft_rev)
    assert answer.status_code == 303
    restored = draft().find("company")
    assert restored is not None
    assert (restored.label, form().live_version_id) == ("Company", second)
    assert "In the draft, and not published" in mary.get("/forms/1/versions").text
    assert post(mary, f"/forms/1/versions/{first}/copies", rev=1).status_code == 409


def test_nothing_sent_is_not_called_broken(mary: FlaskClient) -> None:
    answer = post(mary, "/forms/import", text=" ")
    assert (answer.status_code, "Choose a file, or paste the text of one." in answer.text) == (422, True)
