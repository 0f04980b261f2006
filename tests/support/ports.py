"""Free ports on loopback."""

import socket


def free_port() -> int:
    """A port that nobody listens on now; another program may still take it first."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port: int = door.getsockname()[1]
        return port
