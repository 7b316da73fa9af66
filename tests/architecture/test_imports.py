"""A folder imports only from lower shelves, rules stay pure, and starting the portal stays light."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.architecture.sources import ROOT, Import, Source, imports_of, modules, sources

# Lowest first (docs: the house). Folders on one shelf are strangers to each other.
SHELVES = (
    {"foundation", "pdf"},
    {"access"},
    {"web"},
    {"audit", "settings", "mail", "attachments"},
    {"accounts", "issued"},
    {"families", "wording"},
    {"consents", "acknowledgements", "relationships", "visitors", "concerns", "imports"},
    {"posts", "group", "reminders"},
    {"records", "upkeep", "home", "children"},
)
HEIGHT = {folder: height for height, shelf in enumerate(SHELVES) for folder in shelf}
# The host's configuration is plain data that every shelf may read; these two put the house together.
BELOW_ALL = {"config"}
ABOVE_ALL = {"wiring", "portal"}

# Slow to load, so each is loaded on first use, and only behind these doors.
DOORS = {
    "reportlab": ("pdf/",),
    "uharfbuzz": ("pdf/",),
    "bidi": ("pdf/",),
    "pikepdf": ("pdf/", "foundation/", "attachments/"),
    "pyhanko": ("pdf/",),
    "pyhanko_certvalidator": ("pdf/",),
    "asn1crypto": ("pdf/",),
    "PIL": ("foundation/images.py", "pdf/", "attachments/"),
    "pypdfium2": ("attachments/pdfs.py",),
    "python_calamine": ("imports/workbook.py",),
    "segno": ("pdf/", "web/", "accounts/", "visitors/"),
    "argon2": ("accounts/passwords.py",),
    "zxcvbn": ("accounts/passwords.py",),
    "webauthn": ("accounts/",),
    "holidays": ("foundation/working_days.py",),
}
# A table of days, as pure as one of our own.
DATA = {"holidays"}
# Rules as pure functions: no database, no Flask, no clock.
PURE = (
    *("policy.py", "staff_policy.py", "clocks.py", "duties.py", "precedence.py", "pseudonyms.py", "routing.py"),
    *("comparison.py", "uses.py", "email_addresses.py", "captions.py"),
    *("foundation/text.py", "foundation/dates.py", "foundation/working_days.py"),
)
# Themselves loaded late, as the test of wsgi proves: the package, and what opens files in a process of its own.
MAY_LOAD_AT_THE_TOP = ("pdf/", *(f"attachments/{name}.py" for name in ("pictures", "pdfs")))


def every_import() -> Iterator[Import]:
    for source in sources():
        yield from imports_of(source)


def test_every_folder_has_a_shelf() -> None:
    folders = {source.folder for source in sources()} - BELOW_ALL - ABOVE_ALL - {"__init__"}
    assert folders - HEIGHT.keys() == set()


def test_imports_only_point_downwards() -> None:
    wrong = []
    for found in every_import():
        here, there = found.source.folder, [*found.target.split("."), ""][1]
        if found.target.split(".")[0] != "portal" or here in ABOVE_ALL | {"__init__"} or here == there:
            continue
        if there in BELOW_ALL:
            continue
        if here in BELOW_ALL or HEIGHT.get(there, 99) >= HEIGHT[here]:
            wrong.append(str(found))
    assert wrong == [], "\n".join(wrong)


def test_no_module_imports_itself_by_a_round_trip() -> None:
    graph = {source.module: _first_party(source) for source in sources()}
    assert list(_circles(graph)) == []


def _first_party(source: Source) -> set[str]:
    found = {i.target for i in imports_of(source) if i.target in modules() and not i.for_types_only}
    return found - {source.module}


def _circles(graph: dict[str, set[str]]) -> Iterator[str]:
    """Return one line for each way round: what remains when modules that end nowhere are taken away."""
    left = {module: set(targets) for module, targets in graph.items()}
    while ends := {module for module, targets in left.items() if not targets & left.keys()}:
        left = {module: targets for module, targets in left.items() if module not in ends}
    yield from (f"{module} -> {sorted(targets & left.keys())}" for module, targets in sorted(left.items()))


@pytest.mark.parametrize(
    "source", [s for s in sources() if s.path.name in PURE or s.name in PURE], ids=lambda s: s.name
)
def test_rules_are_pure(source: Source) -> None:
    assert list(_impurities(source.module, set())) == []


def _impurities(module: str, seen: set[str]) -> Iterator[str]:
    """Follow what a module imports; anything but the standard library and other pure modules is named."""
    seen.add(module)
    for found in imports_of(next(s for s in sources() if s.module == module)):
        top = found.target.split(".")[0]
        if found.target in modules():
            if found.target not in seen and found.target != "portal":
                yield from _impurities(found.target, seen)
        elif top not in sys.stdlib_module_names | DATA:
            yield str(found)
    if module == "portal.foundation.clock":
        yield f"{module} is read: the day has to be passed in"


def test_a_function_imports_nothing_but_a_heavy_library() -> None:
    inside = [i for i in every_import() if i.in_function and i.target.split(".")[0] not in DOORS]
    assert [str(i) for i in inside] == []


def test_heavy_libraries_are_loaded_behind_their_doors_and_late() -> None:
    wrong = []
    for found in every_import():
        top = found.target.split(".")[0]
        if top not in DOORS or found.for_types_only:
            continue
        behind_its_door = found.source.name.startswith(DOORS[top])
        late = found.in_function or found.source.name.startswith(MAY_LOAD_AT_THE_TOP)
        if not (behind_its_door and late):
            wrong.append(str(found))
    assert wrong == [], "\n".join(wrong)


def test_starting_loads_no_heavy_library(tmp_path) -> None:
    script = "import sys, wsgi; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    environment = {"PORTAL_INSTANCE": str(tmp_path), "PATH": "/usr/bin:/bin"}
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert set(run.stdout.split()) & DOORS.keys() == set()
