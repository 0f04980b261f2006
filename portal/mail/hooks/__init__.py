"""Calls to webhooks: what they say, and how they get there."""
