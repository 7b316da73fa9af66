"""What the consent register costs for 100, 1,000 and 5,000 children, as a multiple of 100. Lines read: name value unit.

Each child has two adults who answered on different days, a quarter of them on paper; some said no, took an answer
back, asked to be consulted, have a hold, or have left. The request runs in process, over a real session and a real
database file.

A page is compared with one that shows as many children, or the ratio would only say how many fitted: where many fit,
both pages are full; where few fit, they are the same twenty or so of a hundred, a thousand or five thousand children
(`FEW` of them, spread over the names), so that the ratio is what looking for them costs. `rows` says how many were
shown. Coverage counts every child, and so grows with their number.
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
FEW = 20
# Of most children one thing is true for each of these uses, and of a few another.
MOSTLY_YES, MOSTLY_NO, MOSTLY_SILENT = "website", "press", "displays"
PAGES = {
    "first_page": "",
    "second_page": "?after={fiftieth}",
    "last_page": "?before={last}",
    "one_session": "?session=playgroup",
    "many_may": "?use=website&show=may",
    "many_may_last_page": "?use=website&show=may&before={last}",
    "many_may_not": "?use=press&show=may_not",
    "many_not_answered": "?use=displays&show=not_answered",
    "any_use_may_not": "?show=may_not",
    "few_may": "?use=press&show=may",
    "few_may_not": "?use=website&show=may_not",
    "few_not_answered": "?use=website&show=not_answered",
    "few_run_out": "?use=website&show=runs_out",
    "few_run_out_last_page": "?use=website&show=runs_out&before={last}",
    "few_run_out_of_any_use": "?show=runs_out",
    "coverage": "coverage",
    "find": "/children/find",
}


def signed_in(app, account):
    """Return a client at which this person is signed in."""
    from portal.accounts import service

    client = app.test_client()
    with app.app_context():
        token = service.start_session(account, device="bench")
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"], session["seen"] = token, True, int(time.time())
        session["looked_for"] = "/children/find", "oconnor"
    return client


def people(count):
    """Insert the children, a tenth of them gone, with sessions and two adults each."""
    from portal.families.models import Adult, Child, ChildSession, Guardianship
    from portal.foundation import clock

    today = clock.today()
    last = ("Okafor", "Nowak", "Raman", "Kelly", "Chen", "Warsame", "Whitlock", "Ashworth", "Haddad", "Kowalska")
    first = ("Ada", "Zofia", "Liban", "Amira", "Finn", "Mei", "Tomasz", "Ifeoma", "Oscar", "Priya")
    children, gone = count * 10 // 9, today - timedelta(days=30)
    named = few(children, 4)
    insert(Child, [
        {"id": n, "first_name": f"{first[n % 10]}",
         "last_name": "O’Connor-Núñez" if n in named else f"{last[n // 10 % 10]}{'' if n < 100 else f'-{n}'}",
         "born_on": today - timedelta(days=1000 + n % 700), "leaves_on": gone if n % 10 == 7 else None}
        for n in range(1, children + 1)
    ])  # fmt: skip
    sessions = ("playgroup", "playgroup", "playgroup", "holiday")
    insert(ChildSession, [{"child": n, "kind": sessions[n % 4]} for n in range(1, children + 1)])
    insert(Adult, [{"id": n, "name": f"Adult {n}"} for n in range(1, 2 * children + 1)])
    insert(Guardianship, [
        {"child": (n + 1) // 2, "adult": n, "relationship": "mother" if n % 2 else "father",
         "responsibility": "none" if n % 20 == 4 else "held"}
        for n in range(1, 2 * children + 1)
    ])  # fmt: skip
    return children


def few(children, which, count=FEW):
    """Return so many children who have not left, spread over all of them; others for each ``which`` below five."""
    here = [n for n in range(1, children + 1) if n % 10 != 7]
    return {here[which + len(here) * place // count] for place in range(count)}


def answers(children, account):
    """Insert last words with random days and mixed answers, a few holds, and what a few children say."""
    from portal.consents.models import CONSULT, ChildWish, ConsentHold, CurrentAnswer
    from portal.foundation import clock
    from portal.wording import service as wording
    from portal.wording.policy import DocumentKey

    today, form = clock.today(), wording.current(DocumentKey.CONSENT_FORM)
    choose = chooser(children)
    rows = []
    for adult in range(1, 2 * children + 1):
        for key in [*(use.key for use in form.consent.uses), *([CONSULT] if adult % 9 == 0 else [])]:
            answer, age = choose((adult + 1) // 2, key)
            given_on = today - timedelta(days=age)
            until = given_on + timedelta(days=364) if answer == "yes" and key != CONSULT else None
            if answer:
                rows.append(
                    {"child": (adult + 1) // 2, "adult": adult, "use": key, "given_on": given_on,
                     "wording_id": form.id, "answer": answer, "record_id": adult, "counts_until": until}
                )  # fmt: skip
    insert(CurrentAnswer, rows)
    records(children, account, form)
    insert(ConsentHold, [
        {"child": n, "basis": "court_order", "reason": "A letter of the court", "placed_by": account,
         "submission": f"hold-{n}"} for n in few(children, 0, count=4)
    ])  # fmt: skip
    insert(ChildWish, [
        {"child": n, "say": "no", "said_on": today, "noted_by": account, "submission": f"say-{n}"}
        for n in few(children, 1, count=4)
    ])  # fmt: skip
    return len(rows)


def chooser(children):
    """Return a function that draws an adult’s answer to a use, if any, and how many days ago it was given."""
    draw, said_no, silent, ending, allowed = random.Random(7), *(few(children, which) for which in range(4))

    def choose(child, key):
        age = draw.randrange(300)  # no yes but those of the few ends within a month
        if key == MOSTLY_YES:
            few_say = "no" if child in said_no else None if child in silent else "yes"
            return few_say, 350 if child in ending else age
        if key == MOSTLY_NO:
            return "yes" if child in allowed else "no", age
        if key == MOSTLY_SILENT:
            return draw.choices([None, "yes"], [9, 1])[0], age
        return draw.choices([None, "yes", "no", "withdrawn"], [1, 12, 2, 1])[0], age + draw.choice([0, 0, 0, 400])

    return choose


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
        from portal.upkeep import warmup
        from portal.wording import service as wording
        from portal.wording.policy import DocumentKey

        app = create_app(Config.from_environment())
        migrating.migrate()
        with app.app_context():
            settings.name_setting("Bench", by_id=None)
            wording.publish_default_texts(DocumentKey.CONSENT_FORM, by_id=None)
            manager = invitations.make_account(
                "Mo", email="mo@example.org", roles=frozenset({Role.MANAGER}), by_id=None
            )
            with db.atomic():
                stored = answers(people(count), manager)
            from portal.consents.register.service import children

            listed = children(manager, on=clock_today())
        client = signed_in(app, manager)
        warmup.warm(app)  # as a server does beside its first answers
        print(f"register.{count}_children.current_answers {stored} rows")
        for name, query in PAGES.items():
            path = ("" if query[0:1] == "/" else "/consents/") + query.format(
                fiftieth=listed[min(49, len(listed) - 1)].id, last=listed[-1].id
            )
            first_byte(client, path)
            times, costs = zip(*[first_byte(client, path) for _ in range(ROUNDS)], strict=True)
            with counted() as sent:
                first_byte(client, path)
            rows = client.get(path).text.count("<tr") - 1
            print(f"register.{count}_children.{name}_rows {max(0, rows)} rows")
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
