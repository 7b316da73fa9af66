"""What the consent register costs for 100, 1,000 and 5,000 children, as a multiple of 100. Lines read: name value unit.

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
SIZES = (100, 1_000, 5_000)
PAGES = {
    "first_page": "",
    "second_page": "?after={fiftieth}",
    "last_page": "?before={last}",
    "by_name": "?name=oconnor",
    "one_session": "?session=playgroup",
    "by_use_may": "?use=website&show=may",
    "by_use_may_not": "?use=website&show=may_not",
    "by_use_not_answered": "?use=website&show=not_answered",
    "by_use_runs_out": "?use=website&show=runs_out",
    "any_use_may_not": "?show=may_not",
    "any_use_runs_out": "?show=runs_out",
    "nobody": "?name=nobody&show=may",
    "coverage": "coverage",
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
    from portal.consents.models import CONSULT, ChildWish, ConsentHold, CurrentAnswer
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
    insert(ChildWish, [
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
    """Return the seconds until the first piece of the page is there, and the CPU seconds that it took."""
    start, cpu = time.perf_counter(), time.process_time()
    response = client.get(path, buffered=False)
    next(iter(response.response))
    spent = time.perf_counter() - start, time.process_time() - cpu
    assert response.status_code == 200, (path, response.status)
    response.close()
    return spent


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
            from portal.consents.register.matrix import children

            listed = children(manager, on=clock_today())
        client = signed_in(app, manager)
        warming.warm(app)  # as a server does beside its first answers
        print(f"register.{count}_children.current_answers {stored} rows")
        for name, query in PAGES.items():
            path = "/consents/" + query.format(fiftieth=listed[min(49, len(listed) - 1)].id, last=listed[-1].id)
            first_byte(client, path)
            times, costs = zip(*[first_byte(client, path) for _ in range(ROUNDS)], strict=True)
            with counted() as sent:
                first_byte(client, path)
            print(f"register.{count}_children.{name} {statistics.median(times) * 1000:.1f} ms")
            print(f"register.{count}_children.{name}_cpu {statistics.median(costs) * 1000:.1f} ms")
            print(f"register.{count}_children.{name}_queries {len(sent)} queries")


def clock_today():
    from portal.foundation import clock

    return clock.today()


def main():
    """Measure each size in a process of its own, and print each page as a multiple of the same at the first size."""
    costs = {}
    for size in SIZES:
        run = subprocess.run([sys.executable, __file__, str(size)], check=True, capture_output=True, text=True)
        print(run.stdout, end="")
        costs[size] = {name: float(value) for name, value, _unit in map(str.split, run.stdout.splitlines())}
    for name in PAGES:
        floor = costs[SIZES[0]][f"register.{SIZES[0]}_children.{name}_cpu"]
        for size in SIZES[1:]:
            ratio = costs[size][f"register.{size}_children.{name}_cpu"] / floor
            print(f"register.{name}_{size}_against_{SIZES[0]} {ratio:.2f} ratio")


if __name__ == "__main__":
    measure(int(sys.argv[1])) if len(sys.argv) > 1 else main()
