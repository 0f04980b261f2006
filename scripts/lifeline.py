"""A process that ends with its parent, however the parent dies: nothing keeps a port or a database after a crash."""

import ctypes
import signal

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


def end_with_parent(number: int = signal.SIGTERM) -> None:
    """Run in the child, after the fork: asks the kernel to send it this signal when its parent is gone (Linux only)."""
    LIBC.prctl(PR_SET_PDEATHSIG, number)
