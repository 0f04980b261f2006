"""A form that asks every type of question, in every way that one can be shown: for the journeys that finish it by
keyboard and by what is read out, and for the pictures of the documentation."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from playwright.sync_api import FilePayload, Page
from sqlalchemy import select

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.forms.form import Form
from portal.models.team.user import User
from portal.rules.forms.definition import Definition, Field, Step
from portal.rules.questions.key import Display, FileKind, KeyKind, Option, Settings, TypeName
from portal.rules.questions.logic import Operator, Test
from portal.services.forms import assets, drafting, publishing
from portal.web.shared.clock import utcnow
from tests.support.databases import bare_app
from tests.support.files import png_of
from tests.support.portal import RunningPortal

SLUG = "every-type"


def own(name: str, kind: TypeName, label: str, **more: object) -> Field:
    """A question of the form's own; its picture in the documentation has the same name."""
    key = f"q_{name.replace('-', '_')}"
    return Field(key, kind, KeyKind.QUESTION, label, **more)  # type: ignore[arg-type]  # whatever a field can have


def options(*labels: str) -> tuple[Option, ...]:
    return tuple(Option(label.split()[0].lower(), label) for label in labels)


SITES = (
    Option("one", "One site", help="Everything under one roof."),
    Option("few", "Two to five", help="Within one country."),
    Option("many", "More than five", help="Or in several countries."),
)
NEIGHBOURS = options("Scanners", "Conveyors", "Robots", "Paper lists")
WORDS = Step(
    "words",
    "In your own words",
    (
        own("text", TypeName.TEXT, "Name of the project", help="As you call it among yourselves.", required=True),
        own("long-text", TypeName.LONG_TEXT, "What should be different in a year?"),
        own("email", TypeName.EMAIL, "Who else should get our answer?"),
        own("phone", TypeName.PHONE, "Number of the switchboard", help="With its country code, like +44 20 7946 0123."),
        own("web-address", TypeName.URL, "Website of the site"),
        own("country", TypeName.COUNTRY, "Where is the site?", required=True),
    ),
)
FIGURES = Step(
    "figures",
    "Figures",
    (
        own("whole-number", TypeName.WHOLE, "How many people pick orders?", settings=Settings(minimum=Decimal(1))),
        own("number", TypeName.DECIMAL, "Average weight of a parcel, in kg"),
        own("money", TypeName.MONEY, "Budget for this year", required=True, settings=Settings(currency="USD")),
        own("date", TypeName.DATE, "When does your contract end?", required=True),
        own(
            "rating",
            TypeName.RATING,
            "How urgent is it?",
            required=True,
            settings=Settings(low_words="It can wait", high_words="Yesterday"),
        ),
    ),
)
CHOICES = Step(
    "choices",
    "Choices",
    (
        own("cards", TypeName.CHOICE, "How many sites?", required=True, options=SITES),
        own(
            "radios",
            TypeName.CHOICE,
            "Who decides?",
            options=(*options("I do", "My manager"), Option("somebody", "Somebody else", own_words=True)),
            settings=Settings(display=Display.RADIOS),
        ),
        own(
            "list",
            TypeName.CHOICE,
            "How did you hear of us?",
            required=True,
            options=options("Fair", "Colleague", "Search engine", "Newspaper"),
            settings=Settings(display=Display.LIST),
        ),
        own(
            "checkboxes",
            TypeName.CHOICES,
            "What do you use today?",
            required=True,
            options=NEIGHBOURS,
            settings=Settings(minimum=Decimal(2), maximum=Decimal(3)),
        ),
        own("yes-no", TypeName.YES_NO, "Do you work at night?", required=True),
        own("shifts", TypeName.WHOLE, "How many shifts?", required=True, show_if=Test("q_yes_no", Operator.EQ, True)),
        own("also", TypeName.TEXT, "Anything else about your shifts?"),
    ),
)
PASSAGE = "We look at it **before** we call:\n\n- where goods come in\n- how far pickers walk"
CONSENT = "You may call me about this project, as the [privacy policy](https://marlow.example.com/privacy) says."
REST = Step(
    "rest",
    "Before you send",
    (
        own("heading", TypeName.HEADING, "Your floor plan", help="A sketch will do."),
        own("paragraph", TypeName.PARAGRAPH, PASSAGE),
        own("picture", TypeName.IMAGE, "A hall with two rows of shelves and a gate"),
        own(
            "file",
            TypeName.FILE,
            "Plan of the hall",
            required=True,
            settings=Settings(accept=(FileKind.PDF, FileKind.TEXT), max_files=2),
        ),
        own("consent", TypeName.CONSENT, CONSENT, required=True),
        own("hidden", TypeName.HIDDEN, "Campaign", prefill="campaign", settings=Settings(value="website")),
    ),
)
STEPS = (WORDS, FIGURES, CHOICES, REST)
PICTURED = {
    field.key.removeprefix("q_").replace("_", "-"): field
    for step in STEPS
    for field in step.fields
    if field.key not in {"q_shifts", "q_also"}
}
"""The fields that the documentation shows, by the names of their pictures."""


