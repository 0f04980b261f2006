"""Signing in, invitations, passwords, and what users change about themselves."""
