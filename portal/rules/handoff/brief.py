"""Everything a rep needs before the call, on one card: who, size, need, what is missing, how to open."""

from dataclasses import dataclass

from portal.rules.agreement.terms import Terms
from portal.rules.agreement.verdict import LineState, Qualification, Verdict
from portal.rules.agreement.words import name_of
from portal.rules.handoff.gaps import Gaps, gaps, said
from portal.rules.handoff.opener import OpenerFacts, opener
from portal.rules.handoff.research import Link, research_links
from portal.rules.identity import NAMELESS, company_domain
from portal.rules.questions.answer import Answers


@dataclass(frozen=True)
class Known:
    """What the brief is made of. ``caller`` is the rep who will call, ``source`` where the lead came from, in words."""

    name: str
    email: str
    company: str
    caller: str
    organisation: str
    source: str
    answers: Answers


@dataclass(frozen=True)
class Brief:
    """Ready words; a text is empty, and a gap None, where nothing was collected."""

    name: str
    email: str
    company: str
    gaps: Gaps
    phone: str
    phone_text: str
    message: str
    source: str
    missing: tuple[str, ...]
    failed: tuple[str, ...]
    opener: str
    do_not_ask: tuple[str, ...]
    ask: tuple[str, ...]
    research: tuple[Link, ...]

    @property
    def person(self) -> str | None:
        """Who to speak to, with the title."""
        return self.gaps.person

    @property
    def size(self) -> str | None:
        """How large they are."""
        return self.gaps.size

    @property
    def need(self) -> str | None:
        """What they need."""
        return self.gaps.need


def brief(known: Known, terms: Terms, verdict: Verdict | None) -> Brief:
    """The card of a lead under the terms that judged it."""
    keys = tuple(agreed.key for agreed in terms.keys)
    by_key = {key.key: key for key in keys}
    missing = verdict.missing_for_sql if verdict else ()
    level = verdict.level if verdict else Qualification.UNQUALIFIED
    name = "" if known.name == NAMELESS else known.name
    opening = opener(OpenerFacts(known.caller, known.organisation, level, known.answers, keys, missing))
    return Brief(
        name=known.name or known.email,
        email=known.email,
        company=known.company,
        gaps=gaps(known.answers, keys),
        phone=_value(known.answers, "phone"),
        phone_text=said(known.answers, by_key["phone"]) if "phone" in by_key else "",
        message=_value(known.answers, "message"),
        source=known.source,
        missing=tuple(name_of(by_key[key]) if key in by_key else key for key in missing),
        failed=_failed(verdict),
        opener=opening.text,
        do_not_ask=opening.do_not_ask,
        ask=opening.ask,
        research=research_links(name, known.company, company_domain(known.email) or ""),
    )


def _value(answers: Answers, key: str) -> str:
    answer = answers.get(key)
    return str(answer.value) if answer is not None and answer.answered else ""


def _failed(verdict: Verdict | None) -> tuple[str, ...]:
    lines = verdict.lines if verdict else ()
    return tuple(line.words for line in lines if line.state is LineState.FAILED)
