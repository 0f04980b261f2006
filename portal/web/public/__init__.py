"""Prospects: forms and signed links; no session, no sign-in."""
