"""What clearing a picture of 20 children costs: from 100 to 1,000 children, and from 1,000 to 20,000 posts.

Each child has two adults who answered. One request clears one picture, with a caption, over a real session and a real
database file. Sizes are measured in turn, round by round, so that a busy machine slows all of them. Lines read: name
value unit.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import register

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

ROUNDS = 25
IN_PICTURE = 20
# Children in the register, and posts that stand.
SIZES = {"few_children": (100, 1_000), "many_children": (1_000, 1_000), "many_posts": (1_000, 20_000)}


def post(children, account, count):
    """Insert posts of two children each, with the clearances and answers that they rest on."""
    from portal.foundation import clock
    from portal.posts.clearance.models import Clearance, ClearanceChild
    from portal.posts.models import Post
    from portal.wording import service as wording
    from portal.wording.policy import DocumentKey

    form, numbers = wording.current(DocumentKey.CONSENT_FORM).id, range(1, count + 1)
    pairs = [(n, 1 + (2 * n + other) % children) for n in numbers for other in (0, 1)]
    made = [clock.now() - timedelta(hours=26 + n % 5_000) for n in numbers]
    register.insert(Clearance, [
        {"id": n, "reference": f"PC-{n}", "made_by": account.id, "made_at": made[n - 1], "place": "public",
         "platform": "", "event": "", "what": "picture", "caption": "", "has_unlisted": False,
         "needs_second_poster": False, "wording": form, "submission": f"clear-{n}"}
        for n in numbers
    ])  # fmt: skip
    register.insert(ClearanceChild, [
        {"clearance": n, "child": child, "is_shown": True, "is_named": False, "is_blocked": False, "is_name_blocked": False,
         "rests_on": f'[["website", {2 * child}, {form}]]'}
        for n, child in pairs
    ])  # fmt: skip
    register.insert(Post, [
        {"reference": f"PO-{n}", "clearance": n, "link": "", "elsewhere": "door", "posted_by": account.id,
         "posted_at": made[n - 1], "submission": f"post-{n}"} for n in numbers
    ])  # fmt: skip


def serve(children, posts):
    """Fill a database, and clear a picture each time that a line comes in, answering with its seconds and queries."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(PORTAL_ENV="test", PORTAL_INSTANCE=folder, DATABASE_URL=f"sqlite:///{folder}/bench.db")
        from portal import create_app
        from portal.access.permissions import Role
        from portal.config import Config
        from portal.foundation import migrating
        from portal.foundation.database import db
        from portal.settings import service as settings
        from portal.wording import service as wording
        from tests.posts.clearance_factories import make_poster
        from tests.support import factories
        from tests.support.browser import Browser

        app = create_app(Config.from_environment())
        migrating.migrate()
        with app.app_context():
            settings.name_setting("Bench", by_id=None, address="3 Mill Lane\nAshford")
            wording.publish_default_texts(by_id=None)
            manager = factories.make_account("Mo Bell", Role.MANAGER)
            poster = make_poster("Pat Reed", by=manager)
            with db.atomic():
                register.answers(register.people(children), manager)
                post(children, manager, posts)
        browser = Browser(app).sign_in(poster)
        everybody = [n for n in range(1, children + 1) if n % 10 != 7]
        for line in sys.stdin:
            start = int(line) * IN_PICTURE % (len(everybody) - IN_PICTURE)
            sent = {"children": everybody[start : start + IN_PICTURE], "caption": "Mud kitchen.", "tells_no_place": "y"}
            sent["csrf_token"] = browser.token()
            cpu = time.process_time()
            with register.counted() as queries:
                answer = browser.client.post("/clearances/new/picture?place=public&what=picture", data=sent)
            assert answer.status_code == 303, answer.text
            print(time.process_time() - cpu, len(queries), flush=True)


def main():
    servers = {
        name: subprocess.Popen(
            [sys.executable, __file__, *map(str, size)], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for name, size in SIZES.items()
    }
    times, queries = {name: [] for name in servers}, {}
    for number in range(ROUNDS + 2):  # the first two read what is read once
        for name, server in servers.items():
            server.stdin.write(f"{number}\n")
            server.stdin.flush()
            seconds, queries[name] = server.stdout.readline().split()
            times[name].append(float(seconds))
    for server in servers.values():
        server.communicate()
    costs = {name: statistics.median(each[2:]) for name, each in times.items()}
    for name, (children, posts) in SIZES.items():
        print(f"clearance.of_{children}_children_and_{posts}_posts {costs[name] * 1000:.1f} ms")
    print(f"clearance.ratio_from_children {costs['many_children'] / costs['few_children']:.2f} times (at most 1.3)")
    print(f"clearance.ratio_from_posts {costs['many_posts'] / costs['many_children']:.2f} times (at most 1.3)")
    print(f"clearance.more_queries {int(queries['many_posts']) - int(queries['few_children'])} queries")


if __name__ == "__main__":
    serve(*map(int, sys.argv[1:])) if sys.argv[1:] else main()
