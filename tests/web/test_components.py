"""Components say to everybody what they show: labels, errors and states are tied to their controls."""

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from wtforms import BooleanField, Form, IntegerField, RadioField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired

from portal.web.shared.language import t

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


class Elements(HTMLParser):
    """Every start tag as (name, attributes)."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def one(self, tag: str, **wanted: str) -> dict[str, str | None]:
        [element] = [
            attrs for name, attrs in self.found if name == tag and all(attrs.get(k) == v for k, v in wanted.items())
        ]
        return element


@pytest.fixture(scope="module")
def env() -> Environment:
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(url_for=lambda _endpoint, filename: f"/static/{filename}", csrf_token=lambda: "token", t=t)
    return env


def drawn(env: Environment, file: str, macro: str, *args: Any, **kwargs: Any) -> str:
    module = env.get_template(f"components/{file}.html").module
    return str(getattr(module, macro)(*args, **kwargs))


def test_a_question_names_its_help_and_its_error(env: Environment) -> None:
    html = drawn(env, "field", "text", "work_email", "Work email", help="We reply here", error="Enter your work email")
    control = Elements(html).one("input")
    assert control["aria-describedby"] == "f-work_email-help f-work_email-error"
    assert control["aria-invalid"] == "true"
    assert Elements(html).one("label")["for"] == control["id"] == "f-work_email"


def test_a_question_without_fault_says_nothing_of_one(env: Environment) -> None:
    control = Elements(drawn(env, "field", "text", "phone", "Phone", type="tel", autocomplete="tel")).one("input")
    assert not control.keys() & {"aria-invalid", "aria-describedby", "required"}


@pytest.mark.parametrize(("required", "optional", "words"), [(True, False, "*"), (False, True, "(optional)")])
def test_marks_stand_in_the_label(env: Environment, required: bool, optional: bool, words: str) -> None:
    html = drawn(env, "field", "text", "company", "Company", required=required, optional=optional)
    assert words in html.split("</label>")[0]


def test_a_summary_link_lands_on_the_first_option(env: Environment) -> None:
    html = drawn(env, "field", "radios", "size", "Size", [("s", "Small"), ("l", "Large")], "l", error="Choose a size")
    page = Elements(html)
    assert page.one("input", value="s")["id"] == "f-size"
    assert "checked" in page.one("input", value="l")
    assert page.one("fieldset")["aria-describedby"] == "f-size-error"


def test_typed_text_never_becomes_markup(env: Environment) -> None:
    html = drawn(env, "field", "textarea", "message", "Message", value="</textarea><script>alert(1)</script>")
    assert "<script>" not in html


def test_status_is_more_than_a_colour(env: Environment) -> None:
    html = drawn(env, "badge", "due", "2026-11-22T10:00:00+00:00", "Overdue 40 min", state="late")
    assert "#triangle-alert" in html
    assert "Overdue 40 min" in html


def test_a_missing_size_says_so_in_the_row(env: Environment) -> None:
    html = drawn(env, "lead_row", "lead_row", "/leads/7", "Priya Raman", "mql", company="Kaveri", need="Pricing")
    assert "Size missing" in html
    assert "Need missing" not in html


def test_one_act_is_one_guarded_post(env: Environment) -> None:
    page = Elements(drawn(env, "button", "post_button", "Accept", "/leads/7/acceptance"))
    assert page.one("form") == {"class": "post-button", "method": "post", "action": "/leads/7/acceptance"}
    assert page.one("input", name="csrf_token")["value"] == "token"


class PoolForm(Form):
    name = StringField("Name", [DataRequired("Enter a name")])
    weight = IntegerField("Weight")
    mode = RadioField(
        "Mode", choices=[SelectChoice("hold", "Hold", {"help": "Until somebody is free"})], default="hold"
    )
    days = SelectMultipleField("Days", choices=[SelectChoice("1", "Monday"), SelectChoice("2", "Tuesday")], coerce=int)
    active = BooleanField("Active")


def test_a_staff_form_keeps_what_was_typed_and_links_its_faults(env: Environment) -> None:
    form = PoolForm(name="", weight=3, days=[2])
    form.validate()
    assert Elements(drawn(env, "wtf", "summary", form)).one("a")["href"] == "#name"
    assert Elements(drawn(env, "wtf", "field", form.name)).one("input")["aria-invalid"] == "true"
    assert Elements(drawn(env, "wtf", "field", form.weight)).one("input")["value"] == "3"
    modes = drawn(env, "wtf", "field", form.mode)
    assert "checked" in Elements(modes).one("input", value="hold")
    assert "Until somebody is free" in modes
    days = Elements(drawn(env, "wtf", "field", form.days))
    assert "checked" in days.one("input", value="2")
    assert "checked" not in days.one("input", value="1")
