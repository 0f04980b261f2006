"""Which leads need a fit call, in values and in words; what is wrong with the agreed segments."""

from collections.abc import Iterator, Mapping

from portal.rules.agreement.criterion_faults import value_faults
from portal.rules.agreement.fit_call import FitCall, FitMode, FitSegment
from portal.rules.agreement.terms import Terms
from portal.rules.agreement.words import asked_in_words, name_of
from portal.rules.documents import Fault
from portal.rules.questions.answer import Answers
from portal.rules.questions.logic import Test, test_holds

MAX_SEGMENTS = 4
MODES: Mapping[FitMode, str] = {
    FitMode.OFF: "no fit call is held",
    FitMode.OPTIONAL: "a fit call may be held",
    FitMode.MANDATORY: "a fit call must confirm the fit before an opportunity is opened",
}


def mode_for(profile: Answers, agreed: FitCall) -> FitMode:
    """The mode of the first segment that the profile belongs to. What was not answered belongs to none."""
    for segment in agreed.segments:
        answer = profile.get(segment.key)
        if answer is not None and answer.answered and test_holds(Test(segment.key, segment.op, segment.value), answer):
            return segment.mode
    return agreed.mode


def fit_in_words(terms: Terms) -> tuple[str, ...]:
    """Sentences in the order in which they decide: ``Number of employees is at least 500: a fit call must …``."""
    agreed = terms.fit_call
    otherwise = "Otherwise " if agreed.segments else "For every lead "
    return (
        *(f"{segment_in_words(segment, terms)}: {MODES[segment.mode]}." for segment in agreed.segments),
        f"{otherwise}{MODES[agreed.mode]}.",
    )


def segment_in_words(segment: FitSegment, terms: Terms) -> str:
    """``Number of employees is at least 500``."""
    item = terms.agreed(segment.key)
    key = item.key if item else None
    return f"{name_of(key) if key else segment.key} is {asked_in_words(segment.op, segment.value, key)}"


def fit_faults(terms: Terms) -> Iterator[Fault]:
    """What keeps the segments from being signed, with their place."""
    segments = terms.fit_call.segments
    if len(segments) > MAX_SEGMENTS:
        yield Fault("fit_call.segments", f"Agree on at most {MAX_SEGMENTS} segments.")
    for place, segment in enumerate(segments):
        where, item = f"fit_call.segments[{place}]", terms.agreed(segment.key)
        if item is None:
            yield Fault(where, f"“{segment.key}” is not among the agreed keys: add it there first.")
        else:
            yield from (Fault(where, message) for message in value_faults(segment.op, segment.value, item.key))
