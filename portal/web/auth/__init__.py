"""Everybody's own account: sign-in, invitations, passwords, sessions."""
