"""What import-linter cannot say about the floors: who commits, and what the rules drag in."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

EDGES = ("portal/web/", "portal/cli/", "portal/cli.py")


def sources(repository: Path) -> list[Path]:
    return sorted((repository / "portal").rglob("*.py"))


def commits(tree: ast.AST) -> Iterator[ast.Call]:
    """Calls of `….session.commit()`; a savepoint's own commit only releases it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("session.commit"):
            yield node


def test_only_the_edges_commit(repository: Path) -> None:
    committing = [
        f"{path.relative_to(repository)}:{call.lineno}"
        for path in sources(repository)
        for call in commits(ast.parse(path.read_text()))
        if not path.relative_to(repository).as_posix().startswith(EDGES)
    ]
    assert not committing


def test_nobody_asks_for_an_exception_to_imports_at_the_top(repository: Path) -> None:
    """Ruff refuses late imports; this refuses to silence it."""
    assert not [path for path in sources(repository) if "noqa: PLC0415" in path.read_text()]


@pytest.mark.parametrize("package", ["portal", "portal.rules"])
def test_rules_load_without_a_framework(repository: Path, package: str) -> None:
    program = f"import sys, {package}; print(*(name for name in ('flask', 'sqlalchemy') if name in sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", program], cwd=repository, capture_output=True, text=True, check=True
    ).stdout
    assert loaded.split() == []


def test_the_web_does_not_pay_for_what_only_commands_need(repository: Path) -> None:
    """The start of every worker waits for what is imported; these take more than a second together."""
    program = "import sys, portal.app; print(*(name for name in ('holidays', 'playwright') if name in sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", program], cwd=repository, capture_output=True, text=True, check=True
    ).stdout
    assert loaded.split() == []
