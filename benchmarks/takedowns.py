"""Opening the take-downs of a child in 500 posts, beside one bare insert of the same rows. Lines: name value unit.

The withdrawal, its mails and its entry in the audit log are part of what the parent waits for; the bare side writes the
rows of take_downs alone, in one transaction on disk (SQLite, synchronous=FULL), and knows no rules. By the clock both wait
for the disk, most of all on a busy machine; by processor time neither does.
"""

import os
import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

POSTS, ROUNDS = 500, 5


def family():
    """Return a child whose parent said yes to everything, that parent, and a poster with a clearance of the child."""
    from portal.access.permissions import Role
    from portal.accounts import invitations
    from tests.posts.clearance_factories import make_families, make_poster

    manager = invitations.make_account("Manager", email="m@example.org", roles=frozenset({Role.MANAGER}), by_id=None)
    (found,) = make_families("Ada Obi", answered=True)
    return found, make_poster("Poster", by=manager)


def fill(child, poster):
    """Record the posts: each rests on a clearance of its own, as the first one does."""
    from portal.foundation.database import db
    from tests.posts import post_factories

    with db.atomic():
        for _number in range(POSTS):
            post_factories.post(poster, child)


def measure(child, parent, path, clock):
    """Withdraw again and again, each time with an empty list, and write the same rows bare; return the medians in ms."""
    from portal.foundation.database import db
    from tests.support import factories

    def milliseconds(do):
        began = clock()
        do()
        return 1000 * (clock() - began)

    rows, ours, alone = [], [], []
    for _round in range(ROUNDS):
        with db.atomic() as transaction:
            ours.append(milliseconds(lambda: factories.withdraw(child, parent, "group_alone")))
            rows = rows or db.execute_sql("SELECT * FROM take_downs").fetchall()
            transaction.rollback()
        with db.atomic() as transaction:
            alone.append(milliseconds(lambda: factories.withdraw(child, parent, "press")))
            transaction.rollback()
    assert len(rows) == POSTS
    bare = [milliseconds(lambda: insert(path, rows)) for _round in range(ROUNDS)]
    return statistics.median(ours), statistics.median(alone), statistics.median(bare)


def insert(path, rows):
    """Insert the rows into a table without rules, in a file of its own."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(f"CREATE TABLE IF NOT EXISTS bare ({', '.join(f'c{number}' for number in range(len(rows[0])))})")
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(f"INSERT INTO bare VALUES ({','.join('?' * len(rows[0]))})", rows)
    connection.execute("COMMIT")
    connection.close()


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(PORTAL_ENV="test", PORTAL_INSTANCE=folder, DATABASE_URL=f"sqlite:///{folder}/bench.db")
        from portal import create_app
        from portal.config import Config
        from portal.foundation import migrating
        from portal.settings import service as settings
        from portal.wording import service as wording

        app = create_app(Config.from_environment())
        migrating.migrate()
        with app.app_context():
            settings.name_setting("Bench", by_id=None)
            wording.publish_default_texts(by_id=None)
            found, poster = family()
            fill(found.child, poster)
            print(f"takedowns.posts_of_the_child {POSTS} posts")
            for by, clock in (("clock", time.perf_counter), ("processor", time.process_time)):
                ours, alone, bare = measure(found.child, found.parent, f"{folder}/bare.db", clock)
                print(f"takedowns.by_{by}_withdrawing_what_they_rest_on {ours:.1f} ms")
                print(f"takedowns.by_{by}_withdrawing_what_none_rests_on {alone:.1f} ms")
                print(f"takedowns.by_{by}_bare_insert_of_the_same_rows {bare:.1f} ms")
                print(f"takedowns.by_{by}_opening_against_bare {(ours - alone) / bare:.2f} times")


if __name__ == "__main__":
    main()