def publish_every_type(portal: RunningPortal) -> None:
    """As a form of the demo company, with the questions of "Contact sales" on its first page."""

    def made(form: Form, like: Definition, mia: User) -> Definition:
        shown = assets.add(form, plan(), file_name="plan.png", alt="", folder=_uploads(portal), by=mia, now=utcnow())
        rest = replace(REST, fields=tuple(_with_picture(field, shown.name) for field in REST.fields))
        return replace(like, steps=(*like.steps, *STEPS[:-1], rest))

    publish_like_contact_sales(portal, SLUG, "Every type", made)


def choose_files(page: Page) -> None:
    """Answer the browser's dialogue wherever a file is asked for. Said beforehand: none may come too soon."""
    text: FilePayload = {"name": "hall.txt", "mimeType": "text/plain", "buffer": b"A hall."}
    page.on("filechooser", lambda chooser: chooser.set_files(text))


def plan() -> bytes:
    """A drawing of a hall, to put on the form."""
    width, height, shelves, wall, floor = 320, 120, b"\x4f\x62\xd0", b"\x30\x36\x48", b"\xf1\xf3\xfa"

    def dot(x: int, y: int) -> bytes:
        if not (4 <= x < width - 4 and 4 <= y < height - 4):
            return floor if x >= width - 4 and 45 <= y < 75 else wall
        return shelves if 30 <= x < 250 and (25 <= y < 45 or 75 <= y < 95) and x % 44 > 4 else floor

    rows = (b"\0" + b"".join(dot(x, y) for x in range(width)) for y in range(height))
    return png_of(width, height, b"".join(rows), colour=2)


def _with_picture(field: Field, name: str) -> Field:
    return replace(field, settings=Settings(asset=name)) if field.type is TypeName.IMAGE else field


def _uploads(portal: RunningPortal) -> Path:
    folder: Path = portal.settings().UPLOAD_DIR
    return folder


def publish_like_contact_sales(
    portal: RunningPortal, slug: str, name: str, made: Callable[[Form, Definition, User], Definition]
) -> None:
    """Another form of the demo company, made from "Contact sales"; published anew where it is there already."""
    with bare_app(f"sqlite:///{portal.database}").app_context():
        begin_write()
        mia = db.session.scalars(select(User).where(User.email.startswith("marketing@"))).one()
        like = drafting.draft_of(db.session.scalars(select(Form).where(Form.slug == "contact-sales")).one())
        form = db.session.scalars(select(Form).where(Form.slug == slug)).first()
        if form is None:
            form = drafting.create(name, slug, like, by=mia, now=utcnow())
        drafting.save(form, made(form, like, mia), rev=form.draft_rev, by=mia, now=utcnow())
        with suppress(publishing.NothingToPublish):
            publishing.publish(form, rev=form.draft_rev, by=mia, now=utcnow())
        db.session.commit()
        db.engine.dispose()
