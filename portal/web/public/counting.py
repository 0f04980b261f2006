"""What visitors do with a form, counted without knowing who they are: no cookie, no address, no identifier is kept.

Bots are left out twice: those that say what they are by their user agent, and all others by the beacon of the page's
script, which they do not run.
"""

import atexit
import re
from collections import defaultdict
from collections.abc import Mapping
from functools import partial

import structlog
from flask import Flask, Response, abort, current_app, request
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.forms.count import Counted
from portal.rules.forms.reading import SEEN, Reading
from portal.rules.questions.cleaning import one_line
from portal.services.forms.counting import Counts, class_of, store
from portal.services.forms.live import LiveForm
from portal.web.public.blueprint import bp
from portal.web.public.visits import Place, Visit, find, version_of
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import public

COUNTS = "baton_counts"
LARGEST = 1000
A_MINUTE = 60
"""Beacons of one address that count, in one process."""
TOLD = {kind.value: kind for kind in (Counted.VIEW, Counted.START, Counted.LEFT)}
_BOT = re.compile(
    r"bot|crawl|spider|slurp|preview|fetch|monitor|curl|wget|python|java/|go-http|headless|lighthouse|facebookexternal",
    re.IGNORECASE,
)
log = structlog.get_logger()


@bp.post("/f/<slug>/seen")
@public(late_write=True)
def seen(slug: str) -> Response:
    """What the page's script tells: it was seen, begun, or left at a question. Answers nothing, whatever was sent."""
    if (request.content_length or LARGEST + 1) > LARGEST:
        abort(413)
    form = find(slug, place=Place.PAGE)
    kind = TOLD.get(request.form.get("kind", ""))
    number = request.form.get("version", "")
    version = version_of(form, int(number)) if number.isascii() and number.isdecimal() and len(number) < 10 else None
    name = request.form.get("name", "") if kind is Counted.LEFT else ""
    if kind is None or version is None or not _may_count() or (name and version.definition.find(name) is None):
        return Response(status=204)
    _add(kind, version.id, source=_source(request.form.to_dict()), name=name)
    return Response(status=204)


def drawn(form: LiveForm, source: Mapping[str, str]) -> None:
    """A first page was made for somebody, or for a machine that does not say so."""
    loaded(_app(), form.version_id, source, request.headers.get("User-Agent", ""))


def loaded(app: Flask, version_id: int, source: Mapping[str, str], agent: str) -> None:
    """The same by values, for what is answered without a request of Flask's."""
    if not _names_a_bot(agent):
        _counts(app).add(Counted.LOAD, version_id, now=utcnow(), source=source.get("utm_source", ""))


def mistaken(visit: Visit, reading: Reading) -> None:
    """A page came back because of these questions."""
    if visit.version is not None and not _is_bot():
        for error in reading.errors:
            _add(Counted.ERROR, visit.version.id, source=_from(visit), name=error.key)


def reached(visit: Visit, page: int) -> None:
    """A visitor went on to that page, the first being 0; going back and on again counts once."""
    if visit.version is None or visit.token is None or SEEN not in visit.posted or _is_bot():
        return
    if _counts(_app()).first_time(visit.token.attempt_key, page):
        _add(Counted.STEP, visit.version.id, source=_from(visit), name=str(page))


def sent(visit: Visit) -> None:
    """An answer was taken in that is no suspect. Programs that say so are counted nowhere, so not here either."""
    if visit.version is None or visit.token is None or _is_bot():
        return
    took, by = visit.token.age(visit.now), "script" if SEEN in visit.posted else ""
    seconds = min(max(round(took), 0), 86400)
    _add(Counted.SUBMIT, visit.version.id, source=_from(visit), name=by, seconds=seconds)
    _add(Counted.TIME, visit.version.id, source=_from(visit), name=class_of(took))


def flush(app: Flask) -> None:
    """Store what was counted, in a transaction of its own."""
    counts: Counts | None = app.extensions.get(COUNTS)
    taken = counts.take() if counts is not None else {}
    if counts is None or not taken:
        return
    with app.app_context():
        try:
            begin_write()
            store(taken)
            db.session.commit()
        except OperationalError:
            db.session.rollback()
            counts.put_back(taken)
        except SQLAlchemyError as fault:
            db.session.rollback()
            log.warning("counts of forms are lost", error=type(fault).__name__)


@bp.after_app_request
def _flush_when_due(response: Response) -> Response:
    """After the answer has left, so that nobody waits for it."""
    if is_due(_app()):
        response.call_on_close(partial(flush, _app()))
    return response


def is_due(app: Flask) -> bool:
    """Whether it is time to store what was counted."""
    return COUNTS in app.extensions and _counts(app).are_due()


def _add(kind: Counted, version_id: int, *, source: str, name: str = "", seconds: int = 0) -> None:
    _counts(_app()).add(kind, version_id, now=utcnow(), source=source, name=name, seconds=seconds)


def _counts(app: Flask) -> Counts:
    """The application's. Made with the first count, in the process that will store what is left at its end."""
    if COUNTS not in app.extensions:
        app.extensions[COUNTS] = Counts(app.config["BATON"].COUNT_SECONDS)
        atexit.register(flush, app)
    found: Counts = app.extensions[COUNTS]
    return found


def _app() -> Flask:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  as Flask has it
    return app


def _source(told: Mapping[str, str]) -> str:
    return one_line(told.get("source", "")[:480])[:120]


def _from(visit: Visit) -> str:
    return _source({"source": "".join(visit.posted.get("utm_source", ())[:1])})


def _is_bot() -> bool:
    return _names_a_bot(request.headers.get("User-Agent", ""))


def _names_a_bot(agent: str) -> bool:
    return not agent or _BOT.search(agent) is not None


def _may_count() -> bool:
    """Our own page told it, in a browser, and no address tells without end."""
    if _is_bot() or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return False
    if not current_app.config["BATON"].RATE_LIMITS:
        return True
    minute = int(utcnow().timestamp() // 60)
    shelf: dict[int, dict[str, int]] = current_app.extensions.setdefault("baton_beacons", {})
    if minute not in shelf:
        shelf.clear()
    knocks = shelf.setdefault(minute, defaultdict(int))
    knocks[request.remote_addr or ""] += 1
    return knocks[request.remote_addr or ""] <= A_MINUTE
