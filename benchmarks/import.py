"""What importing a family list costs, for lists of 300, 1,000 and 3,000 families. Lines read: name value unit.

A family has a child, and every other one two, with a mother and a father, e-mail addresses and telephones: 3,000
families are 4,500 rows. Each size is read from a CSV file by the portal's own process for files, compared with the
register, and written; then the same list once more, which changes nothing. Memory is the most that the process held
beyond what it held before reading, in a process of its own for each size.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

SIZES = (300, 1_000, 3_000)  # families; a list has at most 5,000 rows
FIRST = ("Ada", "Zofia", "Liban", "Amira", "Finn", "Mei", "Tomasz", "Ifeoma", "Oscar", "Priya")
LAST = ("Okafor", "Nowak", "Raman", "Kelly", "Chen", "Warsame", "Whitlock", "Ashworth", "Haddad", "Kowalska")
HEADINGS = (
    "First name", "Surname", "DOB", "Sessions", "Mum", "Mum email", "Mum mobile", "Mum PR", "Dad", "Dad email",
    "Dad mobile", "Dad PR",
)  # fmt: skip


def family_list(families: int) -> bytes:
    """Return a list of this many families as CSV: 3 rows for 2 families."""
    lines = [",".join(HEADINGS)]
    for n in range(families):
        last = f"{LAST[n % 10]}-{LAST[n // 10 % 10]}{chr(97 + n // 100 % 26)}{chr(97 + n // 2600)}"
        adults = (
            f"{FIRST[n % 10]} {last},mum{n}@example.org,07700{900000 + n:06},Yes,"
            f"{FIRST[(n + 5) % 10]} {last},dad{n}@example.org,07701{900000 + n:06},{'Yes' if n % 3 else 'No'}"
        )
        for child in range(1 + n % 2):
            born = date(2020, 1, 1) + timedelta(days=n % 700 + 400 * child)
            lines.append(f"{FIRST[(n + child + 2) % 10]},{last},{born:%d/%m/%Y},Playgroup,{adults}")
    return "\r\n".join(lines).encode()


def measure(families: int) -> None:
    """Import a list into an empty register, then once more, and print seconds and megabytes."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(PORTAL_ENV="test", PORTAL_INSTANCE=folder, DATABASE_URL=f"sqlite:///{folder}/bench.db")
        from portal import create_app
        from portal.config import Config
        from portal.families.models import Child
        from portal.foundation import clock, migrating
        from portal.imports import service
        from portal.imports.interpretation import first_decisions

        app = create_app(Config.from_environment())
        migrating.migrate()
        content, spent = family_list(families), {}
        with app.app_context():
            for part in ("import", "again"):
                before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
                sheets = service.open_list(content, "families.csv").sheets
                read = time.perf_counter() - start
                found, counts = service.import_at_once(
                    sheets, first_decisions(sheets), by_list=True, today=clock.today(), by_id=None
                )
                spent[part] = time.perf_counter() - start
                assert (found.questions, found.rows_left_out) == ((), ()), "nothing of this list is unclear"
                assert (counts is None) is (part == "again"), "the same list again changes nothing"
                print(f"import.{families}_families.{part} {spent[part]:.2f} s")
                print(f"import.{families}_families.{part}_of_which_reading {read:.2f} s")
                memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
                print(f"import.{families}_families.{part}_memory {memory:.1f} MB")
            assert Child.select().count() == families * 3 // 2, "every child is written once"


def main() -> None:
    """Measure each size in a process of its own, and print what ten times the rows cost."""
    costs = []
    for families in SIZES:
        run = subprocess.run([sys.executable, __file__, str(families)], check=True, capture_output=True, text=True)
        print(run.stdout, end="")
        costs.append([float(value) for _name, value, _unit in map(str.split, run.stdout.splitlines())])
    small, large = costs[0], costs[-1]
    print(f"import.{SIZES[-1]}_families_against_{SIZES[0]} {large[0] / small[0]:.2f} ratio")
    print(f"import.again_{SIZES[-1]}_families_against_{SIZES[0]} {large[3] / small[3]:.2f} ratio")


if __name__ == "__main__":
    measure(int(sys.argv[1])) if len(sys.argv) > 1 else main()
