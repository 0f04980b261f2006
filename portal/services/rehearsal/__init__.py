"""Test visitors: kept, run, and asked before a form is published or an agreement is signed."""
