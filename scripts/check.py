"""Everything that must hold before a commit: `make test`. All checks run, whatever the others say."""

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = Path(sys.executable).parent


@dataclass(frozen=True)
class Check:
    name: str
    command: tuple[str, ...]
    shown: bool = False  # whether its output is wanted also when it passes


CHECKS = (
    Check("lint", ("ruff", "check", "--quiet", ".")),
    Check("format", ("ruff", "format", "--check", "--quiet", ".")),
    Check("types", ("mypy",)),
    Check("floors", ("lint-imports",)),
    Check("libraries", ("deptry", "--no-ansi", ".")),
    Check("templates", ("djlint", "--lint", "--quiet", "templates")),
    Check("styles", ("python", "scripts/build_css.py", "--check")),
    Check("tests", ("pytest", "-n", "2", "--dist", "worksteal", "-q"), shown=True),
)


def main() -> int:
    results = [(check.name, *run(check)) for check in CHECKS]
    print()
    for name, passed, seconds in results:
        print(f"{name:10} {'passed' if passed else 'FAILED'} {seconds:7.1f} s")
    return 0 if all(passed for _, passed, _ in results) else 1


def run(check: Check) -> tuple[bool, float]:
    print(f"{check.name}: {' '.join(check.command)}", flush=True)
    started = time.monotonic()
    command = [str(TOOLS / check.command[0]), *check.command[1:]]
    result = subprocess.run(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=not check.shown, text=True, check=False
    )
    if result.returncode and not check.shown:
        print(result.stdout + result.stderr, flush=True)
    return result.returncode == 0, time.monotonic() - started


if __name__ == "__main__":
    sys.exit(main())
