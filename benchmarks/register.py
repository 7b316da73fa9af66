"""Time to the first byte of the consent register for 100 and 5,000 children. Lines read: name value unit.

Each child has two adults who answered on different days, a quarter of them on paper; some said no, took an answer
back, asked to be consulted, have a hold, or have left. The request runs in process, over a real session and a real database file.
"""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

ROUNDS = 9
SIZES = ("100", "5000")
PAGES = {
    "first_page": "",
    "by_name": "?name=oconnor",
    "may_not_be_shown_by_use": "?use=website&show=may_not",
    "one_session": "?session=playgroup",
}


def signed_in(app, account):
    """Return a client at which this person is signed in."""
    from portal.accounts import service

    client = app.test_client()
    with app.app_context():
        token = service.start_session(account, device="bench")
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"], session["seen"] = token, True, int(time.time())
    return client


def people(count):
    """Insert the children, a tenth of them gone, with sessions and two adults each."""
    from portal.families.models import Adult, Child, ChildSession, Guardianship
    from portal.foundation import clock

    today = clock.today()
    last = ("O’Connor-Núñez", "Okafor", "Nowak", "Raman", "Kelly", "Chen", "Warsame", "Whitlock", "Ashworth", "Haddad")
    first = ("Ada", "Zofia", "Liban", "Amira", "Finn", "Mei", "Tomasz", "Ifeoma", "Oscar", "Priya")
    children, gone = count * 10 // 9, today - timedelta(days=30)
    insert(Child, [
        {"id": n, "first_name": f"{first[n % 10]}", "last_name": f"{last[n // 10 % 10]}{'' if n < 100 else f'-{n}'}",
         "born_on": today - timedelta(days=1000 + n % 700), "leaves_on": gone if n % 10 == 7 else None}
        for n in range(1, children + 1)
    ])  # fmt: skip
    sessions = ("playgroup", "breakfast", "after_school", "holiday")
    insert(ChildSession, [{"child": n, "kind": sessions[n % 4]} for n in range(1, children + 1)])
    insert(Adult, [{"id": n, "name": f"Adult {n}"} for n in range(1, 2 * children + 1)])
    insert(Guardianship, [
        {"child": (n + 1) // 2, "adult": n, "relationship": "mother" if n % 2 else "father",
         "has_parental_responsibility": n % 20 != 4}
        for n in range(1, 2 * children + 1)
    ])  # fmt: skip
    return children


def answers(children, account):
    """Insert last words with random days and mixed answers, a few holds, and what a few children say."""
    from portal.consents.models import CONSULT, ChildSay, ConsentHold, CurrentAnswer
    from portal.foundation import clock
    from portal.wording import service as wording
    from portal.wording.policy import Document

    draw, today, form = random.Random(7), clock.today(), wording.current(Document.CONSENT_FORM)
    rows = []
    for adult in range(1, 2 * children + 1):
        given_on = today - timedelta(days=draw.randrange(400))
        keys = [*(use.key for use in form.consent.uses), *([CONSULT] if adult % 9 == 0 else [])]
        rows += [
            {"child": (adult + 1) // 2, "adult": adult, "use": key, "given_on": given_on, "wording_id": form.id,
             "answer": draw.choices(["yes", "no", "withdrawn"], [12, 2, 1])[0], "record_id": adult}
            for key in keys if draw.random() > 0.06
        ]  # fmt: skip
    insert(CurrentAnswer, rows)
    records(children, account, form)
    held = range(5, children + 1, 50)
    insert(ConsentHold, [
        {"child": n, "basis": "court_order", "reason": "A letter of the court", "placed_by": account,
         "submission": f"hold-{n}"} for n in held
    ])  # fmt: skip
    insert(ChildSay, [
        {"child": n, "say": "no", "said_on": today, "noted_by": account, "submission": f"say-{n}"}
        for n in range(9, children + 1, 60)
    ])  # fmt: skip
    return len(rows)


