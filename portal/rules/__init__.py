"""Decisions as pure functions: values in, values out; no Flask, no database, no clock."""
