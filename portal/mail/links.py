"""The addresses that mails carry, and the tokens that let a link say who it is for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from itsdangerous import BadData, URLSafeSerializer, URLSafeTimedSerializer

from portal.mail.meeting_links import MeetClaim, meet_token
from portal.models.handoff.assignment import Assignment
from portal.models.intake.completion import CompletionLink
from portal.models.intake.progress import Progress
from portal.models.team.link import LinkPurpose, OneTimeLink
from portal.rules.canonical import digest

OFFER_LIFE = timedelta(days=7)
OFFER_SALT = "offer"
COMPLETION_SALT = "completion"
RESUME_SALT = "resume"
CONSENT_SALT = "consent"


@dataclass(frozen=True)
class OfferClaim:
    """What a signed accept link says: this assignment, of this lead, to this person."""

    assignment_id: int
    lead_id: int
    user_id: int


def offer_token(assignment: Assignment, secret: str) -> str:
    """A token bound to assignment, lead and rep; another rep's offer of the same lead has another token."""
    claim = [assignment.id, assignment.lead_id, assignment.user_id]
    return _signer(secret).dumps(claim)


def read_offer_token(token: str, secret: str) -> OfferClaim | None:
    """What the token says, or None when it was altered or is older than a week."""
    try:
        parts = _signer(secret).loads(token, max_age=int(OFFER_LIFE.total_seconds()))
    except BadData:
        return None
    return OfferClaim(*parts)


def completion_token(link: CompletionLink, secret: str) -> str:
    """What the address of the link's page says; when it ends is the link's own business."""
    return str(URLSafeSerializer(secret, salt=COMPLETION_SALT).dumps([link.id, link.lead_id]))


def read_completion_token(token: str, secret: str) -> int | None:
    """The number of the link, or None when the token was altered."""
    try:
        number, _lead_id = URLSafeSerializer(secret, salt=COMPLETION_SALT).loads(token)
    except (BadData, ValueError, TypeError):
        return None
    return int(number)


def consent_token(person_id: int, secret: str) -> str:
    """What the address says at which a person takes back what they agreed to; it never ends."""
    return str(URLSafeSerializer(secret, salt=CONSENT_SALT).dumps(person_id))


def read_consent_token(token: str, secret: str) -> int | None:
    """The number of the person, or None when the token was altered."""
    try:
        return int(URLSafeSerializer(secret, salt=CONSENT_SALT).loads(token))
    except (BadData, ValueError, TypeError):
        return None


@dataclass(frozen=True)
class ResumeClaim:
    """What a link to go on with says: this attempt at a form."""

    progress_id: int
    attempt: str

    def fits(self, progress: Progress) -> bool:
        """Whether the row is the attempt that the link was made for."""
        return self == _resume_claim(progress)


def _resume_claim(progress: Progress) -> ResumeClaim:
    return ResumeClaim(progress.id, digest(progress.attempt_key)[:32])


def resume_token(progress: Progress, secret: str) -> str:
    """What the address says that leads back to a form; when it ends is the attempt's own business."""
    claim = _resume_claim(progress)
    return str(URLSafeSerializer(secret, salt=RESUME_SALT).dumps([claim.progress_id, claim.attempt]))


def read_resume_token(token: str, secret: str) -> ResumeClaim | None:
    """What the token says, or None when it was altered."""
    try:
        number, attempt = URLSafeSerializer(secret, salt=RESUME_SALT).loads(token)
        return ResumeClaim(int(number), str(attempt))
    except (BadData, ValueError, TypeError):
        return None


def _signer(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt=OFFER_SALT)


@dataclass(frozen=True)
class Links:
    """Absolute addresses. ``link_token`` rebuilds the secret part of a one-time link (it is not stored in clear)."""

    base_url: str
    secret: str
    link_token: Callable[[OneTimeLink], str]

    def to(self, path: str) -> str:
        """An address of the portal."""
        return f"{self.base_url}{path}"

    def lead(self, lead_id: int) -> str:
        """The lead's page."""
        return self.to(f"/leads/{lead_id}")

    def dispute(self, dispute_id: int) -> str:
        """The page on which a dispute is decided."""
        return self.to(f"/disputes/{dispute_id}")

    def offer(self, assignment: Assignment) -> str:
        """The signed page on which this rep accepts this offer."""
        return self.to(f"/offers/{offer_token(assignment, self.secret)}")

    def completion(self, link: CompletionLink) -> str:
        """The page that asks a prospect for what is missing."""
        return self.to(f"/complete/{completion_token(link, self.secret)}")

    def consent(self, person_id: int) -> str:
        """The page on which a person takes back what they agreed to."""
        return self.to(f"/consent/{consent_token(person_id, self.secret)}")

    def resume(self, progress: Progress, slug: str, language: str = "") -> str:
        """The form as its visitor left it, in the language in which they began."""
        address = f"/f/{slug}/continue/{resume_token(progress, self.secret)}"
        return self.to(f"{address}?lang={language}" if language else address)

    def meet(self, lead_id: int, language: str = "") -> str:
        """The page on which a prospect books a meeting with their rep, or changes it."""
        return self.to(f"/meet/{meet_token(MeetClaim(lead_id, language=language), self.secret)}")

    def drift(self) -> str:
        """The forms beside the agreement in force."""
        return self.to("/forms/drift")

    def agreement(self, number: int) -> str:
        """An agreement version's page."""
        return self.to(f"/agreements/{number}")

    def one_time(self, link: OneTimeLink) -> str:
        """The page of an invitation or a password reset."""
        path = "/invitation" if link.purpose is LinkPurpose.INVITATION else "/password/reset"
        return self.to(f"{path}/{self.link_token(link)}")
