"""A load of 16 visitors who each wait for their answer before they ask again."""

import selectors
import socket
import time
from collections import deque
from dataclasses import dataclass, field
from statistics import quantiles

CONNECTIONS = 16


@dataclass(frozen=True)
class Answer:
    status: int
    head: str
    body: str


@dataclass
class Run:
    """`answers` in the order of their requests; `seconds` for all of them together; `latencies` in milliseconds."""

    seconds: float
    answers: list[Answer]
    latencies: list[float]

    @property
    def rate(self) -> float:
        return len(self.answers) / self.seconds

    @property
    def p95(self) -> float:
        return quantiles(self.latencies, n=20)[-1]

    def count(self, *statuses: int) -> int:
        return sum(answer.status in statuses for answer in self.answers)


@dataclass
class _Visit:
    number: int
    door: socket.socket
    unsent: bytes
    started: float
    received: list[bytes] = field(default_factory=list)


def drive(port: int, requests: list[bytes]) -> Run:
    """Sends every request once, each over a connection of its own, sixteen at a time."""
    waiting = deque(enumerate(requests))
    answers: dict[int, Answer] = {}
    latencies: list[float] = []
    started = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for _ in range(min(CONNECTIONS, len(waiting))):
            _visit(selector, port, *waiting.popleft())
        while selector.get_map():
            for key, _ in selector.select():
                visit: _Visit = key.data
                if visit.unsent:
                    _send(selector, visit)
                elif not _receive(visit):
                    selector.unregister(visit.door)
                    visit.door.close()
                    latencies.append((time.perf_counter() - visit.started) * 1000)
                    answers[visit.number] = _answer(visit)
                    if waiting:
                        _visit(selector, port, *waiting.popleft())
    return Run(time.perf_counter() - started, [answers[number] for number in range(len(requests))], latencies)


def get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()


def post(path: str, body: str, cookie: str = "") -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: {len(body.encode())}\r\n"
    cookies = f"Cookie: {cookie}\r\n" if cookie else ""
    return f"{head}{cookies}Content-Type: application/x-www-form-urlencoded\r\n\r\n{body}".encode()


def _visit(selector: selectors.BaseSelector, port: int, number: int, request: bytes) -> None:
    door = socket.socket()
    door.setblocking(False)
    started = time.perf_counter()
    door.connect_ex(("127.0.0.1", port))
    selector.register(door, selectors.EVENT_WRITE, _Visit(number, door, request, started))


def _send(selector: selectors.BaseSelector, visit: _Visit) -> None:
    sent = visit.door.send(visit.unsent)
    visit.unsent = visit.unsent[sent:]
    if not visit.unsent:
        selector.modify(visit.door, selectors.EVENT_READ, visit)


def _receive(visit: _Visit) -> bool:
    """False when the server has said everything and closed."""
    try:
        received = visit.door.recv(262_144)
    except ConnectionResetError:
        return False
    visit.received.append(received)
    return bool(received)


def _answer(visit: _Visit) -> Answer:
    """Status 0 where the server hung up without a word."""
    head, _, body = b"".join(visit.received).decode("utf-8", "replace").partition("\r\n\r\n")
    words = head.split(None, 2)
    return Answer(int(words[1]) if len(words) > 1 else 0, head, body)
