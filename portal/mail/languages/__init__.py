"""Baton's own sentences to visitors and prospects, in the languages that it speaks."""
