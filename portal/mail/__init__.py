"""Composing and sending mail. Links come in as arguments; nothing here decides who is owed a mail."""