def records(children, account, form):
    """Insert the signatures that the last words are of, each fourth of them on a form that was printed."""
    from portal.consents.models import ConsentRecord, PaperForm
    from portal.foundation import clock

    adults, now, today = range(1, 2 * children + 1), clock.now(), clock.today()
    insert(PaperForm, [
        {"id": n, "reference": f"P-{n}", "child": (n + 1) // 2, "wording": form.id, "printed_by": account,
         "printed_at": now, "submission": f"print-{n}"}
        for n in adults if n % 4 == 0
    ])  # fmt: skip
    insert(ConsentRecord, [
        {"id": n, "reference": f"C-{n}", "kind": "form", "child": (n + 1) // 2, "child_name": f"Child {n}",
         "born_on": today, "adult": n, "adult_name": f"Adult {n}", "relationship": "mother", "signed_name": f"Adult {n}",
         "declared_responsibility": True, "method": "online" if n % 4 else "paper",
         "noted_by": None if n % 4 else account, "given_on": today, "signed_at": now, "wording": form.id,
         "wording_sha256": "0" * 64, "language": "en", "paper_form": None if n % 4 else n, "submission": f"sign-{n}"}
        for n in adults
    ])  # fmt: skip


def insert(model, rows):
    from peewee import chunked

    for batch in chunked(rows, 1_000):
        model.insert_many(batch).execute()


@contextmanager
def counted():
    """Count the statements sent to the database."""
    from portal.foundation.database import db

    sent, execute = [], db.obj.execute_sql

    def counting(sql, params=None, **options):
        sent.append(sql)
        return execute(sql, params, **options)

    db.obj.execute_sql = counting
    try:
        yield sent
    finally:
        del db.obj.execute_sql


def first_byte(client, path):
    """Return the seconds until the first piece of the page is there."""
    start = time.perf_counter()
    response = client.get(path, buffered=False)
    next(iter(response.response))
    seconds = time.perf_counter() - start
    assert response.status_code == 200, (path, response.status)
    response.close()
    return seconds


def measure(count):
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(PORTAL_ENV="test", PORTAL_INSTANCE=folder, DATABASE_URL=f"sqlite:///{folder}/bench.db")
        from portal import create_app
        from portal.access.permissions import Role
        from portal.accounts import invitations
        from portal.config import Config
        from portal.foundation import migrating
        from portal.foundation.database import db
        from portal.settings import service as settings
        from portal.upkeep import warming

        app = create_app(Config.from_environment())
        migrating.migrate()
        with app.app_context():
            settings.name_setting("Bench", by_id=None)
            manager = invitations.make_account(
                "Mo", email="mo@example.org", roles=frozenset({Role.MANAGER}), by_id=None
            )
            with db.atomic():
                stored = answers(people(count), manager)
        client = signed_in(app, manager)
        began = time.perf_counter()
        warming.warm(app)  # as a server does beside its first answers
        print(f"register.{count}_children.warming {(time.perf_counter() - began) * 1000:.0f} ms")
        first = first_byte(client, "/consents/")
        print(f"register.{count}_children.last_words {stored} rows")
        print(f"register.{count}_children.very_first_request {first * 1000:.0f} ms")
        for name, query in PAGES.items():
            began = time.process_time()
            times = [first_byte(client, "/consents/" + query) for _ in range(ROUNDS)]
            cpu = (time.process_time() - began) / ROUNDS
            with counted() as sent:
                first_byte(client, "/consents/" + query)
            print(f"register.{count}_children.{name} {statistics.median(times) * 1000:.0f} ms")
            print(f"register.{count}_children.{name}_cpu {cpu * 1000:.0f} ms")
            print(f"register.{count}_children.{name}_worst {max(times) * 1000:.0f} ms")
            print(f"register.{count}_children.{name}_queries {len(sent)} queries")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(int(sys.argv[1]))
    else:
        for size in SIZES:
            subprocess.run([sys.executable, __file__, size], check=True)
