"""Admins: users, mail, ledger, history."""
