"""Who may call a view. Every route declares it; a route that does not stops the portal from starting."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, redirect, request, url_for
from flask_login import current_user
from flask_wtf import CSRFProtect
from werkzeug.wrappers import Response as BaseResponse

from portal.models.engine import begin_write
from portal.models.team.user import USUAL_RIGHTS, FormRight, Role

csrf = CSRFProtect()
View = TypeVar("View", bound=Callable[..., object])
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Access(StrEnum):
    """How much a view knows about its caller."""

    PUBLIC = "public"
    ANYONE = "anyone"
    SIGNED_IN = "signed_in"


@dataclass(frozen=True)
class Policy:
    """Who may call. ``late_write``: the view itself calls ``begin_write()`` when its slow work is done.

    ``largest``: how many bytes may be sent where that differs from the usual. ``forms``: the right over forms that is
    needed; ``roles`` then are those that usually have it.
    """

    access: Access
    roles: frozenset[Role] = frozenset()
    late_write: bool = False
    largest: int = 0
    forms: FormRight | None = None


def public(*, late_write: bool = False) -> Callable[[View], View]:
    """Open to the world, without session or cookie: public forms, health. Brings its own protection against forgery."""
    return _declare(Policy(Access.PUBLIC, late_write=late_write))


def anyone(*, late_write: bool = False) -> Callable[[View], View]:
    """Signed in or not, with a session and CSRF: sign-in, password reset, links sent by mail."""
    return _declare(Policy(Access.ANYONE, late_write=late_write))


def signed_in(*, late_write: bool = False) -> Callable[[View], View]:
    """Every user, whatever the role."""
    return _declare(Policy(Access.SIGNED_IN, late_write=late_write))


def roles(*allowed: Role, late_write: bool = False, largest: int = 0) -> Callable[[View], View]:
    """Users who have one of the roles; an admin always passes."""
    return _declare(Policy(Access.SIGNED_IN, frozenset(allowed), late_write, largest))


def forms_right(needed: FormRight, *, late_write: bool = False, largest: int = 0) -> Callable[[View], View]:
    """Users who have that right over forms (B14): for the others without any right, forms do not exist (404)."""
    usual = frozenset(role for role, right in USUAL_RIGHTS.items() if right.covers(needed))
    return _declare(Policy(Access.SIGNED_IN, usual, late_write, largest, needed))


def policy_of(endpoint: str) -> Policy | None:
    """The policy that the endpoint's view declared."""
    return getattr(current_app.view_functions.get(endpoint), "policy", None)


def init_guards(app: Flask) -> None:
    """Check every request against its view's policy; to be called after all routes are registered."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    csrf.init_app(app)
    app.view_functions["static"] = public()(app.view_functions["static"])
    bare = sorted(name for name, view in app.view_functions.items() if not hasattr(view, "policy"))
    if bare:
        raise RuntimeError(f"Views without a policy (portal.web.shared.guards): {', '.join(bare)}")
    app.before_request(_enforce)


def _declare(policy: Policy) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.policy = policy  # type: ignore[attr-defined]  # functions carry attributes; Callable does not say so
        return view

    return mark


def _enforce() -> BaseResponse | None:
    if request.endpoint is None:
        return None
    policy = policy_of(request.endpoint)
    if policy is None:
        abort(403)
    if policy.largest:
        request.max_content_length = policy.largest
    if policy.access is Access.SIGNED_IN:
        refused = _identify(policy)
        if refused is not None:
            return refused
    if request.method not in SAFE:
        _check_write(policy)
    return None


def _identify(policy: Policy) -> BaseResponse | None:
    if not current_user.is_authenticated:
        return _to_sign_in()
    if policy.forms is not None:
        _check_right(policy.forms)
    elif policy.roles and not current_user.has(*policy.roles):
        abort(403)
    return None


def _check_right(needed: FormRight) -> None:
    if current_user.forms is FormRight.NONE:
        abort(404)
    if not current_user.forms.covers(needed):
        abort(403)


def _to_sign_in() -> BaseResponse:
    """A page that was asked for is kept for after the sign-in; a lost POST starts again from its page."""
    wanted = request.full_path.rstrip("?") if request.method in SAFE else ""
    if request.headers.get("HX-Request"):
        return Response(status=401, headers={"HX-Redirect": url_for("auth.login")})
    return redirect(url_for("auth.login", next=wanted or None), 303)


def _check_write(policy: Policy) -> None:
    if policy.access is not Access.PUBLIC:
        _refuse_foreign_origin()
        csrf.protect()
    if not policy.late_write:
        begin_write()


def _refuse_foreign_origin() -> None:
    """A second lock beside the token: browsers say where a request comes from."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(403)
    origin = request.headers.get("Origin")
    if origin and origin != "null" and urlsplit(origin).netloc != request.host:
        abort(403)
