"""From the queue to the rep and back: routing, offers, promises, returns."""
