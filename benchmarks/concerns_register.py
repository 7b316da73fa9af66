"""What the registers of concerns cost for 50 and 500 concerns, as a multiple, and how many queries. Lines read: name value unit.

Each page shows fifty at most; every concern is folded, so that the worst come first. The request runs in process, over
a real session and a real database file.
"""

import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

ROUNDS = 9
SIZES = (50, 500)
PAGES = {"all_concerns": "/concerns/", "complaints": "/records/complaints"}


def fill(count, manager):
    """Tell so many concerns of the last year; two thirds were told an outcome, some of them late."""
    from portal.concerns.models import Concern, ConcernEntry, ConcernFact, ConcernHandler
    from portal.concerns.policy import EntryKind, Kind, Outcome
    from portal.foundation import clock
    from portal.foundation.database import db

    today, kinds = clock.today(), list(Kind)
    with db.atomic():
        for number in range(count):
            received = today - timedelta(days=number * 360 // count)
            concern = Concern.create(
                reference=f"CN-{number}", kind=kinds[number % len(kinds)], received_on=received, teller="Alex Bell",
                what_happened="The gate stood open at home time. " * 6, submission=f"c{number}",
            )  # fmt: skip
            ConcernHandler.create(concern=concern, account=manager, position=0)
            base = {"concern": concern.id, "happened_on": received}
            ConcernEntry.create(kind=EntryKind.RECEIVED, submission=f"r{number}", **base)
            ConcernEntry.create(kind=EntryKind.ACKNOWLEDGED, submission=f"a{number}", text="Thank you", **base)
            if number % 3:
                ConcernEntry.create(
                    kind=EntryKind.OUTCOME_TOLD, submission=f"o{number}", concern=concern.id, text="We found", actions="Done",
                    outcome=Outcome.UPHELD, happened_on=min(today, received + timedelta(days=number % 40)),
                )  # fmt: skip
            ConcernFact.create(
                concern=concern, kind="learned", text="Check it twice", by=manager, submission=f"f{number}"
            )


def serve(count):
    """Return for each page how long it takes and how many queries it sends."""
    from portal import create_app
    from portal.access.permissions import Role
    from portal.config import Config
    from portal.foundation.migrating import migrate
    from tests.support import factories
    from tests.support.browser import Browser
    from tests.support.databases import count_queries

    instance = Path(tempfile.mkdtemp())
    config = Config(
        secret_key="a key of benchmarks", instance=instance, database_url=f"sqlite:///{instance / 'portal.db'}",
        public_url="http://localhost", environment="test",
    )  # fmt: skip
    app, found = create_app(config), {}
    with app.app_context():
        migrate()
        manager = factories.make_account("Siobhán Kelly", Role.MANAGER)
        fill(count, manager)
        browser = Browser(app)
        browser.sign_in(manager)
        for name, path in PAGES.items():
            assert browser.client.get(path).status_code == 200
            with count_queries() as sent:
                browser.client.get(path)
            times = []
            for _ in range(ROUNDS):
                start = time.process_time()
                browser.client.get(path)
                times.append(time.process_time() - start)
            found[name] = statistics.median(times), len(sent)
    return found


def main():
    few, many = (serve(size) for size in SIZES)
    for name in PAGES:
        for size, (seconds, queries) in zip(SIZES, (few[name], many[name]), strict=True):
            print(f"concerns.{name}_of_{size} {seconds * 1000:.1f} ms")
            print(f"concerns.{name}_of_{size}_queries {queries} queries")
        print(f"concerns.{name}_ratio {many[name][0] / few[name][0]:.2f} times (at most 2.5)")


if __name__ == "__main__":
    main()
