"""Runs every check and every test there is, and says in its last lines what it skipped."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass

PYTHON = sys.executable
BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
COUNTED = re.compile(r"(\d+) (passed|failed|error|errors|skipped)\b")


@dataclass(frozen=True)
class Step:
    """One command; ``skipped`` says why it cannot be run here."""

    name: str
    command: tuple[str, ...]
    skipped: str = ""


def chromium() -> str | None:
    """Return a Chromium; install the system's own where that is possible."""
    found = next((path for path in BROWSERS if os.path.exists(path)), None)
    if found or not shutil.which("apt-get") or os.geteuid() != 0:
        return found
    print("Installing Chromium with the system's package manager…", flush=True)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(["apt-get", "update"], check=False, **quiet)
    subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", "chromium"], check=False, **quiet)
    return next((path for path in BROWSERS if os.path.exists(path)), None)


def steps() -> list[Step]:
    pytest = (PYTHON, "-m", "pytest", "-n", str(max(2, os.cpu_count() or 2)), "--dist", "worksteal")
    browser = chromium()
    no_browser = "" if browser else "no Chromium here, and it could not be installed: install the package chromium"
    return [
        Step("ruff", (PYTHON, "-m", "ruff", "check", ".")),
        Step("ruff format", (PYTHON, "-m", "ruff", "format", "--check", ".")),
        Step("mypy", (PYTHON, "-m", "mypy")),
        Step("tests on SQLite", (*pytest, "--ignore", "tests/browser")),
        Step("tests on PostgreSQL", (*pytest, "--ignore", "tests/browser", "--database", "postgres")),
        Step(
            "journeys in Chromium", (PYTHON, "-m", "pytest", "tests/browser", "--chromium", browser or ""), no_browser
        ),
    ]


def run(step: Step) -> tuple[bool, Counter[str]]:
    """Run one step, showing what it prints, and return whether it passed and what it counted."""
    print(f"\n=== {step.name}", flush=True)
    counts: Counter[str] = Counter()
    with subprocess.Popen(step.command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout
        for line in process.stdout:
            print(line, end="", flush=True)
            if " in " in line and (found := COUNTED.findall(line)):
                counts = Counter({kind.rstrip("s") if kind == "errors" else kind: int(n) for n, kind in found})
    return process.returncode == 0, counts


def main() -> int:
    started, total, failed, skipped = time.monotonic(), Counter[str](), [], []
    for step in steps():
        if step.skipped:
            skipped.append(f"{step.name}: {step.skipped}")
            continue
        passed, counts = run(step)
        total += counts
        if not passed:
            failed.append(step.name)
    print(f"\nEverything ran in {time.monotonic() - started:.0f} s.")
    print("Failed: " + (", ".join(failed) or "nothing"))
    print("Skipped: " + ("; ".join(skipped) or "nothing"))
    print(
        f"{total['passed']} passed, {total['failed'] + total['error']} failed, {total['skipped'] + len(skipped)} skipped"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
