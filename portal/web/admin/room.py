"""The blueprint of the admins, with all its views."""

from portal.web.admin import history, index, ledger, mailbox, organisation, outbox, standing, users, webhooks
from portal.web.admin.blueprint import bp

__all__ = ["bp", "history", "index", "ledger", "mailbox", "organisation", "outbox", "standing", "users", "webhooks"]
