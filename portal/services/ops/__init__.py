"""What every verb leaves behind: events in the history, messages in the outbox."""
