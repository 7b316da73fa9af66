"""What sealing and checking one record costs, and whether any of 5,000 changed files passes. Lines read: name value unit."""

import io
import logging
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

ROUNDS, MUTATIONS = 20, 5_000


def cpu_ms(work):
    """Return the median of a few rounds, in milliseconds of CPU: other programs make the clock say anything."""
    work()
    times = []
    for _round in range(ROUNDS):
        began = time.process_time()
        work()
        times.append((time.process_time() - began) * 1000)
    return statistics.median(times)


def measure_record():
    """Print what one record costs, drawn, sealed and written down."""
    from benchmarks.pack import build
    from portal.consents import documents, queries
    from portal.consents.models import ConsentRecord
    from portal.issued.policy import IssuedKind
    from portal.issued.service import About, issue
    from portal.pdf import sealing
    from portal.records.verifying import verify

    manager, record = build(1), ConsentRecord.get()
    whole, about = queries.full_record(record), About(IssuedKind.CONSENT, record.id, record.reference)

    def take():
        return issue(lambda to: documents.write_record(whole, to), about, by_id=manager.id).getvalue()

    drawn = io.BytesIO()
    documents.write_record(whole, drawn)
    key = sealing.new_key("Bench Playgroup", at=record.signed_at)
    print(f"record_with_seal {cpu_ms(take):.1f} ms (CPU)")
    print(f"seal {cpu_ms(lambda: sealing.seal(drawn.getvalue(), key)):.1f} ms (CPU)")
    print(f"seal_bytes {len(sealing.seal(drawn.getvalue(), key)) - len(drawn.getvalue())} B")
    data, times = take(), []
    for _round in range(3):
        began = time.perf_counter()
        verdict = verify(data, on=record.given_on)
        times.append(time.perf_counter() - began)
    print(f"verify_in_worker {statistics.median(times) * 1000:.0f} ms ({verdict.seal}, {verdict.currency})")


def measure_mutations():
    """Print how many changed files pass, which has to be none, and the slowest of them."""
    from portal.pdf import sealing, verifying
    from tests.pdf import sealed as files

    logging.disable(logging.CRITICAL)  # pyHanko tells of each oddity
    key = sealing.new_key(files.NAME, at=files.NOW)
    sealed = sealing.seal(files.document(), key)
    print(f"verify {cpu_ms(lambda: verifying.examine(sealed)):.1f} ms (CPU)")
    tried, passed, slowest = 0, 0, 0.0
    for data in files.mutations(sealed, MUTATIONS):
        began = time.process_time()
        try:
            passed += verifying.examine(data)[0]["fingerprint"] == key.fingerprint
        except Exception:  # as in the worker: not valid
            tried += 1
        slowest = max(slowest, time.process_time() - began)
    print(f"mutations {tried + passed} files")
    print(f"mutations_passed {passed} files")
    print(f"mutation_slowest {slowest * 1000:.0f} ms (CPU)")


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"PORTAL_INSTANCE": folder, "DATABASE_URL": f"sqlite:///{folder}/bench.db"}
        from portal import create_app
        from portal.foundation import migrating
        from portal.foundation.database import db, ensure_connected

        with create_app().app_context():
            ensure_connected()
            migrating.migrate()
            measure_record()
            db.close()
    measure_mutations()


if __name__ == "__main__":
    main()
