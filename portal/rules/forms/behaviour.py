"""How a form deals with answers on their way: how long it remembers, and what becomes of what is not sent."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from portal.rules.later import later

LONGEST_MEMORY = 90
"""Days."""
LONGEST_SILENCE = 24 * 60
"""Minutes."""
LONGEST_KEPT = 3650
"""Days."""
PARTIAL_NOTE = "If you stop here, we keep what you typed so far and may write to you about it."


BEHAVIOUR_WORDS = (
    ("resume_days", "Days for which answers are remembered"),
    ("partial", "Keeps what was not sent"),
    ("partial_note", "Notice about what is kept"),
    ("partial_minutes", "Minutes of silence until it counts as abandoned"),
    ("puzzle", "Puzzle for browsers"),
    ("free_mail", "Free-mail addresses"),
    ("free_mail_note", "Words about free-mail addresses"),
    ("disposable", "Disposable addresses"),
    ("disposable_note", "Words about disposable addresses"),
    ("thanks_url", "Page after sending"),
    ("introduce", "Introduces the rep to SQLs"),
    ("meeting", "Offers SQLs a meeting with the rep"),
    ("confirm_mail", "Confirms by mail what was sent"),
    ("completion_mail", "Asks MQLs by mail for what is missing"),
    ("keep_days", "Days after which answers are deleted"),
)
"""What each of them is called where versions are compared."""


class MailPolicy(StrEnum):
    """What a form does about an address of that sort. ``warn`` asks once more, then takes it and flags it."""

    ACCEPT = "accept"
    FLAG = "flag"
    WARN = "warn"
    BLOCK = "block"


@dataclass(frozen=True)
class Behaviour:
    """Versioned with the form. ``resume_days``: how long a form in steps remembers what was answered so far.

    ``partial``: who gives an address and does not send the form becomes an abandoned item after ``partial_minutes`` of
    silence; ``partial_note`` says so near the address, or Baton's own words do. ``completion_mail``: an MQL is asked by
    mail for what it lacks. ``confirm_mail``: prospects are told by mail that it arrived. ``puzzle``: browsers with
    JavaScript prove some work; posts without it are doubted more.
    ``free_mail`` and ``disposable``: what becomes of such addresses, with the form's own words.
    ``thanks_url``: where visitors are led instead of the thank-you page. ``introduce``: SQLs read who answers them,
    and with ``meeting`` choose a time with them.
    ``keep_days``: how long answers are kept after they were sent (``keeping``); None: for good.
    """

    resume_days: int = later(14)
    partial: bool = later(False)
    partial_note: str = later("")
    partial_minutes: int = later(30)
    completion_mail: bool = later(False)
    confirm_mail: bool = later(False)
    puzzle: bool = later(False)
    free_mail: MailPolicy = later(MailPolicy.ACCEPT)
    free_mail_note: str = later("")
    disposable: MailPolicy = later(MailPolicy.ACCEPT)
    disposable_note: str = later("")
    thanks_url: str = later("")
    introduce: bool = later(False)
    meeting: bool = later(False)
    keep_days: int | None = later(None)

    @property
    def remembered_days(self) -> int:
        """How long what was not sent is remembered: never longer than what was."""
        return min(self.resume_days, self.keep_days or self.resume_days)

    @property
    def notice(self) -> str:
        """What visitors read about being kept; nothing where they are not."""
        return (self.partial_note or PARTIAL_NOTE) if self.partial else ""


PLAIN = Behaviour()


def behaviour_faults(behaviour: Behaviour) -> Iterator[str]:
    """What is too long or too short, in words."""
    if not 1 <= behaviour.resume_days <= LONGEST_MEMORY:
        yield f"A form remembers answers for 1 to {LONGEST_MEMORY} days."
    if not 5 <= behaviour.partial_minutes <= LONGEST_SILENCE:
        yield f"An enquiry counts as abandoned after 5 to {LONGEST_SILENCE:,} minutes."
    if behaviour.keep_days is not None and not 1 <= behaviour.keep_days <= LONGEST_KEPT:
        yield f"Answers are kept for 1 to {LONGEST_KEPT:,} days, or for good."
    if len(behaviour.partial_note) > 500:
        yield "The notice about what is kept is longer than 500 characters."
    if len(behaviour.thanks_url) > 500:
        yield "The address of the page after sending is longer than 500 characters."
    if max(len(behaviour.free_mail_note), len(behaviour.disposable_note)) > 300:
        yield "The words about an address are longer than 300 characters."
