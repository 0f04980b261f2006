"""The address at which a prospect books a meeting, and changes the one that is booked."""

from dataclasses import dataclass

from itsdangerous import BadData, URLSafeSerializer

MEET_SALT, REP_SALT = "meet", "meet-rep"


@dataclass(frozen=True)
class MeetClaim:
    """What the token says: this lead, in this language (empty: the browser's).

    ``submission_id`` is the post after which it was given; whoever has such a token sent that post, and need not be the
    person whose address it names. None in mails, and in what a colleague copies.
    """

    lead_id: int
    submission_id: int | None = None
    language: str = ""


def meet_token(claim: MeetClaim, secret: str) -> str:
    """What the address says; it works as long as the lead is with a rep."""
    parts = [claim.lead_id, claim.submission_id or 0, claim.language]
    return str(URLSafeSerializer(secret, salt=MEET_SALT).dumps(parts))


def read_meet_token(token: str, secret: str) -> MeetClaim | None:
    """What the token says, or None when it was altered."""
    try:
        lead_id, submission_id, language = URLSafeSerializer(secret, salt=MEET_SALT).loads(token)
        return MeetClaim(int(lead_id), int(submission_id) or None, str(language))
    except (BadData, ValueError, TypeError):
        return None


def rep_token(user_id: int, secret: str) -> str:
    """What a rep's own link says; it never ends."""
    return str(URLSafeSerializer(secret, salt=REP_SALT).dumps(user_id))


def read_rep_token(token: str, secret: str) -> int | None:
    """The number of the rep, or None when the token was altered."""
    try:
        return int(URLSafeSerializer(secret, salt=REP_SALT).loads(token))
    except (BadData, ValueError, TypeError):
        return None
