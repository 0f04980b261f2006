"""Showing a page of a form once more, with the token that fits."""

from flask import Response, current_app

from portal.web.public import drawing
from portal.web.public.drawing import Trouble
from portal.web.public.tokens import Token, new_token, renewed
from portal.web.public.visits import Visit


def again(visit: Visit, index: int, trouble: Trouble | None = None) -> Response:
    """That page of the form, with what was typed kept."""
    return drawing.step(
        visit.form,
        visit.definition,
        visit.posted,
        token_of(visit),
        index,
        place=visit.place,
        trouble=trouble,
    )


def token_of(visit: Visit) -> Token:
    """The same as before; a fresh one, for the same attempt if we know it, where that one no longer counts."""
    if visit.token is None:
        return new_token(visit.form.form_id, visit.form.version_id, visit.now)
    if visit.version is None:
        return renewed(visit.token, visit.form.version_id, visit.now, minimum())
    return visit.token


def minimum() -> float:
    """How many seconds a form is open at least before somebody has answered it."""
    return float(current_app.config["BATON"].FORM_MIN_SECONDS)
