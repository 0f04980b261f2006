"""The signed link of an alert: shows who waits, and accepts for the rep it was sent to, without a sign-in.

GET shows and nothing else: mail scanners open every link. The POST uses the link up.
"""

from dataclasses import dataclass

from flask import current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.mail.links import read_offer_token
from portal.models.base import db
from portal.models.handoff.assignment import Assignment
from portal.reports.briefing import answers_in
from portal.rules import moments
from portal.rules.refusal import Refusal
from portal.services.handoff import accepting
from portal.services.handoff.hands import AlreadyAnswered, no_longer
from portal.web.sales.blueprint import bp
from portal.web.sales.due import in_sentence
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import anyone

GONE = (
    "This link does not work any more. Accept links work for seven days, and only as they were sent. "
    "Sign in to see what waits for you."
)
LEFT = "Your account has been closed, so this link no longer works."


@dataclass(frozen=True)
class Offer:
    """What a link is about; ``refused`` is why it can no longer be accepted by it."""

    assignment: Assignment
    refused: Refusal | None

    @property
    def first_name(self) -> str:
        """The only thing of the prospect that the page shows."""
        answer = answers_in(self.assignment.lead.person.profile).get("first_name")
        return str(answer.value) if answer is not None and answer.answered else "A prospect"


@bp.get("/offers/<token>")
@anyone()
def offer(token: str) -> ResponseReturnValue:
    """Who waits, until when, and one button."""
    found = _offer(token)
    if found is None:
        return render_template("sales/offers/gone.html", sentence=GONE), 404
    if found.refused is not None:
        return _refused(found, found.refused)
    return render_template("sales/offers/offer.html", offer=found, promise=_promise(found.assignment), token=token)


@bp.post("/offers/<token>")
@anyone()
def accept_offer(token: str) -> ResponseReturnValue:
    """Accept as the rep the link was sent to."""
    found = _offer(token)
    if found is None:
        return render_template("sales/offers/gone.html", sentence=GONE), 404
    if found.refused is not None:
        return _refused(found, found.refused)
    accepting.accept(found.assignment.lead, by=found.assignment.user, now=utcnow())
    db.session.commit()
    return redirect(url_for("sales.offer", token=token), 303)


def _offer(token: str) -> Offer | None:
    claim = read_offer_token(token, current_app.config["BATON"].SECRET_KEY)
    assignment = db.session.get(Assignment, claim.assignment_id) if claim else None
    if claim is None or assignment is None or assignment.user_id != claim.user_id:
        return None
    return Offer(assignment, _why_not(assignment))


def _why_not(assignment: Assignment) -> Refusal | None:
    """A link is for one offer: the next offer of the same lead has its own."""
    if not assignment.user.active:
        return AlreadyAnswered(LEFT)
    if assignment.ended_at is not None:
        return no_longer(assignment.lead, assignment.user)
    return accepting.why_not(assignment.lead, assignment.user)


def _promise(assignment: Assignment) -> str:
    """Until when, on the clock of the rep: nobody is signed in."""
    due, now, rep = assignment.accept_due_at, utcnow(), assignment.user
    if due is None:
        return ""
    words = in_sentence(moments.when(due, moments.zone(rep.time_zone), now))
    return (
        f"It was to be accepted by {words}, and is still yours."
        if due <= now
        else f"Accept it by {words} ({rep.time_zone})."
    )


def _refused(found: Offer, refusal: Refusal) -> ResponseReturnValue:
    """What was accepted is good news; everything else is told with its reason."""
    mine = found.assignment.accepted_at is not None and found.assignment.ended_at is None
    if mine:
        return render_template("sales/offers/accepted.html", offer=found)
    return render_template("sales/offers/gone.html", sentence=str(refusal)), 409
