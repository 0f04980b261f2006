"""Generated forms answered over HTTP: never a 500, what is stored is what the resolver says, and every verdict can be
reached again to the byte.

SOAK_HTTP_FORMS (default 300) × 20 posts.
"""

import io
import os
from collections import Counter
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal.models.agreement.version import AgreementVersion
from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.forms.version import FormVersion
from portal.models.intake.answer import AnswerRow
from portal.models.intake.submission import Submission
from portal.models.intake.verdict import Scope, VerdictRow
from portal.rules.agreement.document import terms_from_json
from portal.rules.agreement.judge import judge, profile_from_json, profile_to_json, verdict_to_json
from portal.rules.forms.definition import Definition, Step
from portal.rules.forms.document import digest_of, to_json
from portal.rules.forms.reading import Reading, read
from portal.rules.questions.cleaning import without_controls
from portal.rules.questions.key import KeyKind, TypeName
from portal.services.intake.answers import answer_of
from tests.soak.rig import told
from tests.support.company import COMPLETE, CONTACT, NOW, Company, company
from tests.support.forms import definitions, posts
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.soak, pytest.mark.timeout(1500), pytest.mark.one_database]
FORMS = int(os.environ.get("SOAK_HTTP_FORMS", "300"))
POSTS = 20
ADDRESS = "/f/contact-sales"
TOKEN = "a" * 32
Post = dict[str, list[str]]


@st.composite
def cases(draw: st.DrawFn) -> tuple[Definition, list[Post]]:
    """The company's questions, then steps of random ones; and posts that answer them well, badly or not at all."""
    drawn = draw(definitions(most=10))
    extra = tuple(
        Step(step.id, step.title, tuple(replace(one, kind=KeyKind.QUESTION) for one in step.fields), step.show_if)
        for step in drawn.steps
    )
    definition = replace(CONTACT, steps=(*CONTACT.steps, *extra), locale=drawn.locale)
    left_out = st.sets(st.sampled_from(sorted(COMPLETE)), max_size=2)
    sent = []
    for _ in range(POSTS):
        gone = draw(st.one_of(st.just(set()), st.just(set()), left_out))
        known = {key: [value] for key, value in COMPLETE.items() if key not in gone}
        sent.append({**known, **draw(posts(drawn))})
    return definition, sent


class Proof:
    """Posts to one form after another and compares what is stored with what the resolver says."""

    def __init__(self, client: FlaskClient, house: Company) -> None:
        self.visitor, self.form_id = Visitor(client), house.form.id
        self.seen: Counter[str] = Counter()
        agreement = db.session.scalars(select(AgreementVersion)).one()
        self.agreement = agreement.id, agreement.number, agreement.content_hash, terms_from_json(agreement.content)

    def publish(self, definition: Definition) -> None:
        """Past the gate, which refuses forms that can be gone around: the reader must bear them all the same."""
        form = db.session.get_one(Form, self.form_id)
        version = FormVersion(
            form_id=form.id,
            number=(db.session.scalar(select(func.max(FormVersion.number))) or 0) + 1,
            definition=to_json(definition),
            digest=digest_of(definition),
            agreement_id=self.agreement[0],
            published_by_id=form.owner_id,
            published_at=NOW,
        )
        db.session.add(version)
        db.session.flush()
        form.live_version_id = version.id
        db.session.commit()

    def send(self, definition: Definition, posted: Post) -> None:
        """A file is sent for every question that takes one, unless the post forges a token there."""
        files = {field.key for field in definition.fields() if field.type is TypeName.FILE}
        expected = read(definition, {**posted, **{key: [TOKEN] for key in files}})
        forged = {key for key in files if any(map(without_controls, posted.get(key, ())))}
        refused = not expected.ok or forged & set(expected.visible)
        sent = {key: (io.BytesIO(b"A plan in words."), "plan.txt") for key in files - forged}
        page = self.visitor.open(ADDRESS)
        answer = self.visitor.post(ADDRESS, {**posted, **sent}, page)
        self.seen["posts"] += 1
        self.seen[f"answered {answer.status}"] += 1
        assert answer.status == (422 if refused else 303), (answer.status, posted, expected.errors)
        if answer.status == 303:
            self.compare(definition, expected, answer.response.headers["Location"].rsplit("/", 1)[1])

    def compare(self, definition: Definition, expected: Reading, reference: str) -> None:
        """Each stored answer with the resolver's; the token of a file is whatever the store gave it."""
        db.session.rollback()
        row = db.session.scalars(select(Submission).where(Submission.reference == reference)).one()
        query = select(AnswerRow).where(AnswerRow.submission_id == row.id)
        stored = {one.key: one for one in db.session.scalars(query)}
        assert set(stored) == set(expected.answers)
        for field in definition.fields():
            said, kept = expected.answers[field.key], answer_of(stored[field.key], field.type)
            assert kept.state is said.state, (field, said, kept)
            if said.answered and field.type is not TypeName.FILE:
                assert kept.value == said.value, (field, said, kept)
            self.seen["answers compared"] += 1
        self.recompute(row.id, expected)

    def recompute(self, submission_id: int, expected: Reading) -> None:
        """The verdict again, from what was stored and from what the resolver says."""
        _, number, content_hash, terms = self.agreement
        query = select(VerdictRow).where(VerdictRow.submission_id == submission_id)
        rows = list(db.session.scalars(query))
        assert {row.scope for row in rows} == set(Scope)
        for row in rows:
            profile = profile_from_json(row.inputs, terms)
            assert verdict_to_json(judge(profile, terms, number=number, content_hash=content_hash)) == row.outcome
            self.seen["verdicts recomputed"] += 1
        [own] = [row for row in rows if row.scope is Scope.SUBMISSION]
        library = {key: replace(answer, raw="") for key, answer in expected.answers.items() if key in COMPLETE}
        assert own.inputs == profile_to_json(library, terms)


def test_generated_forms_store_what_the_resolver_says(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        house = company(CONTACT)
        db.session.commit()
        proof = Proof(client, house)

        @seed(20261122)
        @settings(
            max_examples=FORMS,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(cases())
        def holds(case: tuple[Definition, list[Post]]) -> None:
            definition, sent = case
            proof.publish(definition)
            proof.seen["forms"] += 1
            for posted in sent:
                proof.send(definition, posted)

        holds()
        told(proof.seen)
    assert proof.seen["answered 303"] > proof.seen["posts"] / 10
