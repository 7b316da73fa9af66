"""Whatever a file makes its process do, the portal gets an answer, and nothing of that process stays."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from portal.attachments import worker
from portal.attachments.policy import FileFault, FileRefused
from portal.attachments.worker import Limits, Opened, open_in_worker
from portal.config import ROOT
from tests.attachments.hostile import pdf_of, png, progressive_jpeg, saved

pytestmark = pytest.mark.skipif(os.name == "nt", reason="these children are written for POSIX")

CLEAN_COPY = "portal.attachments.pictures:clean_copy"
ANSWER = """
import json, os, sys, time
def request():
    head = sys.stdin.buffer.readline()
    return head.decode(), sys.stdin.buffer.read(json.loads(head)["size"])
def answer(facts={}, parts=(), fault="", sizes=None):
    sizes = [len(part) for part in parts] if sizes is None else sizes
    head = json.dumps({"facts": facts, "sizes": sizes, "fault": fault, "problem": ""})
    sys.stdout.buffer.write(head.encode() + b"\\n" + b"".join(parts))
    sys.stdout.flush()
"""
Become = Callable[..., None]


@pytest.fixture
def become(monkeypatch: pytest.MonkeyPatch) -> Become:
    """Let the child be a program of the test: ``become("answer()")``; what follows is in its sys.argv."""

    def change(code: str, *arguments: object) -> None:
        command = (sys.executable, "-I", "-c", worker.STAND_IN + ANSWER + code, str(ROOT / "portal"))
        monkeypatch.setattr(worker, "COMMAND", (*command, *map(str, arguments)))

    return change


@pytest.fixture
def limit(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    return lambda **limits: monkeypatch.setattr(worker, "LIMITS", replace(worker.LIMITS, **limits))


def fault_of(data: bytes = b"") -> FileFault:
    with pytest.raises(FileRefused) as refused:
        open_in_worker(CLEAN_COPY, data)
    return refused.value.fault


def is_running(pid: int) -> bool:
    """Whether a process is there and more than an entry that waits to be read (“Z”)."""
    found = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return bool(found.stdout.strip()) and not found.stdout.startswith("Z")


def seconds_used(pid: int) -> int:
    """Return the processor time of a process, as “ps” says it on Linux and macOS: [hours:]minutes:seconds."""
    found = subprocess.run(["ps", "-o", "time=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return sum(int(float(part)) * 60**place for place, part in enumerate(reversed(found.stdout.strip().split(":"))))


def wait_until(is_so: Callable[[], bool]) -> None:
    give_up = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < give_up, "it never came to this"
        time.sleep(0.02)


def test_the_limits_are_these() -> None:
    assert Limits() == Limits(cpu=6, clock=7, memory=1_000_000_000, parts=40_000_000)
    assert worker.AT_ONCE == 2


def test_a_picture_is_opened_in_a_process_that_knows_nothing_of_the_portal() -> None:
    """Loading the web application for each file would take a second, and hand a stranger's file all its parts."""
    code = worker.STAND_IN + (
        "from portal.attachments import sandbox\n"
        "for name in sandbox.OPENERS - {'portal.pdf.verifying:examine'}: sandbox.find_opener(name)\n"
        "data = sys.stdin.buffer.read()\n"
        "sandbox.find_opener('portal.attachments.pdfs:clean_copy')(data)\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))\n"
    )
    command = [sys.executable, "-I", "-c", code, str(ROOT / "portal")]
    run = subprocess.run(command, input=saved(pdf_of()), capture_output=True, check=True)
    loaded = set(run.stdout.decode().split())
    assert loaded >= {"portal", "pypdfium2", "PIL"}
    assert loaded & {"flask", "peewee", "werkzeug", "jinja2", "wtforms", "reportlab", "cryptography"} == set()


def test_a_record_is_checked_in_a_process_that_knows_no_page_and_no_database() -> None:
    code = worker.STAND_IN + (
        "from portal.attachments import sandbox\n"
        "sandbox.find_opener('portal.pdf.verifying:examine')\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))\n"
    )
    command = [sys.executable, "-I", "-c", code, str(ROOT / "portal")]
    loaded = set(subprocess.run(command, capture_output=True, check=True, text=True).stdout.split())
    assert loaded & {"flask", "peewee", "werkzeug", "jinja2", "wtforms", "reportlab", "PIL", "pypdfium2"} == set()


