"""Drafts of forms: begun, edited, thrown away. Visitors see none of it until it is published."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.models.agreement.version import active_agreement
from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.forms.version import FormVersion
from portal.models.ops.event import Event
from portal.models.team.user import User
from portal.rules.agreement.document import terms_from_json
from portal.rules.forms.definition import Definition, Page
from portal.rules.forms.differences import Difference, differences
from portal.rules.forms.document import from_json, to_json
from portal.rules.forms.editing import checked
from portal.rules.forms.generate import from_terms, with_agreement
from portal.rules.refusal import Refusal
from portal.services.agreement import library
from portal.services.forms import edits
from portal.services.ops import history

Edit: TypeAlias = Callable[[Definition], Definition]
"""Raises EditRefused where it does not fit what is saved now."""


class StaleForm(Refusal):
    """Somebody saved the draft after the page was opened."""

    def __init__(self, form: Form) -> None:
        super().__init__(f"Somebody else changed “{form.name}” while you were editing it.")
        self.form = form


class SlugTaken(Refusal):
    """Another form has that address already."""

    def __init__(self, slug: str) -> None:
        super().__init__(f"Another form has the address /f/{slug} already.")


class NothingLive(Refusal):
    """There is no published version to go back to."""

    def __init__(self) -> None:
        super().__init__("This form was never published, so there is nothing to go back to.")


class PutAway(Refusal):
    """The form is archived."""

    def __init__(self, form: Form) -> None:
        super().__init__(f"“{form.name}” is archived. Restore it before you change it.")


class NoAgreement(Refusal):
    """Nothing says yet what a form has to ask."""

    def __init__(self) -> None:
        super().__init__("No agreement is in force yet, so there is nothing to generate the form from.")


def generated(page: Page) -> Definition:
    """A form that asks what the agreement in force needs (S7). Raises NoAgreement."""
    agreement = db.session.scalars(active_agreement()).first()
    if agreement is None:
        raise NoAgreement
    return from_terms(terms_from_json(agreement.content), page, library.keys())


def create(name: str, slug: str, definition: Definition, *, by: User, now: datetime) -> Form:
    """A form that only exists as a draft. Raises SlugTaken."""
    form = Form(
        name=name,
        slug=slug,
        owner_id=by.id,
        draft=to_json(definition),
        draft_rev=1,
        draft_saved_at=now,
        draft_saved_by_id=by.id,
        created_at=now,
    )
    with _free(slug):
        db.session.add(form)
    history.record("form.created", subject(form), now=now, actor=by, data={"slug": slug})
    return form


def suggested_slug(name: str) -> str:
    """A free address made from a name: ``Book a demo`` becomes ``book-a-demo``. One query."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    base = re.sub("[^a-z0-9]+", "-", plain).strip("-")[:70].strip("-") or "form"
    taken = set(db.session.scalars(select(Form.slug).where(Form.slug.startswith(base, autoescape=True))))
    names = (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3)))
    return next(slug for slug in names if slug not in taken)


def rename(form: Form, name: str, slug: str, *, by: User, now: datetime) -> None:
    """Another name or address; an address that was published before stops working. Raises SlugTaken."""
    data = {"slug": slug, "slug_before": form.slug}
    with _free(slug):
        form.name, form.slug = name, slug
    history.record("form.renamed", subject(form), now=now, actor=by, data=data)


def give_to(form: Form, owner: User, *, by: User, now: datetime) -> None:
    """Another marketer answers for the form: returned leads are told to them."""
    form.owner_id = owner.id
    history.record("form.given", subject(form), now=now, actor=by, data={"owner": owner.id})
    db.session.flush()


def draft_of(form: Form) -> Definition:
    """What is being edited: the draft, else the live version."""
    return from_json(text_of(form))


def text_of(form: Form) -> str:
    """What is being edited, as it is stored."""
    return form.draft or db.session.get_one(FormVersion, form.live_version_id).definition


def current(form: Form) -> Definition:
    """What is being edited, with today's library and agreement; conditions are checked against these. Two queries."""
    agreement = db.session.scalars(active_agreement()).first()
    draft = draft_of(form)
    return draft if agreement is None else with_agreement(draft, terms_from_json(agreement.content), library.keys())


def changes(form: Form) -> tuple[Difference, ...]:
    """What the draft, with today's agreement, changes in what visitors see; everything for a form without a version."""
    version = db.session.get(FormVersion, form.live_version_id) if form.live_version_id else None
    now = current(form)
    before = replace(now, steps=()) if version is None else from_json(version.definition)
    return differences(before, now)


def edit(form: Form, change: Edit, *, rev: int | None, by: User, now: datetime, place: str = "") -> Definition:
    """Change what is saved at ``rev``. ``place`` is where somebody types: what is typed there in a row is one edit.

    Raises StaleForm, or EditRefused where the edit would break the form.
    """
    locked(form)
    if form.archived_at is not None:
        raise PutAway(form)
    if form.draft_rev != rev:
        raise StaleForm(form)
    before = current(form)
    after = checked(before, change(before))
    save(form, after, rev=rev, by=by, now=now, place=place)
    return after


def save(form: Form, definition: Definition, *, rev: int, by: User, now: datetime, place: str = "") -> None:
    """Store the edit, which can be undone. ``rev`` is the save that the editor had before them; raises StaleForm."""
    locked(form)
    if form.draft_rev != rev:
        raise StaleForm(form)
    before, text = text_of(form), to_json(definition)
    words = edits.words_of(from_json(before), definition) if before != text else "nothing changed"
    if before != text:
        edits.remember(form, before, words=words, by=by, now=now, place=place)
    store(form, text, by=by, now=now)
    data = {"rev": form.draft_rev, "words": words[: edits.LONGEST]}
    history.record("form.saved", subject(form), now=now, actor=by, data=data)
    db.session.flush()


def store(form: Form, text: str, *, by: User, now: datetime) -> None:
    """Make the text the draft. A draft that equals the live version again is no draft any more."""
    live = db.session.get(FormVersion, form.live_version_id) if form.live_version_id else None
    form.draft = None if live is not None and live.definition == text else text
    form.draft_rev += 1
    form.draft_saved_at, form.draft_saved_by_id = now, by.id


def discard(form: Form, *, by: User, now: datetime) -> None:
    """Throw the draft away and go back to what visitors see; that can be undone like every edit. Raises NothingLive."""
    locked(form)
    if form.live_version_id is None:
        raise NothingLive
    if form.draft is not None:
        edits.remember(form, form.draft, words="Draft discarded", by=by, now=now)
    form.draft = None
    form.draft_rev += 1
    history.record("form.discarded", subject(form), now=now, actor=by)
    db.session.flush()


def locked(form: Form) -> None:
    """Bring the form up to date, with its row held until the transaction ends."""
    db.session.refresh(form, with_for_update=True)


def subject(form: Form) -> str:
    """The form's name in the history."""
    return f"form:{form.id}"


def history_of(form: Form, limit: int = 20) -> list[Event]:
    """What was done to the form, newest first."""
    newest_first = select(Event).where(Event.subject == subject(form)).order_by(Event.id.desc())
    return list(db.session.scalars(newest_first.limit(limit)))


@contextmanager
def _free(slug: str) -> Iterator[None]:
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError:
        raise SlugTaken(slug) from None
