"""The publish gate, and the states of a form."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.models.base import db
from portal.models.forms.version import FormVersion
from portal.reports import forms as report
from portal.rules.forms import editing
from portal.rules.forms.gate import GapKind
from portal.rules.questions.key import Option, TypeName
from portal.rules.questions.logic import Operator, Test
from portal.services.forms import composing, drafting, live, publishing
from tests.support.company import NOW, TERMS, Company, agree, field

LATER = NOW + timedelta(hours=1)


def edit(place: Company, change: drafting.Edit) -> None:
    drafting.edit(place.form, change, rev=place.form.draft_rev, by=place.mary, now=LATER)


def publish(place: Company) -> FormVersion:
    return publishing.publish(place.form, rev=place.form.draft_rev, by=place.mary, now=LATER)


def versions() -> int:
    return db.session.scalar(select(func.count()).select_from(FormVersion)) or 0


def skip_message_first(place: Company) -> None:
    """The last question is asked of some only; nothing agreed depends on it."""
    edit(
        place,
        lambda now: editing.replace_field(now, field("message", show_if=Test("interest", Operator.NE, "pricing"))),
    )


def test_a_form_without_an_agreed_key_is_refused_with_its_name_and_nothing_changes(place: Company) -> None:
    edit(place, lambda now: editing.delete_fields(now, ["company"]))
    before, seen = versions(), live.live("contact-sales")
    with pytest.raises(publishing.PublishRefused) as refusal:
        publish(place)
    assert [(gap.key, gap.kind) for gap in refusal.value.gate.gaps] == [("company", GapKind.MISSING)]
    assert (versions(), live.live("contact-sales")) == (before, seen)
    assert place.form.draft is not None


def test_a_path_around_an_agreed_key_is_refused_with_the_path(place: Company) -> None:
    hidden = field("employees", show_if=Test("interest", Operator.NE, "partnership"))
    edit(place, lambda now: editing.move_field(now, "employees", 1))
    edit(place, lambda now: editing.move_field(now, "employees", 1))
    edit(place, lambda now: editing.replace_field(now, hidden))
    with pytest.raises(publishing.PublishRefused) as refusal:
        publish(place)
    [gap] = refusal.value.gate.gaps
    assert (gap.key, gap.kind) == ("employees", GapKind.SKIPPABLE)
    assert gap.path == "when “What are you interested in?” is “Become a partner”"
    edit(place, lambda now: editing.replace_field(now, field("employees")))
    assert publish(place).number == 2


def test_publishing_makes_the_draft_what_visitors_see(place: Company) -> None:
    skip_message_first(place)
    draft = drafting.current(place.form)
    version = publish(place)
    found = live.live("contact-sales")
    assert found is not None
    assert (found.version_id, found.definition) == (version.id, draft)
    assert (place.form.draft, version.number, version.published_by_id) == (None, 2, place.mary.id)


def test_publishing_what_is_live_is_refused(place: Company) -> None:
    with pytest.raises(publishing.NothingToPublish):
        publish(place)
    assert not publishing.has_news(place.form, publishing.gate_of(place.form))


def test_another_agreement_makes_the_same_questions_worth_publishing(place: Company) -> None:
    agree(replace(TERMS, note="Again"), place.mary, place.sam)
    assert report.forms()[0].stale
    assert publishing.has_news(place.form, publishing.gate_of(place.form))
    assert publish(place).number == 2
    assert not report.forms()[0].stale


def test_a_stale_revision_is_not_published(place: Company) -> None:
    skip_message_first(place)
    with pytest.raises(drafting.StaleForm):
        publishing.publish(place.form, rev=place.form.draft_rev - 1, by=place.mary, now=LATER)
    assert versions() == 1


def test_what_visitors_saw_of_a_question_is_known(place: Company) -> None:
    question = composing.question(TypeName.CHOICE, "Which colour?", drafting.current(place.form))
    edit(place, lambda now: editing.add_field(now, question))
    assert publishing.was_published(place.form, question.key) is None
    publish(place)
    other = replace(question, options=(Option("blue", "Blue"),))
    edit(place, lambda now: editing.replace_field(now, other))
    assert publishing.was_published(place.form, question.key) == question
    assert publishing.published_options(place.form, question.key) == {"option_1", "option_2"}


def test_states_follow_what_is_done(place: Company) -> None:
    def state() -> report.State:
        return report.state_of(place.form)

    assert state() is report.State.LIVE
    skip_message_first(place)
    assert state() is report.State.CHANGED
    publishing.pause(place.form, by=place.mary, now=LATER)
    assert state() is report.State.PAUSED
    publishing.archive(place.form, by=place.mary, now=LATER)
    assert state() is report.State.ARCHIVED
    publishing.restore(place.form, by=place.mary, now=LATER)
    assert state() is report.State.PAUSED
    publishing.resume(place.form, by=place.mary, now=LATER)
    assert state() is report.State.CHANGED


def test_the_list_says_what_came_in(place: Company) -> None:
    [row] = report.forms()
    assert (row.name, row.slug, row.state, row.owner) == ("Contact sales", "contact-sales", "live", "Mary Marketing")
    assert (row.submissions, row.last_at, row.agreement, row.stale) == (0, None, 1, False)
    [version] = report.versions(place.form)
    assert (version.number, version.author, version.agreement, version.live) == (1, "Mary Marketing", 1, True)
