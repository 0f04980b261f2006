"""Terms are read back as written, and a text that holds no terms is refused with every fault at its place."""

import contextlib
import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.agreement.document import TermsError, hash_of, terms_from_json, terms_to_json
from portal.rules.agreement.templates import TEMPLATES
from portal.rules.agreement.terms import AllOf, Budget, Criterion, Promises, Terms
from portal.rules.canonical import digest
from portal.rules.questions.library import STARTER_LIBRARY
from portal.rules.questions.logic import Operator
from tests.rules.agreement.examples import SOFTWARE, terms


@given(terms())
def test_terms_are_read_back_as_written(agreed: Terms) -> None:
    text = terms_to_json(agreed)
    assert terms_from_json(text) == agreed
    assert terms_to_json(terms_from_json(text)) == text


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.id)
def test_templates_survive_the_journey_through_text(template: object) -> None:
    agreed = next(item for item in TEMPLATES if item is template).build(STARTER_LIBRARY)
    assert terms_from_json(terms_to_json(agreed)) == agreed


def test_the_hash_is_that_of_the_text_and_changes_with_any_word() -> None:
    assert hash_of(SOFTWARE) == digest(terms_to_json(SOFTWARE))
    assert hash_of(replace(SOFTWARE, note="One more word")) != hash_of(SOFTWARE)


@pytest.mark.parametrize("number", [50, Decimal(50), Decimal("50.00"), Decimal("5E+1")])
def test_the_same_number_has_the_same_text(number: int | Decimal) -> None:
    written = replace(SOFTWARE, sql=AllOf((Criterion("employees", Operator.GTE, number),)))
    assert '"value":50' in terms_to_json(written)


def test_a_fraction_stays_exact() -> None:
    agreed = replace(SOFTWARE, budget=Budget(Decimal("1234.10")))
    assert terms_from_json(terms_to_json(agreed)).budget.monthly == Decimal("1234.1")


def test_every_default_is_written_out() -> None:
    """A promise that was signed must not move when a default of ours does."""
    document = json.loads(terms_to_json(Terms("Bare", ())))
    assert set(document["promises"]) == set(Promises.__dataclass_fields__)


def test_what_is_left_out_takes_its_default() -> None:
    assert terms_from_json('{"name":"Bare","keys":[]}') == Terms("Bare", ())


@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        ("", "", "not valid JSON"),
        ("[]", "", "must be an object"),
        ("[" * 100_000, "", "nested too deeply"),
        ('{"name":NaN,"keys":[]}', "", "not valid JSON"),
        ('{"keys":[]}', "name", "is missing"),
        ('{"name":1,"keys":[]}', "name", "must be text"),
        ('{"name":"a\\u0000b","keys":[]}', "name", "cannot be stored"),
        ('{"name":"a\\ud800b","keys":[]}', "name", "cannot be stored"),
        ('{"name":"x","keys":{}}', "keys", "must be a list"),
        ('{"name":"x","keys":[],"promise":{}}', "promise", "not known here"),
        ('{"name":"x","keys":[],"promises":{"accept_minutes":"5"}}', "promises.accept_minutes", "whole number"),
        ('{"name":"x","keys":[],"promises":{"accept_minutes":1.5}}', "promises.accept_minutes", "whole number"),
        ('{"name":"x","keys":[],"promises":{"accept_minutes":true}}', "promises.accept_minutes", "whole number"),
        ('{"name":"x","keys":[],"budget":{"monthly":1e99}}', "budget.monthly", "of a kind that is not known"),
        ('{"name":"x","keys":[{"level":"must"}]}', "keys[0].key", "is missing"),
        ('{"name":"x","keys":[{"key":null,"level":"must"}]}', "keys[0].level", "must be one of mql, sql, optional"),
        ('{"name":"x","keys":[],"mql":{"all":[{"some":[]}]}}', "mql.all[0].some", "not known here"),
        ('{"name":"x","keys":[],"mql":{"all":[7]}}', "mql.all[0]", "of a kind that is not known"),
        ('{"name":"x","keys":[],"sql":{"all":[{"key":"a","op":"is"}]}}', "sql.all[0].op", "must be one of eq"),
        ('{"name":"x","keys":[],"sql":{"all":[{"key":"a","op":"eq","value":{}}]}}', "sql.all[0].value", "of a kind"),
    ],
)
def test_a_fault_is_named_at_its_place(text: str, where: str, message: str) -> None:
    with pytest.raises(TermsError) as refused:
        terms_from_json(text)
    found = [fault for fault in refused.value.faults if fault.where == where]
    assert found, refused.value
    assert message in found[0].message


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters(), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["all", "any", "key", "op", "x"]), inner)
    ),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from([*Terms.__dataclass_fields__, "other"]), json_values))
def test_any_json_is_read_or_refused_and_nothing_else(document: dict[str, object]) -> None:
    with contextlib.suppress(TermsError):
        agreed = terms_from_json(json.dumps(document))
        assert terms_from_json(terms_to_json(agreed)) == agreed
        assert hash_of(agreed)
