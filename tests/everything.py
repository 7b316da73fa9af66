"""Runs every check and every test there is; its last lines say how long each took, and what was skipped and why."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue

from tests.pdf import verapdf

PYTHON = sys.executable
STANDARDS = "tests/records/test_standards.py"
BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
COUNTED = re.compile(r"(\d+) (passed|failed|error|errors|skipped)\b")
# A worker that may not keep what it compiled compiles the tests again, as every server and command that a test starts does.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
AT_ONCE = 2  # steps: the journeys often wait for a browser, and leave a processor to the others


@dataclass(frozen=True)
class Step:
    """One command; ``skipped`` says why it cannot be run here."""

    name: str
    command: tuple[str, ...]
    skipped: str = ""


@dataclass
class Run:
    """What became of a step: the ``lines`` that it prints, ended by None, and what those counted."""

    step: Step
    lines: SimpleQueue[str | None] = field(default_factory=SimpleQueue)
    counts: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    passed: bool = False

    def carry_out(self) -> None:
        started = time.monotonic()
        try:
            with subprocess.Popen(
                self.step.command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                env=ENVIRONMENT,
            ) as process:  # fmt: skip
                assert process.stdout
                for line in process.stdout:
                    self.lines.put(line)
            self.passed = process.returncode == 0
        except OSError as problem:
            self.lines.put(f"{problem}\n")
        finally:
            self.seconds = time.monotonic() - started
            self.lines.put(None)

    def show(self) -> None:
        """Print the lines as they come, until the step has ended."""
        print(f"\n=== {self.step.name}", flush=True)
        while (line := self.lines.get()) is not None:
            print(line, end="", flush=True)
            if " in " in line and (found := COUNTED.findall(line)):
                self.counts = Counter({"error" if kind == "errors" else kind: int(n) for n, kind in found})


def install(*packages: str) -> None:
    """Install packages of the system, where that is possible."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return
    print(f"Installing {', '.join(packages)} with the system's package manager…", flush=True)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(["apt-get", "update"], check=False, **quiet)
    subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", *packages], check=False, **quiet)


def chromium() -> str | None:
    """Return a Chromium; install the system's own where there is none."""
    if not any(map(os.path.exists, BROWSERS)):
        install("chromium")
    return next(filter(os.path.exists, BROWSERS), None)


def no_verapdf() -> str:
    """Return why no PDF can be validated here; install the system's own Java where there is none."""
    if not verapdf.has_java():
        install(*verapdf.DEBIAN_PACKAGES)
    return verapdf.missing()


def files_for_both_engines() -> list[str]:
    """Return the files of tests that name the marker: PostgreSQL need not collect the others."""
    return sorted(str(path) for path in Path("tests").rglob("test_*.py") if "both_engines" in path.read_text())


def steps() -> list[Step]:
    """Return every step in the order in which they begin. The longest that leaves a processor idle is first of the long."""
    pytest = (PYTHON, "-m", "pytest")
    on_all = (
        *pytest,
        "-n",
        str(max(2, os.cpu_count() or 2)),
        "--dist",
        "worksteal",
        "--ignore",
        "tests/browser",
        "--ignore",
        STANDARDS,
        "-rs",
    )
    browser = chromium()
    no_browser = "" if browser else "no Chromium here, and it could not be installed: install the package chromium"
    return [
        Step("ruff", (PYTHON, "-m", "ruff", "check", ".")),
        Step("ruff format", (PYTHON, "-m", "ruff", "format", "--check", ".")),
        Step("mypy", (PYTHON, "-m", "mypy")),
        Step("journeys in Chromium", (*pytest, "tests/browser", "--chromium", browser or ""), no_browser),
        Step("PDFs in veraPDF", (*pytest, STANDARDS, "-rs"), no_verapdf()),
        Step("tests on SQLite", on_all),
        Step("tests on PostgreSQL", (*on_all, "--database", "postgres", *files_for_both_engines())),
    ]


def summary(runs: list[Run], skipped: list[Step], seconds: float) -> str:
    """Return a table of the steps, and under it what failed, what was skipped, and the counts."""
    total = sum((run.counts for run in runs), Counter[str]())
    failed = [run.step.name for run in runs if not run.passed]
    lines = [f"{run.step.name:<24}{'passed' if run.passed else 'FAILED':<8}{run.seconds:>6.0f} s" for run in runs]
    lines += [f"{step.name:<24}skipped" for step in skipped]
    lines += [f"{'everything':<32}{seconds:>6.0f} s, up to {AT_ONCE} steps at a time", ""]
    lines.append("Failed: " + (", ".join(failed) or "nothing"))
    lines.append("Skipped: " + ("; ".join(f"{step.name}: {step.skipped}" for step in skipped) or "nothing"))
    passed, skips = total["passed"], total["skipped"] + len(skipped)
    lines.append(f"{passed} passed, {total['failed'] + total['error']} failed, {skips} skipped")
    return "\n".join(lines)


def main(every: list[Step]) -> int:
    """Run the steps, some at a time, and show each by itself: the first that has not ended as it goes."""
    started = time.monotonic()
    runs = [Run(step) for step in every if not step.skipped]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for run in runs:
            pool.submit(run.carry_out)
        try:
            for run in runs:
                run.show()
        except KeyboardInterrupt:  # Ctrl-C reached what runs as well; what waits is not begun
            pool.shutdown(cancel_futures=True)
            raise
    print("\n" + summary(runs, [step for step in every if step.skipped], time.monotonic() - started))
    return 0 if all(run.passed for run in runs) else 1


if __name__ == "__main__":
    sys.exit(main(steps()))
