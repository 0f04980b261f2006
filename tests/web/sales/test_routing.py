"""The managers' routing pages: pools, members, rules, trials, held leads, the team, days off."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.handoff.member import PoolMember
from portal.models.handoff.pool import Pool
from portal.models.handoff.rule import RoutingRule
from portal.models.team.absence import Absence, DayOff
from portal.models.team.user import Role
from portal.rules.handoff.routing import when_from_json
from portal.rules.questions.logic import All, Not, Operator, Test
from portal.web.shared.clock import utcnow
from tests.support.browsing import anew, let_in, post
from tests.support.company import ALWAYS, Company
from tests.support.people import person
from tests.support.statements import statements
from tests.web.sales.conftest import Browse, Enquire, accepted, someone, valid

PAGES = (
    *("/routing", "/routing/pools/new", "/routing/pools/1", "/routing/pools/1/edit", "/routing/pools/1/members/1"),
    *("/routing/rules", "/routing/rules/new", "/routing/rules/1", "/routing/rules/1/deletion", "/routing/trial"),
    *("/routing/held", "/routing/reps", "/routing/days-off", "/disputes"),
)
ACTS = (
    *("/routing/pools/new", "/routing/pools/1/edit", "/routing/pools/1/archiving", "/routing/pools/1/members"),
    *("/routing/pools/1/members/1", "/routing/pools/1/members/1/pause", "/routing/pools/1/members/1/removal"),
    *("/routing/rules/new", "/routing/rules/1", "/routing/rules/1/place/1", "/routing/rules/1/disabling"),
    *("/routing/rules/1/deletion", "/routing/days-off", "/routing/reps/4/absences"),
)
WEEK = {"monday": "09:00-17:00", "time_zone": "Europe/Berlin"}
RULE = {"kind": "sales", "stickiness": "none", "how": "all"}


def test_pages_are_for_managers(house: Company, browse: Browse) -> None:
    sam = browse(house.sam)
    for address in (*PAGES, f"/routing/reps/{house.rita.id}"):
        page = sam.get(address)
        assert (address, page.status_code) == (address, 200)
        assert valid(page.text)
    rita = browse(house.rita)
    assert {rita.get(address).status_code for address in PAGES} == {403}
    assert {post(rita, address).status_code for address in ACTS} == {403}
    assert {sam.post(address).status_code for address in ACTS} == {400}


def test_what_is_not_there_is_not_found(house: Company, browse: Browse) -> None:
    sam = browse(house.sam)
    for address in ("pools/9", "pools/9/edit", "pools/1/members/9", "rules/9", "reps/999", f"reps/{house.mary.id}"):
        assert sam.get(f"/routing/{address}").status_code == 404
    for address in ("days-off/nonsense/removal", "days-off/2026-12-24/removal", "pools/9/members"):
        assert post(sam, f"/routing/{address}").status_code == 404


def test_a_pool_is_made_and_changed(house: Company, browse: Browse) -> None:
    sam = browse(house.sam)
    typed = {"name": "EMEA", "kind": "sales", "manager_id": house.sam.id, "when_nobody": "hold", **WEEK}
    assert post(sam, "/routing/pools/new", **typed).location == "/routing/pools/2"
    again = post(sam, "/routing/pools/new", **typed)
    assert (again.status_code, "There is a pool of this name already." in again.text) == (422, True)
    fallback = {**typed, "when_nobody": "fallback", "fallback_id": house.rob.id, "monday": ""}
    assert post(sam, "/routing/pools/2/edit", **fallback).status_code == 303
    anew()
    pool = db.session.get_one(Pool, 2)
    assert (pool.time_zone, pool.week, pool.fallback_id) == ("Europe/Berlin", "{}", house.rob.id)
    assert "To Rob Rep" in sam.get("/routing").text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": " "}, "Give the pool a name."),
        ({"monday": "9-17 and a bit"}, "is not a time such as 09:00"),
        ({"time_zone": "Mars/Olympus"}, "Choose a time zone from the list."),
        ({"when_nobody": "fallback"}, "Say who gets a lead when nobody in the pool can take it."),
        ({"manager_id": "999"}, "Not a valid choice"),
    ],
)
def test_a_pool_that_cannot_be_keeps_what_was_typed(
    house: Company, browse: Browse, changes: dict[str, object], sentence: str
) -> None:
    typed = {"name": "EMEA", "kind": "sales", "manager_id": str(house.sam.id), "when_nobody": "hold", **WEEK}
    answer = post(browse(house.sam), "/routing/pools/new", **{**typed, "tuesday": "10:00-11:00", **changes})
    assert (answer.status_code, sentence in answer.text, "10:00-11:00" in answer.text) == (422, True, True)
    assert valid(answer.text)


def test_a_pool_in_use_is_not_put_away(house: Company, browse: Browse) -> None:
    sam = browse(house.sam)
    refused = post(sam, "/routing/pools/1/archiving")
    assert (refused.status_code, "SQLs to the pool" in refused.text) == (409, True)
    post(sam, "/routing/rules/1/disabling")
    assert post(sam, "/routing/pools/1/archiving").status_code == 303
    assert post(sam, "/routing/pools/1/restoring").status_code == 303


def test_members_join_level_pause_and_leave(house: Company, enquire: Enquire, browse: Browse) -> None:
    for number in range(4):
        enquire(someone(number))
    newcomer = person("Nora New", Role.REP)
    newcomer.week = ALWAYS
    sam = browse(house.sam)
    joined = post(sam, "/routing/pools/1/members", user_id=newcomer.id, weight=2, cap=5, cap_per="week")
    assert joined.status_code == 303
    page = sam.get("/routing/pools/1").text
    assert "Nora New" in page
    assert "5 leads a week" in page
    again = post(sam, "/routing/pools/1/members", user_id=newcomer.id, weight=2)
    assert again.status_code == 422
    assert post(sam, "/routing/pools/1/members/3", weight=3, cap="", cap_per="open").status_code == 303
    assert post(sam, "/routing/pools/1/members/3", weight=101).status_code == 422
    assert post(sam, "/routing/pools/1/members/3", weight="many", cap=0).status_code == 422
    assert post(sam, "/routing/pools/1/members/3/pause").status_code == 303
    assert "Not active" in sam.get("/routing/pools/1").text
    assert post(sam, "/routing/pools/1/members/3/return").status_code == 303
    anew()
    member = db.session.get_one(PoolMember, 3)
    assert (member.weight, member.cap, member.paused_at, member.assigned) == (3, None, None, 0)
    assert member.calibration > 3
    assert post(sam, "/routing/pools/1/members/3/removal").status_code == 303
    sam.get("/routing/pools/1")
    assert "Nora New" not in sam.get("/routing/pools/1").text.split("Add a member")[0]


def test_a_rule_with_every_condition(house: Company, browse: Browse) -> None:
    sam = browse(house.sam)
    typed = {
        **RULE,
        "name": "Large ones",
        "target": f"user:{house.rita.id}",
        "levels": ["sql", "mql_incomplete"],
        "forms": ["contact-sales"],
        "campaigns": "q4\nspring",
        "countries": "Germany\nfr",
        "how": "any",
        "key_0": "employees",
        "op_0": "gte",
        "value_0": "1,000",
        "key_1": "interest",
        "op_1": "one_of",
        "value_1": "Get a price; See whether it fits us",
        "key_2": "phone",
        "op_2": "is_empty",
        "value_2": "",
    }
    assert post(sam, "/routing/rules/new", **typed).status_code == 303
    anew()
    when = when_from_json(db.session.get_one(RoutingRule, 2).conditions)
    assert (when.forms, when.campaigns, when.countries) == (("contact-sales",), ("q4", "spring"), ("DE", "FR"))
    assert "Germany or France" in sam.get("/routing/rules").text
    page = sam.get("/routing/rules/2").text
    for words in ("Get a price; See whether it fits us", 'value="1000"', "Germany"):
        assert words in page
    assert post(sam, "/routing/rules/2", **{**typed, "name": "Renamed"}).status_code == 303
    anew()
    assert when_from_json(db.session.get_one(RoutingRule, 2).conditions) == when


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Give the rule a name."),
        ({"target": ""}, "Say where these leads go."),
        ({"target": "pool:99"}, "Not a valid choice"),
        ({"kind": "nurture"}, "takes no leads of this kind"),
        ({"levels": ["sql", "mql_failed"]}, "Reps never get a lead that is MQL below an agreed value."),
        ({"levels": ["unqualified"]}, "Reps never get a lead that is not qualified."),
        ({"countries": "Atlantis"}, "“Atlantis” is not a country."),
        ({"key_0": "employees", "op_0": "gte", "value_0": "many"}, "number"),
        ({"key_0": "employees", "op_0": "gte", "value_0": ""}, "Enter a value to compare with."),
        ({"key_0": "employees", "op_0": "contains", "value_0": "x"}, "cannot be compared like that"),
        ({"key_0": "interest", "op_0": "one_of", "value_0": "Nonsense"}, "Choose from the options"),
        ({"key_0": "nonsense", "op_0": "eq", "value_0": "1"}, "Not a valid choice"),
    ],
)
def test_a_rule_that_cannot_be_keeps_what_was_typed(
    house: Company, browse: Browse, changes: dict[str, object], sentence: str
) -> None:
    typed = {**RULE, "name": "Mine", "target": "pool:1", "campaigns": "kept-campaign", **changes}
    answer = post(browse(house.sam), "/routing/rules/new", **typed)
    assert (answer.status_code, sentence in answer.text, "kept-campaign" in answer.text) == (422, True, True)
    assert valid(answer.text)


def test_a_condition_deeper_than_the_form_is_kept(house: Company, browse: Browse) -> None:
    rule = db.session.get_one(RoutingRule, 1)
    deep = {"all": [{"not": {"key": "country", "op": "eq", "value": "DE"}}]}
    rule.conditions = {"condition": deep}
    sam = browse(house.sam)
    assert "keeps it" in sam.get("/routing/rules/1").text
    assert post(sam, "/routing/rules/1", **RULE, name="Renamed", target="pool:1").status_code == 303
    anew()
    kept = when_from_json(rule.conditions).condition
    assert (rule.name, kept) == ("Renamed", All((Not(Test("country", Operator.EQ, "DE")),)))


def test_rules_change_places_are_switched_off_and_deleted(house: Company, browse: Browse) -> None:
    sam = browse(house.sam)
    for name in ("Second", "Third"):
        post(sam, "/routing/rules/new", **RULE, name=name, target="pool:1")
    post(sam, "/routing/rules/3/place/1")
    anew()
    ordered = select(RoutingRule.name).order_by(RoutingRule.position)
    assert list(db.session.scalars(ordered)) == ["Third", "SQLs to the pool", "Second"]
    post(sam, "/routing/rules/1/disabling")
    assert "Switch on" in sam.get("/routing/rules").text
    post(sam, "/routing/rules/1/enabling")
    post(sam, "/routing/rules/3/deletion")
    anew()
    assert list(db.session.scalars(ordered)) == ["SQLs to the pool", "Second"]


def test_a_trial_names_rule_and_rep_and_assigns_nothing(house: Company, enquire: Enquire, browse: Browse) -> None:
    enquire()
    sam = browse(house.sam)
    before = db.session.get_one(PoolMember, 1).assigned
    page = sam.get("/routing/trial?level=sql&form=contact-sales&country=DE").text
    assert "The rule “SQLs to the pool” decides" in page
    assert "has the lowest level" in page
    assert "The nurture owner would get it." in sam.get("/routing/trial?level=mql_failed").text
    anew()
    assert db.session.get_one(PoolMember, 1).assigned == before


def test_a_trial_asks_what_the_rules_look_at(house: Company, browse: Browse) -> None:
    sam = browse(house.sam)
    post(sam, "/routing/rules/1", **RULE, name="Large", target="pool:1", key_0="employees", op_0="gte", value_0="500")
    assert "Large” decides" in sam.get("/routing/trial?level=sql&employees=600").text
    assert "No rule takes such a lead" in sam.get("/routing/trial?level=sql&employees=10").text
    refused = sam.get("/routing/trial?level=sql&employees=lots").text
    assert "decides" not in refused
    assert "lots" in refused


def test_a_held_lead_is_given_to_somebody(house: Company, enquire: Enquire, browse: Browse) -> None:
    house.rita.week = house.rob.week = "{}"
    db.session.commit()
    lead = enquire()
    sam = browse(house.sam)
    assert "Priya Raman" in sam.get("/routing/held").text
    assert "Priya Raman" in sam.get("/inbox?view=waiting").text
    page = sam.get(f"/leads/{lead.id}").text
    assert "Why nobody yet" in page
    assert "Outside working hours" in page
    assert post(sam, f"/leads/{lead.id}/move", user_id=house.rob.id, credit="yes").status_code == 303
    anew()
    assert (lead.status.value, lead.owner_id) == ("offered", house.rob.id)
    assert "No lead waits" in sam.get("/routing/held").text


def test_the_team_with_loads_and_absences(house: Company, enquire: Enquire, browse: Browse) -> None:
    accepted(enquire())
    sam = browse(house.sam)
    assert "Rita Rep" in sam.get("/routing/reps").text
    start = utcnow() + timedelta(days=1)
    times = {"starts_at": f"{start:%Y-%m-%dT%H:%M}", "ends_at": f"{start + timedelta(days=2):%Y-%m-%dT%H:%M}"}
    address = f"/routing/reps/{house.rita.id}/absences"
    assert post(sam, address, **times, note="Holiday").status_code == 303
    assert "Holiday" in sam.get(f"/routing/reps/{house.rita.id}").text
    swapped = post(sam, address, starts_at=times["ends_at"], ends_at=times["starts_at"], note="Kept")
    assert (swapped.status_code, "must end after it starts" in swapped.text, "Kept" in swapped.text) == (
        422,
        True,
        True,
    )
    assert post(sam, address, starts_at="0001-01-01T00:00", ends_at="soon").status_code == 422
    anew()
    absence = db.session.scalars(select(Absence)).one()
    assert post(sam, f"{address}/{absence.id}/removal").status_code == 303
    assert post(sam, f"{address}/{absence.id}/removal").status_code == 404


def test_days_off(house: Company, browse: Browse) -> None:
    sam = browse(house.sam)
    day = (utcnow() + timedelta(days=40)).date().isoformat()
    assert post(sam, "/routing/days-off", day=day, name="Founders’ day").status_code == 303
    again = post(sam, "/routing/days-off", day=day, name="Kept words")
    assert (again.status_code, "Kept words" in again.text, "off already" in again.text) == (422, True, True)
    assert post(sam, "/routing/days-off", day="never", name="").status_code == 422
    assert post(sam, f"/routing/days-off/{day}/removal").status_code == 303
    anew()
    assert db.session.scalars(select(DayOff)).all() == []


def test_pages_cost_the_same_whatever_they_list(app: Flask, house: Company, browse: Browse) -> None:
    sam = browse(house.sam)

    def costs() -> list[int]:
        pages = ("/routing", "/routing/pools/1", "/routing/rules", "/routing/reps", "/routing/held")
        return [len(statements(app, lambda page=page: sam.get(page))) for page in pages]

    post(sam, "/routing/rules/new", **RULE, name="Rule", target=f"user:{house.rita.id}")
    costs()
    few = costs()
    for number in range(4):
        post(sam, "/routing/rules/new", **RULE, name=f"Rule {number}", target=f"user:{house.rita.id}")
        begin_write()
        newcomer = person(f"Newcomer {number}", Role.REP)
        let_in(newcomer)
        post(sam, "/routing/pools/1/members", user_id=newcomer.id, weight=1)
    assert costs() == few
