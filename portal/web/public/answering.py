"""Answering a form: page by page or at once, with what was typed kept whatever is wrong."""

from dataclasses import replace

from flask import Response, request
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from portal.models.base import db
from portal.rules.forms.behaviour import MailPolicy
from portal.rules.forms.definition import Definition
from portal.rules.forms.mailboxes import EMAIL, doubt, refusing
from portal.rules.forms.reading import FieldError, Reading, read
from portal.services.forms.live import Availability, LiveForm, last_seen
from portal.web.public import continuing, counting, drawing, express, resuming
from portal.web.public.closing import closed
from portal.web.public.drawing import Trouble
from portal.web.public.pages import again
from portal.web.public.taking import take_in
from portal.web.public.tokens import new_token
from portal.web.public.visits import SURE, Place, Visit, find, frame, spoken_to, touch, visit_of
from portal.web.shared.clock import utcnow
from portal.web.shared.form_page import relevant_steps
from portal.web.shared.prefill import prefilled

STALE = (
    "This page was open for too long, or did not arrive as we made it, so nothing has been sent. "
    "Your answers are below: please check them and send them again."
)
UNKNOWN_NAMES = (
    "The page sent something that this form does not ask for, so nothing has been stored. "
    "Your answers are below: please send them again."
)
AWAY = "Nothing has been lost: your answers are below. Please wait a minute and send them again."
AWAY_TITLE = "We could not store your answers just now"
RETRY_SECONDS = 5


def first_page(slug: str, *, place: Place) -> Response:
    """The form as a new visitor sees it."""
    form = find(slug, place=place)
    if form.availability is not Availability.OPEN:
        return closed(form, place=place, posted=False)
    if not resuming.remembers(form.definition, place):
        return _untouched(form, place)
    return resuming.page_begun(form) or _untouched(form, place)


def _untouched(form: LiveForm, place: Place) -> Response:
    token = new_token(form.form_id, form.version_id, utcnow())
    told = prefilled(form.definition, request.args.items(multi=True)) if request.query_string else {}
    if told:
        posted = {**told, **{name: [value] for name, value in touch().items()}}
        return drawing.step(form, form.definition, posted, token, 0, place=place, around=drawing.PREFILLED)
    source = touch()
    counting.drawn(form, source)
    express.keep(form, drawing.pristine(form, place=place))
    return drawing.first(form, token, source, place=place)


def answer(slug: str, *, place: Place) -> Response:
    """What was posted, taken in or shown again. When the database is away the visitor loses nothing that was typed."""
    try:
        form = find(slug, place=place)
        if form.availability is not Availability.OPEN:
            return closed(form, place=place, posted=True)
        return _answer(visit_of(form, place=place))
    except (OperationalError, PoolTimeout):
        db.session.rollback()
        kept = _kept_page(slug, place=place)
        if kept is None:
            raise
        return kept


def _answer(visit: Visit) -> Response:
    if visit.version is None:
        return again(visit, visit.step or 0, Trouble(notes=[STALE]))
    if visit.step is not None and (visit.back or visit.later):
        return _leave(visit, visit.step)
    following = None if visit.step is None else _neighbours(visit, visit.step)[1]
    through = None if following is None else visit.step
    reading = with_file_errors(visit, read(visit.definition, visit.posted, through_step=through, now=visit.now))
    reading = refusing(visit.definition, reading)
    if not reading.ok:
        return wrong(visit, reading)
    first = _called_for(visit, reading) or _warned(visit, reading)
    if first is not None:
        return first
    if following is not None:
        counting.reached(visit, following)
        return resuming.turn(visit, following)
    return take_in(visit, reading)


def _leave(visit: Visit, step: int) -> Response:
    """Away from a page that may be answered only in part: nothing on it is checked."""
    if visit.later:
        return continuing.later(visit, step)
    return resuming.turn(visit, _neighbours(visit, step)[0])


def _neighbours(visit: Visit, step: int) -> tuple[int, int | None]:
    """The pages before and after this one for this visitor: before the first is itself, after the last None."""
    visible = frozenset(read(visit.definition, visit.posted).visible)
    order = relevant_steps(visit.definition, visible, step)
    place = order.index(step)
    return order[max(place - 1, 0)], order[place + 1] if place + 1 < len(order) else None


def with_file_errors(visit: Visit, reading: Reading) -> Reading:
    """What is wrong with a file comes before what its question says of the missing answer."""
    told = {error.key: error for error in (*reading.errors, *visit.file_errors) if error.key in reading.visible}
    order = [field.key for field in visit.definition.fields() if field.key in told]
    return replace(reading, errors=tuple(told[key] for key in order)) if visit.file_errors else reading


def wrong(visit: Visit, reading: Reading) -> Response:
    """The first page that has an error; names that no form knows are an error of the page as a whole."""
    steps = [_step_of(visit.definition, error.key) for error in reading.errors]
    index = min(steps, default=visit.step or 0)
    here = [error for error, step in zip(reading.errors, steps, strict=True) if step == index]
    notes = [UNKNOWN_NAMES] if reading.refused else []
    counting.mistaken(visit, reading)
    return again(visit, index, Trouble(errors=here, notes=notes))


def _called_for(visit: Visit, reading: Reading) -> Response | None:
    """An answer on this page called for a question that was not shown on it yet: ask it before going on."""
    if visit.shown is None or (visit.step is None and len(visit.definition.steps) > 1):
        return None
    index = visit.step or 0
    fields = visit.definition.steps[index].fields
    new = [one for one in fields if one.is_seen and one.key in reading.visible and one.key not in visit.shown]
    if not new:
        return None
    errors = [FieldError(field.key, f"Your answers call for one more: “{field.label}”") for field in new]
    title = "One more question" if len(new) == 1 else f"{len(new)} more questions"
    return again(visit, index, Trouble(errors=errors, title=title))


def _warned(visit: Visit, reading: Reading) -> Response | None:
    """The page that asks for the address once more, where the form wants that; sent again, the same one is taken."""
    found = doubt(visit.definition.behaviour, reading)
    if found is None or found.policy is not MailPolicy.WARN or found.address in visit.posted.get(SURE, ()):
        return None
    index = _step_of(visit.definition, EMAIL)
    if visit.step not in (None, index):  # it was asked when that page was turned
        return None
    return again(visit, index, Trouble(errors=[FieldError(EMAIL, found.words)], sure=found.address))


def _step_of(definition: Definition, key: str) -> int:
    return next(index for index, step in enumerate(definition.steps) if any(item.key == key for item in step.fields))


def _kept_page(slug: str, *, place: Place) -> Response | None:
    """The page with everything typed, drawn from what this process remembers; None when it remembers too little."""
    seen = last_seen(slug)
    form = None if seen is None else spoken_to(seen)
    if form is None:
        return None
    if place is Place.EMBED:
        frame(form)
    visit = visit_of(form, place=place, files=False)
    response = again(visit, visit.step or 0, Trouble(503, notes=[AWAY], title=AWAY_TITLE))
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response
