"""Reading: each function returns rows as dataclasses, ready for a page."""
