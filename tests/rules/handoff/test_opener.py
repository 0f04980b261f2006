"""The opener says what was collected, asks what was not, and never the other way round."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.agreement.verdict import Qualification
from portal.rules.handoff.opener import Gaps, OpenerFacts, gaps, opener, research_links
from portal.rules.questions.answer import Answer, AnswerState, Value
from portal.rules.questions.library import STARTER_LIBRARY

FULL: dict[str, Value] = {
    "first_name": "Ada",
    "last_name": "Lovelace",
    "work_email": "ada@analytical.example",
    "phone": "+14155552671",
    "job_title": "VP Engineering",
    "company": "Analytical Engines",
    "country": "GB",
    "employees": 250,
    "annual_revenue": "10m_50m",
    "interest": "pricing",
    "current_solution": "Spreadsheets",
    "message": "We want to leave paper behind.",
    "timeframe": "now",
    "consent": True,
}
SPOKEN = {
    "first_name": "Ada",
    "job_title": "VP Engineering",
    "company": "Analytical Engines",
    "employees": "250",
    "annual_revenue": "10 to 50 million",
    "interest": "Get a price",
    "current_solution": "Spreadsheets",
    "message": "leave paper behind",
}
LABELS = {"employees": "number of employees", "annual_revenue": "annual revenue", "current_solution": "today you use"}
NOTHING = [state for state in AnswerState if state is not AnswerState.ANSWERED]


def facts(level: Qualification, *keys: str, missing: tuple[str, ...] = ()) -> OpenerFacts:
    answers = {key: Answer(key, AnswerState.ANSWERED, FULL[key]) for key in keys}
    return OpenerFacts("Grace Hopper", "Baton Ltd", level, answers, STARTER_LIBRARY, missing)


def test_an_sql_is_opened_with_name_topic_title_and_size() -> None:
    known = ("first_name", "job_title", "company", "employees", "annual_revenue", "interest")
    assert opener(facts(Qualification.SQL, *known)).text == (
        "Hello Ada, this is Grace Hopper from Baton Ltd. You told us what brought you here: “Get a price”. "
        "I see that you are VP Engineering at Analytical Engines. "
        "You told us your number of employees (250) and your annual revenue (10 to 50 million). "
        "I would like to hear what matters most to you, and to agree on the next step. Is now a good moment?"
    )


def test_an_mql_is_asked_who_handles_it_and_what_is_missing() -> None:
    said = opener(facts(Qualification.MQL, "first_name", "company", missing=("phone", "employees")))
    assert said.text == (
        "Hello Ada, this is Grace Hopper from Baton Ltd. Thank you for your interest in what we do. "
        "Who handles this at Analytical Engines: is it you, or somebody I should speak to? "
        "So that I can send you the right way, may I ask for your phone number and number of employees? "
        "When would a short call suit you?"
    )
    assert said.ask == ("Phone number", "Number of employees")


def test_what_was_told_is_not_asked_again() -> None:
    said = opener(facts(Qualification.MQL, "phone", "interest", "consent", missing=("phone", "employees")))
    assert said.do_not_ask == ("Phone number: +1 415-555-2671", "Interest: Get a price")
    assert said.ask == ("Number of employees",)


def test_nothing_known_still_makes_a_sentence() -> None:
    for level in Qualification:
        assert opener(facts(level)).text.startswith("Hello, this is Grace Hopper from Baton Ltd. Thank you for")


@given(st.sets(st.sampled_from(sorted(FULL))), st.sampled_from(Qualification), st.sampled_from([None, *NOTHING]))
def test_a_fact_that_was_not_collected_is_never_used(
    known: set[str], level: Qualification, otherwise: AnswerState | None
) -> None:
    unknown = set(FULL) - known
    given_facts = facts(level, *known, missing=tuple(unknown))
    if otherwise is not None:
        given_facts = OpenerFacts(
            given_facts.caller, given_facts.organisation, level,
            {**given_facts.answers, **{key: Answer(key, otherwise) for key in unknown}},
            STARTER_LIBRARY, given_facts.missing,
        )  # fmt: skip
    said = opener(given_facts)
    for key in unknown & set(SPOKEN):
        assert SPOKEN[key] not in said.text
        assert SPOKEN[key] not in "; ".join(said.do_not_ask)
    if level is Qualification.SQL:
        assert all(LABELS[key] not in said.text for key in unknown & set(LABELS))
    assert len(said.do_not_ask) == len(known - {"consent"})
    assert "None" not in said.text
    assert "  " not in said.text


def test_a_long_message_is_cut_at_a_word() -> None:
    answers = {"message": Answer("message", AnswerState.ANSWERED, "why " * 100)}
    said = opener(OpenerFacts("G", "B", Qualification.SQL, answers, STARTER_LIBRARY))
    assert "why…”" in said.text
    assert len(said.text) < 400


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ((), Gaps(None, None, None)),
        (("first_name", "last_name", "job_title"), Gaps("Ada Lovelace, VP Engineering", None, None)),
        (("last_name",), Gaps("Lovelace", None, None)),
        (("job_title",), Gaps(None, None, None)),
        (("employees",), Gaps(None, "Number of employees: 250", None)),
        (
            ("annual_revenue", "interest", "message"),
            Gaps(None, "Annual revenue (US dollars): 10 to 50 million", "Get a price; We want to leave paper behind."),
        ),
    ],
)
def test_the_three_gaps(known: tuple[str, ...], expected: Gaps) -> None:
    assert gaps(facts(Qualification.MQL, *known).answers, STARTER_LIBRARY) == expected


def test_research_links_for_person_and_company() -> None:
    links = {link.label: link.url for link in research_links("Ada Lovelace", "Smith & Sons / GmbH", "smith.example")}
    assert links == {
        "Person on LinkedIn": "https://www.linkedin.com/search/results/people/"
        "?keywords=Ada%20Lovelace%20Smith%20%26%20Sons%20%2F%20GmbH",
        "Company on LinkedIn": "https://www.linkedin.com/search/results/companies/"
        "?keywords=Smith%20%26%20Sons%20%2F%20GmbH",
        "Company website": "https://smith.example/",
        "D&B Hoovers": "https://app.dnbhoovers.com/search/results/company?q=Smith%20%26%20Sons%20%2F%20GmbH",
        "Web search": "https://www.google.com/search?q=Ada%20Lovelace%20Smith%20%26%20Sons%20%2F%20GmbH",
    }


@pytest.mark.parametrize(
    "domain", ["", "localhost", "a b.example", "evil.example/path", "evil.example@x", "javascript:alert(1)", "1.2.3.4",
               "-a.example", "a..example", "x" * 300 + ".example", "münchen.example"],
)  # fmt: skip
def test_only_a_domain_becomes_a_website(domain: str) -> None:
    assert "Company website" not in {link.label for link in research_links("Ada", "Engines", domain)}


@given(st.text(), st.text(), st.text())
def test_whatever_is_typed_stays_inside_the_query(name: str, company: str, domain: str) -> None:
    for link in research_links(name, company, domain):
        parts = urlsplit(link.url)
        assert parts.scheme == "https"
        assert link.url.isascii()
        assert link.url.isprintable()
        assert len(parse_qs(parts.query)) <= 1
        assert parts.fragment == ""
        assert "@" not in parts.netloc
