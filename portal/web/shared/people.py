"""Roles in words."""

from collections.abc import Iterable

from portal.models.team.user import FormRight, Role

ROLE_WORDS = {
    Role.ADMIN: "Admin",
    Role.MARKETING: "Marketing",
    Role.MANAGER: "Sales manager",
    Role.REP: "Sales rep",
}
ROLE_HELP = {
    Role.ADMIN: "May do everything: people, mail, settings, and what the others may do",
    Role.MARKETING: "Forms, the agreement, nurturing MQLs, reports",
    Role.MANAGER: "Pools, routing, moving leads, deciding disputes, reports",
    Role.REP: "Accepts and works the leads that routing gives",
}


FORM_RIGHTS = (
    ("", "As the roles say"),
    (str(FormRight.NONE), "Does not see them"),
    (str(FormRight.VIEWER), "Viewer: looks at everything"),
    (str(FormRight.EDITOR), "Editor: builds drafts"),
    (str(FormRight.PUBLISHER), "Publisher: decides what visitors see"),
)
SIGNING = (("", "As the roles say"), ("yes", "Yes"), ("no", "No"))


def roles_in_words(roles: Iterable[Role]) -> str:
    """``Marketing, Sales manager``."""
    having = set(roles)
    return ", ".join(ROLE_WORDS[role] for role in Role if role in having)
