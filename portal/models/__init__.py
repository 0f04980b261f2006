"""The tables, one noun a file. Importing this package makes every table known to the metadata."""

from portal.models.agreement.library import LibraryKey
from portal.models.agreement.signature import Signature
from portal.models.agreement.version import AgreementVersion
from portal.models.base import Base, db
from portal.models.forms.asset import FormAsset
from portal.models.forms.count import FormCount
from portal.models.forms.edit import FormEdit
from portal.models.forms.form import Form
from portal.models.forms.link import FormLink
from portal.models.forms.version import FormVersion
from portal.models.forms.visitor import AcceptedOutcome, SavedVisitor
from portal.models.handoff.activity import Activity
from portal.models.handoff.assignment import Assignment
from portal.models.handoff.dispute import Dispute
from portal.models.handoff.fit_call import FitCallRow
from portal.models.handoff.meeting import Availability, HeldTime, Meeting
from portal.models.handoff.member import PoolMember
from portal.models.handoff.opportunity import Opportunity
from portal.models.handoff.outcome import Outcome
from portal.models.handoff.pool import Pool
from portal.models.handoff.proposal import Proposal
from portal.models.handoff.rule import RoutingRule
from portal.models.handoff.timer import Timer
from portal.models.intake.abandoned import AbandonedItem
from portal.models.intake.answer import AnswerRow
from portal.models.intake.company import Company
from portal.models.intake.completion import CompletionLink
from portal.models.intake.consent import ConsentRecord
from portal.models.intake.lead import Lead
from portal.models.intake.person import Person
from portal.models.intake.progress import Progress
from portal.models.intake.purging import PurgeMark
from portal.models.intake.submission import Submission
from portal.models.intake.upload import Upload
from portal.models.intake.verdict import VerdictRow
from portal.models.ops.ahead import Bookmark, DayCount, LeadPhrase
from portal.models.ops.event import Event
from portal.models.ops.heartbeat import Heartbeat
from portal.models.ops.message import Message
from portal.models.ops.webhook import HookCall, Webhook
from portal.models.team.absence import Absence, DayOff
from portal.models.team.link import OneTimeLink
from portal.models.team.organisation import Organisation
from portal.models.team.session import UserSession
from portal.models.team.throttle import Throttle
from portal.models.team.user import User, UserRole

__all__ = [
    "AbandonedItem",
    "Absence",
    "AcceptedOutcome",
    "Activity",
    "AgreementVersion",
    "AnswerRow",
    "Assignment",
    "Availability",
    "Base",
    "Bookmark",
    "Company",
    "CompletionLink",
    "ConsentRecord",
    "DayCount",
    "DayOff",
    "Dispute",
    "Event",
    "FitCallRow",
    "Form",
    "FormAsset",
    "FormCount",
    "FormEdit",
    "FormLink",
    "FormVersion",
    "Heartbeat",
    "HeldTime",
    "HookCall",
    "Lead",
    "LeadPhrase",
    "LibraryKey",
    "Meeting",
    "Message",
    "OneTimeLink",
    "Opportunity",
    "Organisation",
    "Outcome",
    "Person",
    "Pool",
    "PoolMember",
    "Progress",
    "Proposal",
    "PurgeMark",
    "RoutingRule",
    "SavedVisitor",
    "Signature",
    "Submission",
    "Throttle",
    "Timer",
    "Upload",
    "User",
    "UserRole",
    "UserSession",
    "VerdictRow",
    "Webhook",
    "db",
]
