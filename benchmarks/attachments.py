"""What opening files from strangers costs: processor and memory for each, and how pages answer meanwhile.

Bombs are small files that want much; each ends at a limit or is taken. Lines read: name value unit.
"""

import io
import os
import random
import re
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "benchmarks"))
ROUNDS, REQUESTS, PHOTO, SCAN, FORMS, SCANS = 5, 100, (4000, 3000), (2480, 3508), 32, 1000
MANY, LARGE = (2048, 2048), (7000, 7000)  # the hostile pictures of many forms, and of one form of ten


def photograph(size, quality=90):
    """Return a JPEG with the noise of a camera."""
    from PIL import Image

    image = Image.frombytes(
        "RGB", (size[0] // 4, size[1] // 4), random.Random(1).randbytes(size[0] * size[1] // 16 * 3)
    )
    target = io.BytesIO()
    image.resize(size).save(target, "JPEG", quality=quality)
    return target.getvalue()


def scanned(pages):
    """Return a PDF of pages of A4 as a scanner makes it, at 300 dots to the inch."""
    from pikepdf import Name

    from tests.attachments.hostile import picture_in_pdf

    width, height = SCAN
    jpeg = photograph(SCAN, quality=60)
    return picture_in_pdf(width, height, body=jpeg, pages=pages, Filter=Name.DCTDecode, ColorSpace=Name.DeviceRGB)


def bombs():
    """Return every hostile file of the tests, those first that once kept the portal busy."""
    from tests.attachments.test_bombs import FILES

    return {re.sub(r"\W+", "_", name): make for name, (make, _allowed) in FILES.items()}


def files():
    ordinary = {"photo": lambda: photograph(PHOTO), "scan_of_3_pages": lambda: scanned(3)}
    return {name: make() for name, make in {**ordinary, **bombs()}.items()}


def opened(data):
    """Return what became of a file: “taken”, or why not."""
    from portal.attachments.policy import CLEAN_COPY, FileRefused, recognise
    from portal.attachments.worker import open_in_worker

    try:
        open_in_worker(CLEAN_COPY[recognise(data)], data)
    except FileRefused as refused:
        return refused.fault.name.lower()
    return "taken"


def measure(name, path):
    """Print the lines of one file; run in a small process of its own, since a child's peak begins with its parent's."""
    data = Path(path).read_bytes()
    start = time.monotonic()
    outcome = opened(data)
    seconds, used = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"attachments.{name}.size {len(data) / 1000:.0f} kB")
    print(f"attachments.{name}.{outcome} 1 file")
    print(f"attachments.{name}.cpu {used.ru_utime + used.ru_stime:.2f} s")
    print(f"attachments.{name}.clock {seconds:.2f} s")
    print(f"attachments.{name}.peak_memory {used.ru_maxrss / 1024:.0f} MB", flush=True)


def waits(port):
    """Return the seconds of each request for the sign-in page, sorted."""
    import http.client

    connection, found = http.client.HTTPConnection("127.0.0.1", port, timeout=30), []
    for _ in range(REQUESTS):
        start = time.monotonic()
        connection.request("GET", "/sign-in")
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200
        found.append(time.monotonic() - start)
    return sorted(found)


def keep_opening(data, until):
    while not until.is_set():
        opened(data)


@contextmanager
def serving(cookie):
    """Run the server as whoever hosts the portal does, and yield its port."""
    from server import free_port, wait_for

    port = free_port()
    with open(os.devnull, "w") as quiet:
        command = [sys.executable, "-m", "flask", "serve", "--port", str(port)]
        server = subprocess.Popen(command, cwd=ROOT, stdout=quiet, stderr=quiet)
    try:
        wait_for(port, cookie)
        for _ in range(4 * ROUNDS):  # until every worker has its templates
            waits(port)
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)


def measure_pages(repeated, port):
    """Print how long the sign-in page takes while two bombs are opened again and again, and while none is."""
    quiet_waits, busy_waits = [], []
    for _ in range(ROUNDS):
        quiet_waits.append(waits(port))
        over = threading.Event()
        threads = [threading.Thread(target=keep_opening, args=(bomb, over)) for bomb in repeated]
        for thread in threads:
            thread.start()
        time.sleep(0.5)
        busy_waits.append(waits(port))
        over.set()
        for thread in threads:
            thread.join()
    for name, place in (("p50", 0.5), ("p95", 0.95)):
        quiet, busy = (
            statistics.median(found[int(len(found) * place)] for found in rounds)
            for rounds in (quiet_waits, busy_waits)
        )
        print(f"attachments.sign_in.quiet_{name} {quiet * 1e3:.2f} ms")
        print(f"attachments.sign_in.two_bombs_{name} {busy * 1e3:.2f} ms")
        print(f"attachments.sign_in.two_bombs_against_quiet_{name} {busy / quiet:.2f} ratio", flush=True)


