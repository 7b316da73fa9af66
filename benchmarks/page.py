"""What a page costs in process, as a multiple of a bare Flask view in the same run. Lines read: name value unit."""

import os
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

ROUNDS, REQUESTS = 9, 60


def bare_view():
    from flask import Flask

    app = Flask("bare")

    @app.get("/")
    def index():
        return "<p>hello</p>"

    return app.test_client()


def portal_client():
    """A parent of two children who has answered for one, signed in over a real session."""
    from portal import create_app
    from portal.access.permissions import Role
    from portal.accounts import invitations, service
    from portal.config import Config
    from portal.families.models import Adult, Child, Guardianship
    from portal.foundation import migrating
    from portal.settings import service as settings
    from portal.wording import service as wording

    app = create_app(Config.from_environment())
    migrating.migrate()
    client = app.test_client()
    with app.app_context():
        settings.name_setting("Bench", by_id=None)
        wording.publish_default_texts(by_id=None)
        account = invitations.make_account(
            "Ada Obi", email="ada@example.org", roles=frozenset({Role.PARENT}), by_id=None
        )
        adult = Adult.create(name="Ada Obi", email="ada@example.org", account=account)
        for name in ("Bo", "Cy"):
            child = Child.create(first_name=name, last_name="Obi", born_on=date(2022, 5, 1))
            Guardianship.create(child=child, adult=adult, relationship="mother", responsibility="held")
        token = service.start_session(account, device="bench")
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"], session["seen"] = token, True, int(time.time())
    return client, child.id


def cpu_per_request(client, path):
    """Median CPU seconds of one request over several rounds; answers are checked, so nothing cheap is measured."""
    assert client.get(path).status_code == 200, path
    costs = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(REQUESTS):
            client.get(path)
        costs.append((time.process_time() - start) / REQUESTS)
    return statistics.median(costs)


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(PORTAL_ENV="test", PORTAL_INSTANCE=folder, DATABASE_URL=f"sqlite:///{folder}/bench.db")
        bare = bare_view()
        portal, child_id = portal_client()
        floor = cpu_per_request(bare, "/")
        print(f"page.bare_flask_view {floor * 1e6:.0f} us")
        for name, path in (
            ("sign_in", "/sign-in"),
            ("parents_first_page", "/"),
            ("consent_form", f"/consent/{child_id}/answer"),
        ):
            client = bare_client(portal) if name == "sign_in" else portal
            cost = cpu_per_request(client, path)
            print(f"page.{name} {cost * 1e6:.0f} us")
            print(f"page.{name}_against_bare {cost / floor:.1f} ratio")


def bare_client(client):
    return client.application.test_client()


if __name__ == "__main__":
    main()
