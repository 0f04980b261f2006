"""The field library: own keys, options with stable ids, retiring."""

from datetime import datetime
from decimal import Decimal

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from portal.models.agreement.library import LibraryKey
from portal.models.agreement.version import AgreementVersion
from portal.models.team.user import User
from portal.rules.agreement.terms import Side
from portal.rules.questions.key import Key, KeyKind, Option, TypeName
from portal.rules.questions.library import STARTER_LIBRARY
from portal.services.agreement import library, signing, usage

Db = scoped_session[Session]
SEATS = Key("seats", TypeName.WHOLE, KeyKind.SIZING, "Number of seats")


def choice(*options: Option) -> Key:
    return Key("region", TypeName.CHOICE, KeyKind.NEED, "Region", options=options)


def offered() -> list[str]:
    known = library.keys()
    return [key.key for key in known]


@pytest.fixture
def region(session: Db, mary: User, now: datetime) -> LibraryKey:
    return library.add_key(choice(Option("north", "North"), Option("south", "South")), by=mary, now=now)


def test_an_empty_library_gets_the_starter_keys_once(session: Db, now: datetime) -> None:
    library.seed_library(now)
    library.seed_library(now)
    assert library.keys() == STARTER_LIBRARY


def test_an_own_key_comes_last(session: Db, mary: User, now: datetime) -> None:
    library.seed_library(now)
    library.add_key(SEATS, by=mary, now=now)
    assert library.keys()[-1] == SEATS


@pytest.mark.parametrize("name", ["", "Seats", "1st", "two words", "a" * 61, "utm_source", "form_token", "csrf_token"])
def test_a_key_needs_a_name_that_forms_can_post(session: Db, mary: User, now: datetime, name: str) -> None:
    with pytest.raises(library.NameRefused):
        library.add_key(Key(name, TypeName.TEXT, KeyKind.NEED, "Label"), by=mary, now=now)


def test_two_keys_cannot_have_one_name(session: Db, mary: User, now: datetime) -> None:
    library.add_key(SEATS, by=mary, now=now)
    with pytest.raises(library.NameRefused, match="already"):
        library.add_key(SEATS, by=mary, now=now)


@pytest.mark.parametrize(
    "options",
    [
        (),
        (Option("a", "Same"), Option("b", "same")),
        (Option("a", "One"), Option("a", "Two")),
        (Option("a", "To ten", Decimal(0), Decimal(10)), Option("b", "From ten", Decimal(10), None)),
    ],
    ids=["none", "one label twice", "one id twice", "overlapping bands"],
)
def test_unsound_options_are_refused(session: Db, mary: User, now: datetime, options: tuple[Option, ...]) -> None:
    with pytest.raises(library.OptionsRefused):
        library.add_key(choice(*options), by=mary, now=now)


def test_only_choices_have_options(session: Db, mary: User, now: datetime) -> None:
    with pytest.raises(library.OptionsRefused):
        library.add_key(Key("x", TypeName.TEXT, KeyKind.NEED, "X", options=(Option("a", "A"),)), by=mary, now=now)


def test_bands_keep_their_ends(session: Db, mary: User, now: datetime) -> None:
    bands = (Option("s", "Small", None, Decimal("9.5")), Option("l", "Large", Decimal("9.6"), None))
    library.add_key(choice(*bands), by=mary, now=now)
    session.expire_all()
    assert library.keys()[0].options == bands


def test_rewording_keeps_the_key(region: LibraryKey, mary: User, now: datetime) -> None:
    library.reword(region, label="Where are you?", help="Roughly.", by=mary, now=now)
    key = library.as_key(region)
    assert (key.key, key.label, key.help) == ("region", "Where are you?", "Roughly.")


def test_an_unused_option_goes(region: LibraryKey, mary: User, now: datetime) -> None:
    library.set_options(region, [Option("north", "North")], by=mary, now=now)
    assert [option.id for option in library.as_key(region).options] == ["north"]


def test_an_agreed_option_is_retired_instead(
    session: Db, draft: AgreementVersion, mary: User, sam: User, now: datetime
) -> None:
    signing.propose(draft, mary, now)
    interest = session.get_one(LibraryKey, "interest")
    kept = [option for option in library.as_key(interest).options if option.id != "partnership"]
    library.set_options(interest, kept, by=mary, now=now)
    by_id = {option.id: option for option in library.as_key(interest).options}
    assert by_id["partnership"].retired
    assert not by_id["pricing"].retired


def test_the_ends_of_an_agreed_band_stay(session: Db, draft: AgreementVersion, mary: User, now: datetime) -> None:
    signing.propose(draft, mary, now)
    revenue = session.get_one(LibraryKey, "annual_revenue")
    first, *rest = library.as_key(revenue).options
    with pytest.raises(library.OptionsRefused, match="other limits"):
        library.set_options(revenue, [Option(first.id, first.label, Decimal(1), first.high), *rest], by=mary, now=now)


def test_a_key_that_is_agreed_is_not_retired(
    session: Db, draft: AgreementVersion, mary: User, sam: User, now: datetime
) -> None:
    signing.propose(draft, mary, now)
    signing.sign(draft, Side.MARKETING, mary, now)
    signing.sign(draft, Side.SALES, sam, now)
    with pytest.raises(library.StillAgreed, match="version 1"):
        library.retire(session.get_one(LibraryKey, "phone"), by=mary, now=now)


def test_a_key_that_only_a_draft_names_may_be_retired(
    session: Db, draft: AgreementVersion, mary: User, now: datetime
) -> None:
    phone = session.get_one(LibraryKey, "phone")
    library.retire(phone, by=mary, now=now)
    assert "phone" not in offered()
    library.restore(phone, by=mary, now=now)
    assert "phone" in offered()


def test_the_page_says_where_a_key_is_used(draft: AgreementVersion) -> None:
    uses = usage.uses()
    assert uses["work_email"].agreements == [(1, draft.status)]
    assert uses["work_email"].forms == []


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Number of seats", "number_of_seats"),
        ("24/7 help?", "help"),
        ("Größe", "gr_e"),
        ("???", ""),
        ("A" * 90, "a" * 60),
    ],
)
def test_a_name_is_made_from_the_label(label: str, name: str) -> None:
    assert library.name_from(label) == name
