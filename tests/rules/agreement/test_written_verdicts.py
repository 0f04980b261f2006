"""A verdict is written from parts that are kept ready, and reads as if it had been written in one go."""

from portal.rules.agreement.judge import judge, verdict_from_json, verdict_to_json
from portal.rules.documents import to_text
from tests.rules.agreement.examples import SOFTWARE, profile


def test_ready_parts_give_the_same_bytes() -> None:
    verdict = judge(profile(), SOFTWARE, number=1, content_hash="0" * 64)
    assert verdict_to_json(verdict) == to_text(verdict) == verdict_to_json(verdict)
    assert verdict_from_json(verdict_to_json(verdict)) == verdict
