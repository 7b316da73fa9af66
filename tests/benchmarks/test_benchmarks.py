"""Every measurement still runs, on little: a script that broke would be noticed only when its answer is needed."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent.parent / "benchmarks"
LINE = re.compile(r"[a-z0-9_.]+ -?[0-9.]+ \S+( \(.+\))?")
# What makes each script small, and the call that measures.
SMALL = {
    "attachments": (
        "ROUNDS, REQUESTS, PHOTO, SCAN, FORMS, SCANS = 1, 4, (400, 300), (248, 350), 2, 1\n"
        "MANY = LARGE = (200, 200)\n"
        "bombs = lambda: {'jpeg_of_nothing': lambda: photograph(PHOTO)}",
        "main()",
    ),
    "clearance": ("ROUNDS, SIZES = 1, {name: (100, 4) for name in SIZES}", "main()"),
    "import": ("", "measure(4)"),
    "journeys": ("JOBS, WEIGHTS = {'withdraw': JOBS['withdraw']}, ()", "main([])"),
    "may_show": ("SIZES, ROUNDS, REPEATS = (4000, 8000), 1, 1", "main()"),
    "concerns_register": ("SIZES, ROUNDS = (4, 8), 1", "main()"),
    "owed": ("SIZES, ROUNDS = (4, 8), 1", "main()"),
    "pack": ("", "measure(3)"),
    "page": ("ROUNDS, REQUESTS = 1, 2", "main()"),
    "register": ("ROUNDS = 1", "measure(100)"),
    "server": (
        "REQUESTS, CONNECTIONS, SLOW, SECONDS, PATIENCE, every = 8, 2, 4, 1, 1, servers\n"
        "servers = lambda port: {name: every(port)[name] for name in ('waitress_2_processes', 'gunicorn_sync')}",
        "main()",
    ),
    "takedowns": ("POSTS, ROUNDS = 3, 1", "main()"),
    "verify": ("ROUNDS, MUTATIONS = 1, 30", "main()"),
    "signing": ("WRITERS, SECONDS, ROUNDS, FAMILIES = (1, 2), 0.2, 1, 6", "main()"),
}


def test_every_script_is_known() -> None:
    assert {path.stem for path in FOLDER.glob("*.py")} == set(SMALL)


@pytest.mark.parametrize("name", SMALL)
def test_a_measurement_runs_and_prints_what_it_found(name: str, pytestconfig: pytest.Config) -> None:
    if name == "journeys" and not pytestconfig.getoption("--chromium"):
        pytest.skip("no Chromium here")
    smaller, call = SMALL[name]
    code = (
        "import importlib, sys\n"
        f"sys.path.insert(0, {str(FOLDER)!r})\n"
        f"script = importlib.import_module({name!r})\n"
        f"exec({smaller!r}, vars(script))\n"
        f"script.{call}\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=600, check=False)
    assert run.returncode == 0, run.stderr
    lines = run.stdout.splitlines()
    assert lines
    assert [line for line in lines if not LINE.fullmatch(line)] == []
