"""The publish gate against thousands of generated forms and posts: what it passes cannot be gone around.

SOAK_FORMS (default 1500) makes it longer.
"""

import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from portal.rules.agreement.terms import AgreedKey, AllOf, Level, Terms, Unknown
from portal.rules.forms.definition import Definition
from portal.rules.forms.gate import gaps
from portal.rules.forms.reading import read
from portal.rules.questions.key import Key
from tests.soak.rig import told
from tests.support.forms import definitions, posts

pytestmark = [pytest.mark.soak, pytest.mark.timeout(900)]
FORMS = int(os.environ.get("SOAK_FORMS", "1500"))
POSTS = 20


def agreed(definition: Definition) -> Terms:
    """Every question of the form is agreed on."""
    keys = tuple(
        AgreedKey(Key(field.key, field.type, field.kind, field.label), Level.SQL, Unknown.NOT_OFFERED)
        for field in definition.fields()
    )
    return Terms(name="Agreed", keys=keys, mql=AllOf(()), sql=AllOf(()))


def test_what_the_gate_passes_cannot_be_gone_around() -> None:
    seen: Counter[str] = Counter()

    @seed(20261122)
    @settings(max_examples=FORMS, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        definition = data.draw(definitions(most=8))
        open_keys = {gap.key for gap in gaps(definition, agreed(definition))}
        surely = {field.key for field in definition.fields()} - open_keys
        seen["forms"] += 1
        seen["with a gap"] += bool(open_keys)
        for posted in data.draw(st.lists(posts(definition), min_size=POSTS, max_size=POSTS)):
            reading = read(definition, posted)
            seen["posts"] += 1
            if reading.ok:
                seen["taken"] += 1
                assert surely <= set(reading.visible), (surely - set(reading.visible), posted)

    holds()
    told(seen)
    assert seen["taken"] > seen["forms"] / 4
