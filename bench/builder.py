"""The builder over a form of sixty questions: what one save and the page after it take of the server."""

import tempfile
import time
from pathlib import Path
from statistics import median

from bench.figures import Figure
from config import Config
from portal.app import create_app
from portal.models.base import db
from portal.models.forms.form import Form
from portal.rules.forms.editing import add_field
from portal.rules.questions.key import TypeName
from portal.services.forms import composing, drafting
from tests.support.browsing import let_in, sign_in, token_of
from tests.support.company import NOW, company
from tests.support.databases import migrate

QUESTIONS = 60
SAVES = 15
MUST_MS = 150


def figures() -> list[Figure]:
    """Processor time and wall time, both medians in milliseconds."""
    with tempfile.TemporaryDirectory(prefix="baton-bench-") as folder:
        url = f"sqlite:///{folder}/baton.db"
        migrate(url)
        spent, waited = _saves(url, Path(folder))
    name = f"builder, a save of {QUESTIONS} questions and its page"
    return [Figure(f"{name}: processor time", spent, " ms", MUST_MS), Figure(f"{name}: wall time", waited, " ms")]


def _saves(url: str, folder: Path) -> tuple[float, float]:
    app = create_app(Config(**_settings(url, folder)))
    with app.app_context():
        house = company()
        let_in(house.mary)
        form = drafting.draft_of(house.form)
        while sum(1 for _ in form.fields()) < QUESTIONS:
            form = add_field(form, composing.question(TypeName.TEXT, "Question", form))
        drafting.save(house.form, form, rev=house.form.draft_rev, by=house.mary, now=NOW)
        db.session.commit()
        client, rev = app.test_client(), house.form.draft_rev
        form_id, mary = house.form.id, house.mary
        sign_in(client, mary)
    spent, waited = [], []
    for number in range(SAVES):
        given = {"csrf_token": token_of(client), "rev": rev + number, "label": f"Firm {number}", "autosave": "1"}
        cpu, wall = time.process_time(), time.perf_counter()
        answer = client.post(f"/forms/{form_id}/edit/fields/company", data=given)
        page = client.get(answer.location)
        if page.status_code != 200:
            raise RuntimeError(f"the builder answered {answer.status_code}, then {page.status_code}")
        spent.append((time.process_time() - cpu) * 1000)
        waited.append((time.perf_counter() - wall) * 1000)
    with app.app_context():
        saved = db.session.get_one(Form, form_id).draft_rev - rev
        db.engine.dispose()
    if saved != SAVES:
        raise RuntimeError(f"{saved} of {SAVES} saves were kept")
    return median(spent), median(waited)


def _settings(url: str, folder: Path) -> dict[str, object]:
    return {
        "BATON_ENV": "development",
        "SECRET_KEY": "a-secret-of-the-benchmark-that-guards-nothing",
        "DATABASE_URL": url,
        "BASE_URL": "http://localhost",
        "SMTP_URL": "",
        "MAILBOX_DIR": folder / "mailbox",
        "RATE_LIMITS": "off",
        "PASSWORD_COST": "test",
    }
