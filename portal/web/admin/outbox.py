"""Outgoing mail: what waits, what failed and why, and trying again."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.models.base import db
from portal.models.ops.message import Message, MessageState, messages_in
from portal.models.team.user import Role
from portal.reports import directory, post
from portal.services.ops import outbox as messages
from portal.web.admin.blueprint import bp
from portal.web.admin.subjects import page_of
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import roles
from portal.web.shared.loading import get_or_404
from portal.web.shared.login import signed_in_user
from portal.web.shared.paging import newest_first


@bp.get("/outbox")
@roles(Role.ADMIN)
def outbox() -> ResponseReturnValue:
    """Messages in one state, newest first."""
    state = _state(request.args.get("state", MessageState.WAITING))
    page = newest_first(messages_in(state), Message.id)
    names = directory.names(message.user_id for message in page.rows)
    counts = {
        MessageState.WAITING: post.count_in(MessageState.WAITING),
        MessageState.DEAD: post.count_in(MessageState.DEAD),
    }
    return render_template(
        "admin/outbox/list.html", page=page, state=state, names=names, counts=counts, enough=post.ENOUGH
    )


@bp.get("/outbox/<int:message_id>")
@roles(Role.ADMIN)
def message(message_id: int) -> ResponseReturnValue:
    """One message: to whom, why, how often it was tried, what went wrong last."""
    row = get_or_404(Message, message_id)
    name = directory.names([row.user_id]).get(row.user_id, "")
    about = page_of("lead", str(row.lead_id))
    return render_template("admin/outbox/message.html", message=row, receiver=name, about=about)


@bp.post("/outbox/<int:message_id>/retry")
@roles(Role.ADMIN)
def retry(message_id: int) -> ResponseReturnValue:
    """Put one failed message back in the queue."""
    row = get_or_404(Message, message_id)
    messages.retry(row, actor=signed_in_user(), now=utcnow())
    db.session.commit()
    flash("The message is tried again within seconds.", "success")
    return redirect(url_for("admin.message", message_id=row.id), 303)


@bp.post("/outbox/retries")
@roles(Role.ADMIN)
def retry_all() -> ResponseReturnValue:
    """Put every failed message back in the queue."""
    waiting = [db.session.get_one(Message, message_id) for message_id in post.dead_ids()]
    for row in waiting:
        messages.retry(row, actor=signed_in_user(), now=utcnow())
    db.session.commit()
    flash(f"{len(waiting)} failed messages are tried again now.", "success")
    return redirect(url_for("admin.outbox"), 303)


def _state(word: str) -> MessageState:
    try:
        return MessageState(word)
    except ValueError:
        abort(404)
