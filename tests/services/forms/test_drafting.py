"""Drafts: edited beside what visitors see, refused when stale, thrown away."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from portal.models.forms.form import Form
from portal.rules.forms import editing
from portal.rules.forms.definition import Definition, Page
from portal.rules.forms.document import to_json
from portal.rules.questions.logic import Operator, Test
from portal.services.forms import composing, drafting, live, publishing
from tests.support.company import NOW, TERMS, Company, agree, field
from tests.support.people import person

LATER = NOW + timedelta(hours=1)


def retitled(title: str) -> drafting.Edit:
    return lambda now: replace(now, page=replace(now.page, title=title))


def seen(form: Form) -> Definition:
    found = live.live(form.slug)
    assert found is not None
    return found.definition


def test_visitors_keep_seeing_the_live_version_while_a_draft_exists(place: Company) -> None:
    before = seen(place.form)
    drafting.edit(place.form, retitled("Another title"), rev=place.form.draft_rev, by=place.mary, now=LATER)
    drafting.edit(
        place.form,
        lambda now: editing.delete_fields(now, ["company"]),
        rev=place.form.draft_rev,
        by=place.mary,
        now=LATER,
    )
    assert seen(place.form) == before
    assert drafting.current(place.form).find("company") is None


def test_every_save_counts_the_revision_and_leaves_a_trace(place: Company) -> None:
    rev = place.form.draft_rev
    drafting.edit(place.form, retitled("Another title"), rev=rev, by=place.mary, now=LATER)
    assert (place.form.draft_rev, place.form.draft_saved_at) == (rev + 1, LATER)
    newest = drafting.history_of(place.form)[0]
    assert (newest.kind, newest.actor_id) == ("form.saved", place.mary.id)


@pytest.mark.parametrize("stale", [-1, 1, None])
def test_an_edit_of_another_revision_is_refused_and_changes_nothing(place: Company, stale: int | None) -> None:
    rev = None if stale is None else place.form.draft_rev + stale
    with pytest.raises(drafting.StaleForm):
        drafting.edit(place.form, retitled("Lost?"), rev=rev, by=place.mary, now=LATER)
    assert drafting.current(place.form).page.title == "Talk to sales"


def test_an_edit_that_breaks_a_condition_is_refused_and_changes_nothing(place: Company) -> None:
    def hide(now: Definition) -> Definition:
        return editing.replace_field(now, field("first_name", show_if=Test("interest", Operator.EQ, "pricing")))

    with pytest.raises(editing.EditRefused, match="comes after it"):
        drafting.edit(place.form, hide, rev=place.form.draft_rev, by=place.mary, now=LATER)
    assert place.form.draft is None


def test_a_draft_that_says_what_is_live_is_no_draft(place: Company) -> None:
    drafting.edit(place.form, retitled("Another title"), rev=place.form.draft_rev, by=place.mary, now=LATER)
    assert place.form.draft is not None
    drafting.edit(place.form, retitled("Talk to sales"), rev=place.form.draft_rev, by=place.mary, now=LATER)
    assert place.form.draft is None


def test_discarding_returns_to_what_is_live(place: Company) -> None:
    drafting.edit(place.form, retitled("Another title"), rev=place.form.draft_rev, by=place.mary, now=LATER)
    rev = place.form.draft_rev
    drafting.discard(place.form, by=place.mary, now=LATER)
    assert drafting.current(place.form) == seen(place.form)
    assert place.form.draft_rev == rev + 1


def test_a_form_that_was_never_published_has_nothing_to_go_back_to(place: Company) -> None:
    form = drafting.create("New", "new", Definition(Page("New"), ()), by=place.mary, now=NOW)
    with pytest.raises(drafting.NothingLive):
        drafting.discard(form, by=place.mary, now=LATER)


def test_an_archived_form_is_not_edited(place: Company) -> None:
    publishing.archive(place.form, by=place.mary, now=NOW)
    with pytest.raises(drafting.PutAway):
        drafting.edit(place.form, retitled("No"), rev=place.form.draft_rev, by=place.mary, now=LATER)


def test_what_is_edited_follows_the_library_and_the_agreement(place: Company) -> None:
    tight = replace(
        TERMS,
        keys=tuple(
            replace(item, level="mql") if item.key.key == "company" else item  # type: ignore[arg-type]  # a StrEnum
            for item in TERMS.keys
        ),
    )
    agree(tight, place.mary, place.sam)
    found = drafting.current(place.form).find("company")
    assert found is not None
    assert found.must_answer
    assert [change.label for change in drafting.changes(place.form)] == ["“Company”: must be answered"]


def test_an_address_belongs_to_one_form(place: Company) -> None:
    with pytest.raises(drafting.SlugTaken):
        drafting.create("Twin", "contact-sales", Definition(Page("Twin"), ()), by=place.mary, now=NOW)
    assert drafting.suggested_slug("Contact sales!") == "contact-sales-2"
    assert drafting.suggested_slug("Größe & Preis") == "grosse-preis"
    assert drafting.suggested_slug("日本") == "form"


def test_a_form_generated_from_the_agreement_passes_the_gate(place: Company) -> None:
    form = drafting.create("Made", "made", drafting.generated(Page("Made")), by=place.mary, now=NOW)
    assert publishing.gate_of(form).is_open


def test_without_an_agreement_nothing_can_be_generated(session: scoped_session[Session]) -> None:
    with pytest.raises(drafting.NoAgreement):
        drafting.generated(Page("Made"))


def test_missing_keys_are_added_with_their_levels(place: Company) -> None:
    bare = editing.delete_fields(drafting.current(place.form), ["company", "employees"])
    whole = composing.with_missing_keys(bare)
    assert {one.key for one in whole.fields()} == {one.key for one in drafting.current(place.form).fields()}
    assert whole.find("company") == drafting.current(place.form).find("company")


def test_saving_keeps_the_canonical_text(place: Company) -> None:
    after = drafting.edit(place.form, retitled("Ünïcode — “title”"), rev=place.form.draft_rev, by=place.mary, now=LATER)
    assert place.form.draft == to_json(after)


def test_a_new_user_may_take_the_form_over(place: Company) -> None:
    nils = person("Nils New")
    drafting.give_to(place.form, nils, by=place.mary, now=LATER)
    assert place.form.owner_id == nils.id
