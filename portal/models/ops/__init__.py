"""Events, outgoing messages and heartbeats."""
