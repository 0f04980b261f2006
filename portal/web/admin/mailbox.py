"""The local mailbox: what the mails say while no mail server is set. With one, these pages do not exist."""

from flask import Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue

from portal.models.team.user import Role
from portal.reports import mailbox as mails
from portal.reports.mailbox import Letter
from portal.web.admin.blueprint import bp
from portal.web.admin.settings import settings
from portal.web.shared.guards import roles
from portal.web.shared.headers import CSP

NOBODY = "'none'"
# A mail brings its own styles and nothing else: no script, no form, no request to anywhere.
MAIL_CSP = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
PAGE_CSP = CSP.format(ancestors=NOBODY, onward="") + "; frame-src 'self'"
NEW_TAB = '<base target="_blank">'


@bp.get("/mailbox")
@roles(Role.ADMIN)
def mailbox() -> ResponseReturnValue:
    """Mails, newest first."""
    _only_without_server()
    batch = mails.newest(settings().MAILBOX_DIR, after=request.args.get("after", ""))
    return render_template("admin/mailbox/list.html", batch=batch)


@bp.get("/mailbox/<key>")
@roles(Role.ADMIN)
def mail(key: str) -> ResponseReturnValue:
    """One mail: headers, text, and the HTML in a frame that can do nothing."""
    answer = make_response(render_template("admin/mailbox/mail.html", mail=_letter(key)))
    answer.headers["Content-Security-Policy"] = PAGE_CSP
    return answer


@bp.get("/mailbox/<key>/html")
@roles(Role.ADMIN)
def mail_html(key: str) -> ResponseReturnValue:
    """The HTML part as it was sent, for the frame."""
    html = _letter(key).html
    if not html:
        abort(404)
    with_tab = html.replace("<head>", f"<head>{NEW_TAB}", 1) if "<head>" in html else f"{NEW_TAB}{html}"
    return Response(with_tab, mimetype="text/html", headers={"Content-Security-Policy": MAIL_CSP})


def _letter(key: str) -> Letter:
    _only_without_server()
    found = mails.letter(settings().MAILBOX_DIR, key)
    if found is None:
        abort(404)
    return found


def _only_without_server() -> None:
    if settings().SMTP_URL is not None:
        abort(404)
