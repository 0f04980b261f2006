"""Roles in words."""

from collections.abc import Iterable

from portal.models.team.user import Role

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


def roles_in_words(roles: Iterable[Role]) -> str:
    """``Marketing, Sales manager``."""
    having = set(roles)
    return ", ".join(ROLE_WORDS[role] for role in Role if role in having)
