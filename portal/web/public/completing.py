"""The page of a completion link: asks a prospect for what is missing, and nothing that is known (X7).

GET shows and uses nothing up: mail scanners open every link.
"""

from dataclasses import replace

from flask import Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.mail.languages.catalogue import SPOKEN
from portal.mail.links import read_completion_token
from portal.models.base import db
from portal.rules.forms.definition import Definition
from portal.rules.forms.reading import FieldError, Posted, read
from portal.rules.questions.cleaning import without_controls
from portal.services.intake import completing, sources
from portal.services.intake.completing import LinkEnded, Question
from portal.services.intake.incoming import Asked
from portal.services.team.setup import organisation
from portal.web.public.blueprint import bp
from portal.web.public.theme import look_of
from portal.web.shared.clock import utcnow
from portal.web.shared.form_page import page_of
from portal.web.shared.guards import public
from portal.web.shared.language import choose, speak, told

NOTHING = "Answer at least one of these questions."
STRANGE = "The page sent something that this form does not ask for, so nothing has been stored."


@bp.get("/complete/<token>")
@public()
def completion(token: str) -> ResponseReturnValue:
    """The questions that are still open."""
    asked = _question(token)
    return _gone() if asked is None else _page(asked, {})


@bp.post("/complete/<token>")
@public()
def complete(token: str) -> ResponseReturnValue:
    """Take the answers into the enquiry that the link was made for."""
    asked, posted = _question(token), _posted()
    if asked is None:
        return _again(token, posted)
    reading = read(asked.asked.definition, posted, now=utcnow())
    given = any(answer.answered or answer.state.value == "unknown" for answer in reading.answers.values())
    if not reading.ok or not given:
        notes = [STRANGE] if reading.refused else [] if reading.errors else [NOTHING]
        return _page(asked, posted, reading.errors, notes)
    try:
        receipt = completing.complete(asked, reading, posted=posted, source=sources.clean(posted), now=utcnow())
    except LinkEnded:
        return _again(token, posted)
    db.session.commit()
    return _thanked(asked.asked, receipt.reference)


def _again(token: str, posted: Posted) -> ResponseReturnValue:
    """Whoever sends the same once more, as by a double click, is thanked once more."""
    number = read_completion_token(token, current_app.config["BATON"].SECRET_KEY)
    sent = None if number is None else completing.sent_with(number, posted)
    return _gone() if sent is None else _thanked(*sent)


def _thanked(form: Asked, reference: str) -> ResponseReturnValue:
    lang = form.definition.locale if form.definition.translations else None
    return redirect(url_for("public.thanks", slug=form.form_slug, reference=reference, lang=lang), 303)


def _question(token: str) -> Question | None:
    number = read_completion_token(token, current_app.config["BATON"].SECRET_KEY)
    try:
        return None if number is None else completing.question(number, utcnow())
    except LinkEnded:
        return None


def _posted() -> Posted:
    return {without_controls(name): [without_controls(text) for text in texts] for name, texts in request.form.lists()}


def _page(
    asked: Question, posted: Posted, errors: tuple[FieldError, ...] = (), notes: list[str] | None = None
) -> Response:
    house, definition = organisation(), asked.asked.definition
    speak(definition.locale)
    wrong = [replace(error, message=told(error.message)) for error in errors]
    page = page_of(_worded(definition), posted, index=0, errors=wrong, notes=[told(note) for note in notes or []])
    body = render_template(
        "public/complete.html",
        page=page,
        known=asked.known,
        organisation=house.name,
        privacy_url=house.privacy_url or None,
        look=look_of(asked.asked.form_slug, definition),
    )
    return make_response(body, 422 if page.problems else 200, {"Cache-Control": "private, no-store"})


def _worded(definition: Definition) -> Definition:
    """Baton's own words around the questions, in the language of the enquiry."""
    page, (step,) = definition.page, definition.steps
    words = replace(page, title=told(page.title), intro=told(page.intro), button=told(page.button))
    return replace(definition, page=words, steps=(replace(step, title=told(step.title)),))


def _gone() -> Response:
    """One page for links that were altered, used, replaced or have run out: none says which enquiries exist."""
    speak(choose(SPOKEN))
    return make_response(render_template("public/completed.html", organisation=organisation().name), 410)
