"""Passwords at rest: Argon2id, and the same work whether or not there is an account to check against."""

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

Cost = Literal["standard", "test"]
"""``standard`` is OWASP's Argon2id setting; ``test`` makes tests quick and is refused in production (config.py)."""

_MEMORY_KIB: dict[Cost, int] = {"standard": 19_456, "test": 8}
_PASSES: dict[Cost, int] = {"standard": 2, "test": 1}

# Hashes of thrown-away random passwords: what is checked when nobody has the address that was typed.
_NOBODY: dict[Cost, str] = {
    "standard": "$argon2id$v=19$m=19456,t=2,p=1$9O30piIZ9FfRZBGDrZ9XSg$G1a+0QCu2ES0ybdy5Lko/jV/LYo0s17SrvWVTHgBIxE",
    "test": "$argon2id$v=19$m=8,t=1,p=1$dqysMzq2q+j8cmnozvZKpg$tI5yT62yoe+NEd1BVFR+LoMOiXKpS4VefFm1IYdCiNQ",
}


@dataclass(frozen=True)
class Check:
    """Whether the password is right, and whether its hash should be made again at today's cost."""

    right: bool
    stale: bool = False


def hash_password(password: str, cost: Cost = "standard") -> str:
    """What is stored: Argon2id with its parameters and a random salt."""
    return _hasher(cost).hash(_composed(password))


def verify(password: str, stored: str | None, cost: Cost = "standard") -> Check:
    """Check against the stored hash. Without one (nobody has that name, or no password yet) the work is the same."""
    hasher = _hasher(cost)
    try:
        hasher.verify(stored or _NOBODY[cost], _composed(password))
    except (VerificationError, InvalidHashError):
        return Check(right=False)
    return Check(right=stored is not None, stale=stored is not None and hasher.check_needs_rehash(stored))


@cache
def _hasher(cost: Cost) -> PasswordHasher:
    return PasswordHasher(memory_cost=_MEMORY_KIB[cost], time_cost=_PASSES[cost], parallelism=1)


def _composed(password: str) -> str:
    """One form for characters that keyboards write in two ways (é), so that every machine can sign in."""
    return unicodedata.normalize("NFKC", password)
