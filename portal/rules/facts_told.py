"""What other systems can be told about leads: the kinds of events that webhooks carry, in words."""

from collections.abc import Mapping

TOLD: Mapping[str, str] = {
    "lead.created": "A lead came in",
    "lead.asked_again": "A known lead asked again",
    "lead.lifted": "A lead became an MQL or an SQL",
    "lead.downgraded": "A lead is worth less than before",
    "lead.disqualified": "A lead was disqualified",
    "lead.offered": "A lead was offered to a rep",
    "lead.accepted": "A rep accepted a lead",
    "lead.rejected": "A rep gave a lead back",
    "lead.recycled": "A lead was put back to nurture",
    "lead.fit_confirmed": "A fit call confirmed a lead",
    "lead.opportunity_opened": "A lead became an opportunity",
    "opportunity.changed": "An opportunity changed",
    "lead.won": "A lead became a customer",
    "lead.lost": "A lead was lost",
    "lead.churned": "A customer left again",
    "lead.reopened": "A lead was taken up again",
    "lead.moved": "A lead changed hands",
    "lead.escalated": "A promise about a lead was broken",
    "meeting.booked": "A meeting was booked",
    "meeting.moved": "A meeting was moved",
    "meeting.cancelled": "A meeting was cancelled",
    "meeting.held": "A meeting took place",
    "meeting.missed": "Nobody came to a meeting",
    "lead.answers_deleted": "Answers of a lead were deleted when their time was over",
    "activity.logged": "A call, mail, meeting or note was logged",
    "dispute.opened": "Marketing disputed a return",
    "dispute.decided": "A dispute was decided",
}
"""Kind of event → sentence, in the order in which a lead lives."""
