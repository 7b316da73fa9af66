"""“May this child be shown?” for 20 children with 10,000 and with 1,000,000 stored answers. Lines: name value unit.

The answers are facts, each adult answering anew again and again, with the table of last words beside them. Both
engines are measured; the PostgreSQL server is one of this script's own, as in the tests.
"""

import gc
import os
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

SIZES = (10_000, 1_000_000)
CHILDREN, ROUNDS, REPEATS = 20, 15, 10
FORMS_EACH = 5  # signed forms of one adult for one child
USES = ("group_alone", "group_together", "first_name", "journals", "displays", "website", "press", "video")


def numbers(first, last):
    """Return a table of the numbers from first to last, named n."""
    return f"WITH RECURSIVE numbers(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM numbers WHERE n < {last})"


def grow(before, after, wording_id):
    """Insert children ``before + 1`` to ``after``, an adult and FORMS_EACH signed forms for each, in bulk."""
    from portal.foundation import clock
    from portal.foundation.database import db, is_sqlite

    today = clock.today()
    day, moment = (today - timedelta(days=30)).isoformat(), f"'{clock.now().isoformat(timespec='microseconds')}'"
    text, yes = ("CAST(n AS TEXT)", "1") if is_sqlite() else ("n::text", "true")
    some, forms = numbers(before + 1, after), numbers(before * FORMS_EACH + 1, after * FORMS_EACH)
    uses = " UNION ALL ".join(f"SELECT '{use}' AS use, {place} AS place" for place, use in enumerate(USES))
    said = "CASE (n + place) - (n + place) / 5 * 5 WHEN 0 THEN 'no' ELSE 'yes' END"
    until = f"CASE WHEN {said} = 'yes' THEN '{(today + timedelta(days=300)).isoformat()}' END"
    if not is_sqlite():
        until = f"({until})::date"
    whose = f"(n - 1) / {FORMS_EACH} + 1"
    statements = (
        f"INSERT INTO children (id, first_name, last_name, known_as, born_on) {some} "
        f"SELECT n, 'Ada', 'Obi' || {text}, '', '2023-01-01' FROM numbers",
        f"INSERT INTO adults (id, name, phone, address) {some} SELECT n, 'Adult ' || {text}, '', '' FROM numbers",
        f"INSERT INTO guardianships (child_id, adult_id, relationship, responsibility) {some} "
        f"SELECT n, n, 'mother', 'held' FROM numbers",
        "INSERT INTO consent_records (id, reference, kind, child_id, child_name, born_on, adult_id, adult_name, "
        "relationship, signed_name, declared_responsibility, method, given_on, signed_at, wording_id, wording_sha256, "
        f"language, witness, submission) {forms} SELECT n, 'CF-' || {text}, 'form', {whose}, 'Ada Obi', '2023-01-01', "
        f"{whose}, 'Ada', 'mother', 'Ada', {yes}, 'online', '{day}', {moment}, {wording_id}, 'x', 'en', '', {text} "
        "FROM numbers",
        f"INSERT INTO consent_answers (record_id, kind, use, answer, counts_until) {forms} "
        f"SELECT n, 'form', use, {said}, {until} "
        f"FROM numbers CROSS JOIN ({uses}) AS uses",
        f"INSERT INTO current_answers (child_id, adult_id, use, answer, given_on, wording_id, record_id, counts_until) {some} "
        f"SELECT n, n, use, {said}, '{day}', {wording_id}, n * {FORMS_EACH}, {until} FROM numbers CROSS JOIN ({uses}) AS uses",
    )
    with db.atomic():
        for statement in statements:
            db.execute_sql(statement)
    if not is_sqlite():
        db.execute_sql("ANALYZE")


def milliseconds(count):
    """Return the median time of asking for 20 children spread over all of them, one use each."""
    from portal.consents.rulings import rulings
    from portal.families.models import Child
    from portal.foundation import clock

    step, today = count // CHILDREN - 1, clock.today()  # no multiple of five, by which the answers repeat
    children = [Child.get_by_id(1 + number * step) for number in range(CHILDREN)]
    times, shown = [], 0
    for child in children:
        rulings([child], ["website"], on=today)  # what is read once and kept is read here
    for _ in range(ROUNDS):
        gc.collect()
        start = time.perf_counter()
        for _ in range(REPEATS):
            shown = sum(rulings([child], ["website"], on=today)[child.id]["website"].may_show for child in children)
        times.append((time.perf_counter() - start) / REPEATS)
    assert 0 < shown < CHILDREN, "the answers are mixed"
    return statistics.median(times) * 1000


def measure(url, name):
    os.environ["DATABASE_URL"] = url
    from portal import create_app
    from portal.config import Config
    from portal.consents.models import ConsentAnswer
    from portal.foundation import migrating
    from portal.settings import service as settings
    from portal.wording import service as wording
    from portal.wording.policy import DocumentKey

    app = create_app(Config.from_environment())
    migrating.migrate()
    with app.app_context():
        settings.name_setting("Bench", by_id=None)
        wording.publish_default_texts(by_id=None)
        wording_id = wording.current(DocumentKey.CONSENT_FORM).id
        taken, before = [], 0
        for size in SIZES:
            children = size // (FORMS_EACH * len(USES))
            grow(before, children, wording_id)
            before = children
            assert ConsentAnswer.select().count() == size
            taken.append(milliseconds(children))
            print(f"may_show.{name}.{size}_answers.20_children {taken[-1]:.2f} ms")
        print(f"may_show.{name}.growth {taken[1] / taken[0]:.2f} ratio")


def measure_postgresql():
    from portal.foundation.database import db
    from tests.support.databases import PostgresServer

    server = PostgresServer()
    try:
        measure(server.empty(), "postgresql")
    finally:
        db.close()
        server.stop()


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(PORTAL_ENV="test", PORTAL_INSTANCE=folder)
        measure(f"sqlite:///{folder}/bench.db", "sqlite")
        measure_postgresql()


if __name__ == "__main__":
    main()
