"""What becomes of the good ones at Marlow: fit calls, opportunities, customers, and some that got away."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol

from portal.models.intake.lead import Lead
from portal.models.team.user import User
from portal.rules.agreement.fit_call import FitMode
from portal.rules.handoff.deals import DealStage, LostReason
from portal.rules.handoff.fit import BuyingRole, CurrentSolution, FitNotes, FitResult
from portal.services.handoff import fit_calls, opportunities, outcomes
from portal.services.handoff.fit_calls import Follow
from portal.services.handoff.opportunities import Deal

NEEDS = (
    ("Stock of three sites in one place", "A spreadsheet per site", "Two people a week spend a day on counting"),
    ("Orders out of the door on the same day", "Their shop's own module", "It does not know the second warehouse"),
    ("Know what is on the shelf without counting", "Paper and a whiteboard", "They grew by half this year"),
)
LOSSES = (
    (LostReason.COMPETITOR, "Their freight forwarder throws a system in."),
    (LostReason.NO_DECISION, "The head of operations left; nobody pushes it now."),
    (LostReason.PRICE, "Compared us with a spreadsheet, and the spreadsheet is free."),
)


class Diary(Protocol):
    """Whose dice fall, and who writes down what a rep does later."""

    dice: random.Random

    def later(self, lead: Lead, rep: User, at: datetime, act: Callable[[Lead, User, datetime], None]) -> None: ...


def confirm(diary: Diary, lead: Lead, rep: User, now: datetime) -> None:
    """The fit call goes well; an opportunity follows within days."""
    needs, today, why = diary.dice.choice(NEEDS)
    notes = FitNotes(
        needs, CurrentSolution(what=today, why_replace=why), diary.dice.choice(list(BuyingRole)), True, True
    )
    ahead = now + timedelta(days=diary.dice.randrange(2, 5))
    follow = Follow(note="Wants figures for two sites.", next_step="Work out the offer", next_step_at=ahead)
    fit_calls.record(lead, notes, FitResult.FITS, follow, mode=FitMode.MANDATORY, by=rep, now=now)
    diary.later(lead, rep, ahead - timedelta(hours=3), lambda *turn: _open(diary, *turn))


def _open(diary: Diary, lead: Lead, rep: User, now: datetime) -> None:
    amount = Decimal(diary.dice.randrange(6, 90) * 1000)
    ahead = now + timedelta(days=diary.dice.randrange(4, 12))
    deal = Deal(amount, (ahead + timedelta(days=20)).date(), DealStage.SCOPE, "Show the offer", ahead)
    opportunities.open_opportunity(lead, deal, mode=FitMode.MANDATORY, by=rep, now=now)
    diary.later(lead, rep, ahead - timedelta(hours=5), lambda *turn: _decide(diary, amount, *turn))


def _decide(diary: Diary, amount: Decimal, lead: Lead, rep: User, now: datetime) -> None:
    luck = diary.dice.random()
    if luck < 0.4:
        outcomes.win(lead, amount=amount, on=now.date(), note="The second site decided it.", by=rep, now=now)
    elif luck < 0.65:
        reason, note = diary.dice.choice(LOSSES)
        outcomes.lose(lead, reason=reason, note=note, by=rep, now=now)
    else:
        ahead = now + timedelta(days=diary.dice.randrange(20, 40))
        deal = Deal(amount, (ahead + timedelta(days=10)).date(), DealStage.PROPOSAL, "Ask about the proposal", ahead)
        opportunities.change(lead, deal, by=rep, now=now)
