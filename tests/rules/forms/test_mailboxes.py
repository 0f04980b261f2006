"""Addresses that name no company, or last only minutes."""

import pytest

from portal.rules.forms.mailboxes import Mailbox, mailbox_of


@pytest.mark.parametrize(
    ("address", "sort"),
    [
        ("priya@kaveri.example", None),
        ("priya@gmail.com", Mailbox.FREE),
        ("Priya@GMAIL.COM", Mailbox.FREE),
        ("priya@mail.gmail.com", Mailbox.FREE),
        ("priya@notgmail.com", None),
        ("x@mailinator.com", Mailbox.DISPOSABLE),
        ("x@anything.mailinator.com", Mailbox.DISPOSABLE),
        ("x@mailinator.com.kaveri.example", None),
        ("", None),
        ("no address", None),
    ],
)
def test_domain_counts_with_everything_below_it(address: str, sort: Mailbox | None) -> None:
    assert mailbox_of(address) is sort
