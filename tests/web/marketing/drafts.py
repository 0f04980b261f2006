"""The draft as it is saved, and how its editor refuses."""

from werkzeug.test import TestResponse

from portal.models.agreement.version import AgreementVersion
from portal.models.base import db
from portal.rules.agreement.document import terms_from_json
from portal.rules.agreement.terms import Terms
from portal.services.agreement import trees
from tests.web.marketing.conftest import settle


def terms() -> Terms:
    settle()
    return terms_from_json(db.session.query(AgreementVersion).filter_by(number=1).one().content)


def rev() -> int:
    settle()
    return db.session.query(AgreementVersion).filter_by(number=1).one().draft_rev


def mark_at(level: str, way: str) -> str:
    root = terms().mql if level == "mql" else terms().sql
    return trees.mark_of(trees.part_at(root, trees.way_of(way)))


def refused(answer: TestResponse, *sentences: str) -> None:
    """The page comes back with the errors at their fields and in the summary on top."""
    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    for sentence in sentences:
        assert answer.text.count(sentence) >= 2, sentence
