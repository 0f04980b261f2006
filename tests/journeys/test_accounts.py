"""Coming in by an invitation, a forgotten password, and signing out elsewhere."""

import re

from playwright.sync_api import expect

from tests.support.journeys import Browsing, Mailbox, assert_usable, link_in, sign_in

IRIS = "iris.newcomer@demo.example.com"
FIRST, SECOND = "seven quiet herons 8", "eleven loud ospreys 3"


def test_invited_forgotten_and_signed_out_elsewhere(browsing: Browsing, mailbox: Mailbox) -> None:
    admin, iris, phone = browsing.open("admin"), browsing.open(), browsing.open()
    admin.goto("/admin/users/new")
    admin.get_by_role("textbox", name="Name", exact=True).fill("Iris Newcomer")
    admin.get_by_label("Email").fill(IRIS)
    admin.get_by_role("button", name="Send invitation").click()
    expect(admin).to_have_title(re.compile("^Error: Invite somebody"))
    assert_usable(admin)
    admin.get_by_label("Sales rep").check()
    admin.get_by_role("button", name="Send invitation").click()
    expect(admin.get_by_text("Iris Newcomer is invited")).to_be_visible()

    iris.goto(link_in(mailbox.wait("invitation", IRIS), "/invitation/"))
    iris.get_by_label("New password").fill("iris newcomer")
    iris.get_by_role("button", name="Join").click()
    expect(iris).to_have_title(re.compile("^Error: Welcome, Iris Newcomer"))
    assert_usable(iris)
    iris.get_by_label("New password").fill(FIRST)
    iris.get_by_role("button", name="Join").click()
    expect(iris.get_by_text("Welcome. Check your working hours")).to_be_visible()

    phone.goto("/login")
    phone.get_by_role("link", name=re.compile("[Ff]orgot")).click()
    phone.get_by_label("Email").fill(IRIS)
    phone.get_by_role("button", name="Send the link").click()
    expect(phone.get_by_role("heading", name="Look into your mail")).to_be_visible()
    phone.goto(link_in(mailbox.wait("reset", IRIS), "/password/"))
    phone.get_by_label("New password").fill(SECOND)
    phone.get_by_role("button", name="Set password").click()
    iris.goto("/inbox")
    expect(iris.get_by_role("button", name="Sign in")).to_be_visible()

    phone.context.clear_cookies()
    sign_in(phone, IRIS, SECOND)
    sign_in(iris, IRIS, SECOND)
    phone.goto("/account/sessions")
    phone.get_by_role("button", name="Sign out every other browser").click()
    expect(phone.get_by_text("Every other browser is signed out.")).to_be_visible()
    expect(phone.get_by_text("This browser")).to_be_visible()
    iris.goto("/account")
    expect(iris.get_by_role("button", name="Sign in")).to_be_visible()
