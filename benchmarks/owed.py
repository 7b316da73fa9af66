"""What a page of the register of owed acknowledgements costs: eight documents, 1,000 adults against 100 in one run.

Lines read: name value unit. The aim is a ratio of at most 2.5.
"""

import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
SIZES, ROUNDS, DOCUMENTS = (100, 1000), 15, 8


def fill(adults):
    """Make the adults, each with a child and an account; two thirds have signed each document."""
    from portal.access.permissions import Role
    from portal.accounts.models import Account, AccountRole
    from portal.acknowledgements.models import Acknowledgement
    from portal.families.models import Adult, Child, Guardianship
    from portal.foundation.database import db
    from portal.settings import service as settings
    from portal.wording import service as wording
    from portal.wording.models import Document
    from portal.wording.policy import AcknowledgementText, Change

    settings.name_setting("Swallow Risers Playgroup", by_id=None)
    Document.delete().where(Document.kind == "statements").execute()
    made = []
    for number in range(DOCUMENTS):
        key = f"policy_{number}"
        Document.create(
            key=key,
            title=f"Policy {number}",
            audience="parents",
            kind="plain",
            position=100 + number,
            summary="",
            owner="",
        )
        text = AcknowledgementText(f"Policy {number}", ("Be kind.",), (), "Our conditions.")
        made.append(wording.publish(key, text, change=Change.REAL, by_id=None))
    with db.atomic():
        for number in range(adults):
            account = Account.create(name=f"Alex Bell {number}", email=f"alex{number}@example.org")
            AccountRole.create(account=account, role=Role.PARENT)
            adult = Adult.create(name=account.name, account=account)
            child = Child.create(first_name="Sam", last_name=f"Bell {number}", born_on=date(2022, 9, 3))
            Guardianship.create(adult=adult, child=child, relationship="mother", responsibility="held")
            rows = [
                {
                    "reference": f"RA-{number}-{place}", "account": account.id, "signer_name": account.name,
                    "signed_name": account.name, "wording": each.id, "wording_sha256": each.sha256, "language": "en",
                    "submission": f"{number}-{place}",
                }
                for place, each in enumerate(made)
                if (number + place) % 3
            ]  # fmt: skip
            Acknowledgement.insert_many(rows).execute()


def serve(adults, queries):
    """Return how long a page takes, each round, and note how many queries it sent."""
    from portal import create_app
    from portal.access.permissions import Role
    from portal.config import Config
    from portal.foundation.migrating import migrate
    from tests.support import factories
    from tests.support.databases import count_queries

    instance = Path(tempfile.mkdtemp())
    config = Config(
        secret_key="a key of benchmarks", instance=instance, database_url=f"sqlite:///{instance / 'portal.db'}",
        public_url="http://localhost", environment="test",
    )  # fmt: skip
    app = create_app(config)
    with app.app_context():
        migrate()
        fill(adults)
        manager = factories.make_account("Siobhán Kelly", Role.MANAGER)
    from tests.support.browser import Browser

    browser = Browser(app)
    with app.app_context():
        browser.sign_in(manager)
        browser.get("acknowledgements.owed")
        with count_queries() as sent:
            browser.client.get("/rules/owed")
        queries.append(len(sent))
        times = []
        for _ in range(ROUNDS):
            start = time.process_time()
            assert browser.client.get("/rules/owed").status_code == 200
            times.append(time.process_time() - start)
    return statistics.median(times)


def main():
    queries = []
    small, large = (serve(size, queries) for size in SIZES)
    for size, seconds in zip(SIZES, (small, large), strict=True):
        print(f"owed.page_of_{size}_adults {seconds * 1000:.1f} ms")
    print(f"owed.ratio {large / small:.2f} times (at most 2.5)")
    print(f"owed.queries {queries[0]} queries")
    print(f"owed.more_queries_for_more_adults {queries[1] - queries[0]} queries")


if __name__ == "__main__":
    main()
