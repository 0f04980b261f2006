"""Letters about somebody's own account."""

from portal.mail.letters.desk import Desk, name_of
from portal.models.team.link import OneTimeLink


def invitation(desk: Desk) -> None:
    """To somebody new: choose a password."""
    _about(desk)
    inviter = name_of(desk.message.payload.get("by_id"))
    desk.say("Your account is ready", "somebody gave this address when they invited you", inviter=inviter)


def reset(desk: Desk) -> None:
    """To somebody who forgot the password, or about whom somebody says so."""
    _about(desk)
    desk.say("Set a new password", "somebody asked for a new password with this address")


def _about(desk: Desk) -> None:
    link = desk.row(OneTimeLink, "link_id")
    desk.values.update(link=desk.links.one_time(link), until=desk.when(link.expires_at))
