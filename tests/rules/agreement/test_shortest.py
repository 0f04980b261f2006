"""The fewest questions that would make an SQL (X7)."""

from hypothesis import given
from hypothesis import strategies as st

from portal.rules.agreement.judge import judge
from portal.rules.agreement.shortest import fewest
from portal.rules.agreement.terms import AllOf, AnyOf, Criterion, NoneOf, Terms
from portal.rules.agreement.verdict import Qualification
from portal.rules.questions.answer import Answers, AnswerState
from portal.rules.questions.logic import Operator
from tests.rules.agreement.examples import LIBRARY, SOFTWARE, answered, profile, profiles, small_terms, terms, values

LARGE = Criterion("employees", Operator.GTE, 50)
KEEN = Criterion("interest", Operator.ONE_OF, ("pricing", "evaluation"))
RICH = Criterion("budget", Operator.ONE_OF, ("over_250k",))


def is_sql(answers: Answers, agreed: Terms) -> bool:
    return judge(answers, agreed, number=1, content_hash="f" * 64).level is Qualification.SQL


def test_only_what_is_missing_is_asked_in_the_order_of_the_agreement() -> None:
    blank = profile(job_title=AnswerState.BLANK, phone=None)
    assert fewest(blank, SOFTWARE) == ("phone", "job_title")
    assert fewest(profile(), SOFTWARE) == ()


def test_of_a_choice_the_cheapest_part_is_asked() -> None:
    either = small_terms(sql=(AnyOf((AllOf((KEEN, RICH)), LARGE)),))
    known = {"work_email": answered("work_email", "a@b.example"), "phone": answered("phone", "+14155552671")}
    assert fewest(known, either) == ("employees",)
    assert len(fewest(known | {"interest": answered("interest", "pricing")}, either) or ()) == 1
    small = known | {"employees": answered("employees", 5)}
    assert fewest(small, either) == ("interest", "budget")


def test_a_choice_whose_part_is_asked_anyway_costs_nothing_more() -> None:
    both = small_terms(sql=(AnyOf((LARGE, KEEN)), AnyOf((KEEN, RICH))))
    known = {"work_email": answered("work_email", "a@b.example"), "phone": answered("phone", "+14155552671")}
    assert fewest(known, both) == ("interest",)


def test_a_known_value_that_fails_a_rule_is_not_mended_by_questions() -> None:
    assert fewest(profile(employees=5, phone=None), small_terms(sql=(LARGE,))) is None
    assert fewest(profile(employees=500), small_terms(sql=(NoneOf((LARGE,)),))) is None


def test_what_was_never_agreed_on_cannot_be_asked() -> None:
    assert fewest(profile(), small_terms(sql=(Criterion("country", Operator.EQ, "DE"),))) is None


@given(agreed=terms(), data=st.data())
def test_nothing_is_asked_of_an_sql_and_nothing_superfluous_of_others(agreed: Terms, data: st.DataObject) -> None:
    answers = data.draw(profiles(agreed))
    asked = fewest(answers, agreed)
    assert (asked == ()) is is_sql(answers, agreed)
    for left_out in asked or ():
        given_now = {
            key: answered(key, data.draw(values(LIBRARY.get(key) or agreed.agreed(key).key)))  # type: ignore[union-attr]
            for key in asked or ()
            if key != left_out
        }
        assert not is_sql({**answers, **given_now}, agreed)
