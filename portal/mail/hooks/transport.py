"""One signed call to a webhook. The address is the admin's word, so it is not trusted: every address that the name
stands for must be public, the call goes to the very address that was checked, and no redirect is followed."""

import ipaddress
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import httpx
from standardwebhooks.webhooks import Webhook as Signer

SECONDS = 10.0
LONGEST_ANSWER = 64 * 1024
Resolve = Callable[[str, int], list[str]]


class CallFailed(Exception):
    """The call did not arrive, or was not taken; ``status`` is the answer's, None where there was none."""

    def __init__(self, words: str, status: int | None = None) -> None:
        super().__init__(words)
        self.status = status


@dataclass(frozen=True)
class Call:
    """What is sent: ``id`` is the same for every attempt, so that a receiver knows what it has seen."""

    id: str
    url: str
    secret: str
    body: str


def send(call: Call, *, now: datetime, private: bool = False, resolve: Resolve | None = None) -> int:
    """The status of an answer of 200 to 299. ``private`` lets it go to this machine and its network, for tests.

    Raises CallFailed.
    """
    parts = urlsplit(call.url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    address = _checked(host, port, private=private, resolve=resolve or addresses_of)
    headers = {
        "Host": parts.netloc.rpartition("@")[2],
        "Content-Type": "application/json",
        "User-Agent": "Baton-Webhook",
        "webhook-id": call.id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Signer(call.secret).sign(call.id, now, call.body),
    }
    return _post(httpx.URL(call.url).copy_with(host=address, port=port), headers, call.body, host)


def addresses_of(host: str, port: int) -> list[str]:
    """Every address that the name stands for."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as fault:
        raise CallFailed(f"{host} was not found.") from fault
    return [str(entry[4][0]) for entry in found]


def _checked(host: str, port: int, *, private: bool, resolve: Resolve) -> str:
    addresses = resolve(host, port)
    if not addresses:
        raise CallFailed(f"{host} was not found.")
    if not private and not all(_is_public(address) for address in addresses):
        raise CallFailed(f"{host} lies in a private network, where webhooks may not go.")
    return addresses[0]


def _is_public(address: str) -> bool:
    """What the whole internet can reach; an IPv4 address in IPv6 clothes is judged as what it is."""
    plain = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(plain, "ipv4_mapped", None)
    return (mapped or plain).is_global and not plain.is_multicast


def _post(url: httpx.URL, headers: dict[str, str], body: str, host: str) -> int:
    try:
        with (
            httpx.Client(timeout=SECONDS, follow_redirects=False, trust_env=False) as client,
            client.stream(
                "POST", url, headers=headers, content=body.encode(), extensions={"sni_hostname": host}
            ) as answer,
        ):
            words = _beginning(answer)
            if not answer.is_success:
                raise CallFailed(f"Answered {answer.status_code}. {words}".strip(), answer.status_code)
            return answer.status_code
    except httpx.TimeoutException as fault:
        raise CallFailed(f"No answer within {SECONDS:.0f} seconds.") from fault
    except httpx.HTTPError as fault:
        raise CallFailed(f"{type(fault).__name__}: {fault}") from fault


def _beginning(answer: httpx.Response) -> str:
    """The first words of the answer; no more than a little of it is read."""
    read = b""
    for piece in answer.iter_bytes(4096):
        read += piece
        if len(read) >= LONGEST_ANSWER:
            break
    return " ".join(read[:200].decode("utf-8", "replace").split())