def test_an_answer_comes_back_whole(become: Become) -> None:
    become("data = request()[1]; answer({'a': 'ü', 'b': 2, 'c': None}, [b'', data[-3:], bytes(2_000_000)])")
    assert open_in_worker(CLEAN_COPY, b"one\ntwo") == Opened(
        {"a": "ü", "b": 2, "c": None}, [b"", b"two", bytes(2_000_000)]
    )


def test_the_request_carries_the_limits(become: Become) -> None:
    become("answer({'head': request()[0]})")
    head = json.loads(str(open_in_worker(CLEAN_COPY, b"").facts["head"]))
    assert head["limits"] == {"cpu": 6, "clock": 60, "memory": 1_000_000_000, "parts": 40_000_000}
    assert head["opener"] == CLEAN_COPY


def test_the_process_gets_no_secrets_no_files_and_an_empty_folder(
    become: Become, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SECRET_KEY", "a secret of the portal")
    become("answer({'env': ' '.join(os.environ), 'here': len(os.listdir()), 'fds': ' '.join(os.listdir('/dev/fd'))})")
    with (tmp_path / "opened").open("w") as ours:
        os.set_inheritable(ours.fileno(), True)
        facts = open_in_worker(CLEAN_COPY, b"").facts
    assert set(str(facts["env"]).split()) <= {"LC_CTYPE", "SYSTEMROOT", "LD_LIBRARY_PATH", "__CF_USER_TEXT_ENCODING"}
    assert facts["here"] == 0
    assert len(str(facts["fds"]).split()) == 4  # its three, and the one that lists them


def test_an_opener_that_is_not_listed_is_not_run() -> None:
    with pytest.raises(FileRefused):
        open_in_worker("os:system", b"true")


@pytest.mark.parametrize(
    "code",
    [
        "",
        "print('garbage')",
        "sys.stdout.buffer.write(bytes(5_000_000))",
        "print('[' * 9_000)",
        "print('{}')",
        "print('[]')",
        "print('null')",
        "answer(sizes=[1])",
        "answer(sizes=[-1, 1])",
        "answer(sizes=['1'])",
        "answer(sizes=[True], parts=[b'a'])",
        "answer(sizes=7)",
        "answer(parts=[b'a'], sizes=[])",
        "answer(facts={'a': [1]})",
        "answer(facts={'a': {'b': 1}})",
        "answer(facts={'a': 1.5})",
        "answer(facts=[1])",
        "answer(facts={'a': 'x' * 20_000})",
        "answer(fault='no fault of ours')",
        "answer(fault=['damaged'])",
        "answer(); sys.exit(3)",
        "raise RuntimeError",
        "os.kill(os.getpid(), 11)",
        "sys.stdin.close(); sys.exit(1)",
    ],
)
def test_a_process_that_dies_or_answers_nonsense_has_met_a_damaged_file(become: Become, code: str) -> None:
    become(code)
    assert fault_of(b"x" * 1_000_000) is FileFault.DAMAGED


@pytest.mark.parametrize("fault", [FileFault.LOCKED, FileFault.ANIMATED, FileFault.TOO_MUCH_WORK])
def test_what_the_opener_says_is_passed_on(become: Become, fault: FileFault) -> None:
    become(f"answer(fault={fault.value!r})")
    assert fault_of() is fault


@pytest.mark.parametrize(
    "code",
    [
        "time.sleep(1_000)",
        "os.close(1); time.sleep(1_000)",
        "answer(); time.sleep(1_000)",
        "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(1_000)",
    ],
)
def test_a_process_that_sleeps_is_ended_by_the_clock(
    become: Become, limit: Callable[..., None], tmp_path: Path, code: str
) -> None:
    note = tmp_path / "pid"
    limit(clock=2)
    become("open(sys.argv[2], 'w').write(str(os.getpid()));" + code, note)
    assert fault_of(bytes(1_000_000)) is FileFault.TOO_MUCH_WORK
    with pytest.raises(ChildProcessError):  # it was waited for: no zombie
        os.waitpid(int(note.read_text()), os.WNOHANG)
    assert not is_running(int(note.read_text()))


@pytest.mark.parametrize("after", ["time.sleep(1_000)", "answer(); os._exit(0)"])
def test_what_a_process_started_ends_with_it(
    become: Become, limit: Callable[..., None], tmp_path: Path, after: str
) -> None:
    note = tmp_path / "pid"
    limit(clock=2)
    become(f"pid = os.fork() or time.sleep(1_000); open(sys.argv[2], 'w').write(str(pid)); {after}", note)
    assert fault_of() is FileFault.TOO_MUCH_WORK  # the second keeps the pipe open
    wait_until(lambda: not is_running(int(note.read_text())))


def test_what_runs_away_from_its_process_holds_up_nobody(
    become: Become, limit: Callable[..., None], tmp_path: Path
) -> None:
    note = tmp_path / "pid"
    limit(clock=2)
    code = "if pid := os.fork(): open(sys.argv[2], 'w').write(str(pid)); answer(); os._exit(0)\n"
    become(code + "os.setsid(); time.sleep(1_000)", note)
    assert fault_of() is FileFault.TOO_MUCH_WORK
    os.kill(int(note.read_text()), signal.SIGKILL)


@pytest.mark.parametrize("code", ["while True: os.write(1, bytes(1_000_000))", "answer(parts=[bytes(41_000_000)])"])
def test_an_endless_answer_is_cut_short(become: Become, code: str) -> None:
    become(code)
    assert fault_of() is FileFault.TOO_MUCH_WORK


def test_the_processor_limit_is_kept_by_the_system(limit: Callable[..., None]) -> None:
    limit(cpu=1)
    assert fault_of(progressive_jpeg(5000, 5000, 20_000)) is FileFault.TOO_MUCH_WORK


@pytest.mark.skipif(sys.platform != "linux", reason="only here is the limit of memory kept")
def test_the_memory_limit_is_kept_by_the_system(limit: Callable[..., None], become: Become) -> None:
    large = png(5000, 5000, bits=8, kind=6)
    assert open_in_worker(CLEAN_COPY, large).parts[0].startswith(b"\x89PNG")
    limit(memory=120_000_000)
    assert fault_of(large) is FileFault.TOO_MUCH_WORK
    become("from portal.attachments import sandbox; sandbox.limit({'cpu': 6, 'clock': 60, 'memory': 10**9})\n"
           "try: bytearray(10**9)\n"
           "except MemoryError: answer({'refused': 1})")  # fmt: skip
    assert open_in_worker(CLEAN_COPY, b"").facts == {"refused": 1}


def test_no_file_can_be_written_by_the_process(become: Become) -> None:
    become("from portal.attachments import sandbox; sandbox.limit({'cpu': 6, 'clock': 60, 'memory': 10**9})\n"
           "open('left-behind', 'wb', buffering=0).write(b'x'); answer()")  # fmt: skip
    assert fault_of() is FileFault.DAMAGED


def test_a_child_whose_parent_was_killed_ends_by_itself(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    child = (
        "from portal.attachments import sandbox\n"
        "import os, time\n"
        "open(sys.argv[2], 'w').write(str(os.getpid()))\n"
        "sandbox.limit({'cpu': 6, 'clock': 1, 'memory': 10**9})\n"
        "while True: time.sleep(1)\n"
    )
    parent = (
        "import sys\n"
        "from portal.attachments import worker\n"
        "worker.COMMAND = (sys.executable, '-I', '-c', worker.STAND_IN + sys.argv[1], *sys.argv[2:4])\n"
        "worker.open_in_worker('', b'')\n"
    )
    command = [sys.executable, "-c", parent, child, str(ROOT / "portal"), str(note)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL)
    wait_until(lambda: note.exists() and note.read_text() != "")
    process.kill()
    process.wait()
    wait_until(lambda: not is_running(int(note.read_text())))


def test_a_child_that_is_opening_a_file_ends_with_its_parent(tmp_path: Path) -> None:
    """Long before any limit, whatever library it is in."""
    note, bomb = tmp_path / "pid", tmp_path / "bomb"
    bomb.write_bytes(progressive_jpeg(7000, 7000, 20_000))
    parent = (
        "import sys\n"
        "from pathlib import Path\n"
        "from dataclasses import replace\n"
        "from portal.attachments import worker\n"
        "worker.LIMITS = replace(worker.LIMITS, cpu=500, clock=500)\n"
        "end = worker.subprocess.Popen\n"
        "def popen(*given, **options):\n"
        "    process = end(*given, **options)\n"
        "    Path(sys.argv[1]).write_text(str(process.pid))\n"
        "    return process\n"
        "worker.subprocess.Popen = popen\n"
        "worker.open_in_worker(sys.argv[2], Path(sys.argv[3]).read_bytes())\n"
    )
    process = subprocess.Popen([sys.executable, "-c", parent, note, CLEAN_COPY, bomb], cwd=ROOT)
    wait_until(lambda: note.exists() and note.read_text() != "")
    child = int(note.read_text())
    wait_until(lambda: seconds_used(child) > 1)
    process.kill()
    process.wait()
    wait_until(lambda: not is_running(child))  # of itself it would go on for minutes


def test_a_file_is_opened_until_a_moment_and_not_beyond(become: Become) -> None:
    become("time.sleep(1_000)")
    with pytest.raises(FileRefused) as refused:
        open_in_worker(CLEAN_COPY, b"", until=time.monotonic() + 1)
    assert refused.value.fault is FileFault.OUT_OF_TIME
    become("answer()")
    with pytest.raises(FileRefused) as refused:
        open_in_worker(CLEAN_COPY, b"", until=time.monotonic())
    assert refused.value.fault is FileFault.OUT_OF_TIME
    assert open_in_worker(CLEAN_COPY, b"", until=time.monotonic() + 60) == Opened({}, [])


def test_two_are_open_at_once_and_never_three(become: Become, tmp_path: Path) -> None:
    log = tmp_path / "log"
    become(
        "def note(sign):\n"
        "    with open(sys.argv[2], 'ab', buffering=0) as log: log.write(sign)\n"
        "note(b'+')\n"
        # Two wait for each other; whoever comes after them finds a partner noted already.
        "while open(sys.argv[2], 'rb').read().count(b'+') < 2: time.sleep(0.01)\n"
        "time.sleep(0.2)\n"
        "note(b'-')\n"
        "answer()",
        log,
    )
    threads = [threading.Thread(target=open_in_worker, args=(CLEAN_COPY, b"")) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    signs = log.read_text()
    running = [signs[:place].count("+") - signs[:place].count("-") for place in range(len(signs) + 1)]
    assert len(signs) == 8
    assert max(running) == 2


def test_a_file_whose_turn_does_not_come_is_told_so_and_a_dead_process_holds_no_place(
    monkeypatch: pytest.MonkeyPatch, become: Become
) -> None:
    """The places are shared by all processes of a portal."""
    hold = (
        "import sys, time; from pathlib import Path; from portal.attachments import worker\n"
        "held = [worker._free_place(Path(sys.argv[1])) for _ in range(3)]\n"
        "print([file is not None for file in held], flush=True); time.sleep(1_000)\n"
    )
    command = [sys.executable, "-c", hold, str(worker.WITHOUT_APP)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "[True, True, False]"
        monkeypatch.setattr(worker, "TURN_TIMEOUT", 0.1)
        become("answer()")
        assert fault_of() is FileFault.BUSY
        holder.kill()
    assert open_in_worker(CLEAN_COPY, b"") == Opened({}, [])


def test_when_enough_requests_wait_the_next_is_told_at_once(monkeypatch: pytest.MonkeyPatch, become: Become) -> None:
    """However many send files, most threads of the server answer other people."""
    become("answer()")
    monkeypatch.setattr(worker, "QUEUE", threading.BoundedSemaphore(1))
    with worker.QUEUE:
        assert fault_of() is FileFault.BUSY
    assert open_in_worker(CLEAN_COPY, b"") == Opened({}, [])


def test_no_process_to_be_had_is_a_matter_of_the_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "COMMAND", ("/no/such/program",))
    assert fault_of() is FileFault.BUSY
