"""Starts the real server as whoever hosts the portal would, and stops it by its own process group."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path
from typing import Self, TypeVar

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0  # seconds, for a busy machine; nothing here waits that long on an idle one
_SET_UP_LINK = re.compile(r"http://\S+/set-up/\S+")
_ANY_LINK = re.compile(r"https?://\S+")
_OF_THE_HOST = (
    "DATABASE_URL",
    "FLASK_APP",
    "FLASK_DEBUG",
    "MAIL_FROM",
    "SECRET_KEY",
    "TRUSTED_PROXIES",
    "IDLE_MINUTES",
)


def free_port() -> int:
    """Return a port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(find: Callable[[], T], what: str) -> T:
    """Return what ``find`` returns, as soon as it is true. Raises AssertionError after PATIENCE."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found := find():
            return found
        time.sleep(0.02)
    raise AssertionError(f"waited {PATIENCE:.0f} s for {what}")


class RunningPortal:
    """One server process with a folder, a database and a folder of e-mails of its own."""

    def __init__(self, folder: Path, *, command: str = "serve", workers: int = 1, script: str = "") -> None:
        """``script`` is Python that starts Flask's commands in another way than its module does."""
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.mail = folder / "mail"
        self.log = folder / "server.log"
        self._python = ("-c", script) if script else ("-m", "flask")
        few = ("--workers", str(workers)) if command == "serve" else ()
        self._command = (command, "--port", str(self.port), *few)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in _OF_THE_HOST}
        return kept | {
            "PORTAL_ENV": "production",
            "PORTAL_INSTANCE": str(self.folder / "instance"),
            "PORTAL_URL": self.url,
            "MAIL_URL": f"file:{self.mail}",
            **({"DATABASE_URL": f"sqlite:///{self.folder}/instance/demo.db"} if self._command[0] == "demo" else {}),
        }

    @property
    def process(self) -> "subprocess.Popen[bytes]":
        assert self._process, "the portal was not started"
        return self._process

    def start(self) -> Self:
        """Start the server and wait for its first answer."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, *self._python, *self._command],
                cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        wait_for(self.answers, f"the portal to answer:\n{self.printed}")
        return self

    def run(self, module: str) -> None:
        """Run a module of the tests on this portal's database, as a process of its own."""
        self.folder.mkdir(parents=True, exist_ok=True)
        done = subprocess.run([sys.executable, "-m", module], cwd=ROOT, env=self.environment, capture_output=True)
        assert done.returncode == 0, done.stderr.decode()

    def answers(self) -> bool:
        """Return whether the portal answers. Fails when its process is over."""
        assert self.process.poll() is None, f"the server ended with {self.process.returncode}:\n{self.printed}"
        try:
            with urllib.request.urlopen(f"{self.url}/alive", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def is_listening(self) -> bool:
        """Return whether anybody accepts a connection on the portal's port."""
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def signal_all(self, number: int) -> None:
        """Send a signal to the server and its workers, as a terminal does for Ctrl-C."""
        os.killpg(self.process.pid, number)

    def has_processes(self) -> bool:
        """Return whether any process of the server is left."""
        try:
            self.signal_all(0)
        except ProcessLookupError:
            return False
        return True

    def workers(self) -> list[int]:
        """Return the process numbers of the server's workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(number) for number in children.read_text().split()]

    def stop(self) -> int:
        """End the server if it still runs and return its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=PATIENCE)
        finally:
            if self.has_processes():
                self.signal_all(signal.SIGKILL)

    @property
    def printed(self) -> str:
        return self.log.read_text()

    def set_up_link(self) -> str:
        """Return the one-time link that an empty database makes the server print."""
        found = _SET_UP_LINK.findall(self.printed)
        assert len(found) == 1, self.printed
        return str(found[0])

    def letters_to(self, address: str) -> list[str]:
        """Return the text of each e-mail to an address, the oldest first."""
        letters = [
            message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(self.mail.glob("*.eml"))
        ]
        return [letter.get_content() for letter in letters if address in str(letter["To"])]

    def link_for(self, address: str) -> str:
        """Wait for an e-mail to an address and return the first link in it."""
        letter = wait_for(lambda: self.letters_to(address), f"an e-mail to {address}")[0]
        return _ANY_LINK.findall(letter)[0]