def send_form(port, cookie, token, path, files, found):
    """Post a page of a concern with some files; append the seconds it took, and what the page says then of each file."""
    import http.client

    line = "--a-line-of-its-own"
    parts = [f'{line}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'.encode()]
    for number, data in enumerate(files):
        head = f'{line}\r\nContent-Disposition: form-data; name="evidence"; filename="{number}.jpg"\r\n\r\n'
        parts.append(head.encode() + data + b"\r\n")
    headers = {"Cookie": cookie, "Content-Type": f"multipart/form-data; boundary={line[2:]}"}
    connection, start = http.client.HTTPConnection("127.0.0.1", port, timeout=120), time.monotonic()
    connection.request("POST", path, b"".join([*parts, f"{line}--\r\n".encode()]), headers)
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 303, answer.status
    connection.request("GET", path, headers={"Cookie": cookie})
    page = connection.getresponse().read().decode()
    said = {"busy": "looking into other files", "too_much_work": "too long to open", "out_of_time": "did not get to it"}
    found.append((time.monotonic() - start, {name: page.count(words) for name, words in said.items()}))


def begin_draft(app):
    """Begin a concern as the person who is signed in, and return its reference."""
    from portal.accounts.models import SignIn
    from portal.concerns import drafts
    from portal.concerns.policy import Kind

    with app.app_context():
        return drafts.begin(Kind.COMPLAINT, by_id=SignIn.get().account_id).reference


def measure_attack(app, name, forms, port, cookie, token):
    """Print how long the sign-in page takes while many forms, each with hostile files, are sent at once."""
    quiet = [seconds for _ in range(10 * ROUNDS) for seconds in waits(port)]
    busy, answers = [], []
    ways = [f"/concerns/raise/{begin_draft(app)}/what" for _ in forms]
    sent = [(port, cookie, token, path, files, answers) for path, files in zip(ways, forms, strict=True)]
    threads = [threading.Thread(target=send_form, args=arguments) for arguments in sent]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        busy += waits(port)
    for thread in threads:
        thread.join()
    assert len(answers) == len(forms), "a form was not answered"
    for what, of in (("median", statistics.median), ("worst", max)):
        print(f"attachments.{name}.sign_in_quiet_{what} {of(quiet) * 1e3:.2f} ms")
        print(f"attachments.{name}.sign_in_attacked_{what} {of(busy) * 1e3:.2f} ms")
        print(f"attachments.{name}.sign_in_attacked_against_quiet_{what} {of(busy) / of(quiet):.2f} ratio")
    print(f"attachments.{name}.longest_form {max(seconds for seconds, _said in answers):.2f} s")
    for why in answers[0][1]:
        print(f"attachments.{name}.forms_told_{why} {sum(said[why] > 0 for _seconds, said in answers)} of_{len(forms)}")


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(PORTAL_ENV="test", PORTAL_INSTANCE=folder, DATABASE_URL=f"sqlite:///{folder}/bench.db")
        from page import portal_client

        from tests.attachments.hostile import progressive_jpeg

        client, _ = portal_client()
        made = files()
        for name, data in made.items():
            Path(folder, "file").write_bytes(data)
            subprocess.run([sys.executable, __file__, name, f"{folder}/file"], check=True)
        repeated = list(made.values())[2:4]
        page = client.get("/concerns/raise").text
        token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)[1]
        cookie = "portal=" + client.get_cookie("portal").value
        attacks = {
            "forms_without_files": [[]] * FORMS,  # what so many forms cost by themselves
            "attack_with_forms": [[progressive_jpeg(*MANY, SCANS)]] * FORMS,
            "one_form_of_ten": [[progressive_jpeg(*LARGE, SCANS)] * 10],
        }
        with serving(cookie) as port:
            measure_pages(repeated, port)
            for name, forms in attacks.items():
                measure_attack(client.application, name, forms, port, cookie, token)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(*sys.argv[1:])
    else:
        main()
