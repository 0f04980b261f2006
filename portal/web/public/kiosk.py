"""A form on the screen of a booth: one visitor after the other, and nothing of one is left for the next.

No cookie, no resuming, no autofill, nothing kept by the browser. It begins again by itself after the thank-you page,
without JavaScript too, and with JavaScript after a while in which nobody touched it.
"""

from flask import Response, abort, make_response, render_template, request
from werkzeug.datastructures import Headers

from portal.services.forms.live import Availability, LiveForm
from portal.web.public import answering, counting, drawing, thanking
from portal.web.public.blueprint import bp
from portal.web.public.closing import REFERENCE, closed
from portal.web.public.links import link_of
from portal.web.public.theme import look_of
from portal.web.public.tokens import new_token
from portal.web.public.visits import Place, find, touch
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import public

THANKS_SECONDS = 15


@bp.get("/f/<slug>/kiosk")
@public()
def show_kiosk(slug: str) -> Response:
    """The first page for the next visitor, with the values of the booth's link."""
    form = find(slug, place=Place.KIOSK)
    if form.availability is not Availability.OPEN:
        return _private(closed(form, place=Place.KIOSK, posted=False))
    token = new_token(form.form_id, form.version_id, utcnow())
    link = link_of(request.args.get("link", ""))
    source = {**touch(), **(link.utm() if link is not None and link.form_id == form.form_id else {})}
    counting.drawn(form, source)
    return _private(drawing.first(form, token, source, place=Place.KIOSK))


@bp.post("/f/<slug>/kiosk")
@public(late_write=True)
def submit_kiosk(slug: str) -> Response:
    """A step, or the whole form; the link travels along, so that the next visitor begins with it again."""
    response = answering.answer(slug, place=Place.KIOSK)
    if response.status_code == 303 and request.query_string:
        address = response.headers["Location"].partition("?")[0]
        response.headers["Location"] = f"{address}?{request.query_string.decode('ascii', 'ignore')}"
    return _private(response)


@bp.get("/f/<slug>/kiosk/thanks/<reference>")
@public()
def thanks_kiosk(slug: str, reference: str) -> Response:
    """Thanks, and after some seconds an empty form."""
    if not REFERENCE.fullmatch(reference):
        abort(404)
    form = find(slug, place=Place.KIOSK)
    body = render_template(
        "public/kiosk_thanks.html",
        words=thanking.worded(form.definition, {"reference": reference}),
        organisation=form.organisation,
        look=look_of(form.slug, form.definition),
        reference=reference,
        home=_home(form),
        seconds=THANKS_SECONDS,
    )
    return _private(make_response(body))


def _home(form: LiveForm) -> str:
    """Where the next visitor begins."""
    query = request.query_string.decode("ascii", "ignore")
    return f"{request.script_root}/f/{form.slug}{Place.KIOSK}" + (f"?{query}" if query else "")


def _private(response: Response) -> Response:
    """Kept by nobody, and without a cookie whoever set one."""
    response.headers["Cache-Control"] = "no-store"
    response.headers = Headers([pair for pair in response.headers if pair[0].lower() != "set-cookie"])
    return response
