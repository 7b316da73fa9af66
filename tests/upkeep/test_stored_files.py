"""Giving every stored file a new key, and looking through them, from the terminal."""

import json
import os
import sys
import time
from pathlib import Path

import pytest
from click.testing import Result

from portal.attachments.service import accept_file, stored_files
from portal.attachments.service import vault as the_vault
from tests.concerns import factories as concerns

if sys.platform != "win32":
    import resource

EARLIER = 2 * 3600


@pytest.fixture
def flask(app, db_ready):
    def run(*words: str) -> Result:
        return app.test_cli_runner().invoke(args=words)

    return run


def path_of(vault: Path, name: str) -> Path:
    return vault / "vault" / name[:2] / f"{name}.bin"


def ring(vault: Path) -> dict:
    return json.loads((vault / "vault.key").read_text())


def make_older(path: Path) -> None:
    os.utime(path, (time.time() - EARLIER,) * 2)


def add_orphan(vault: Path, *, is_old: bool) -> str:
    name = the_vault().store(b"nobody's", purpose="concern:CN-7K2M-9QXD:copy").name
    if is_old:
        make_older(path_of(vault, name))
    return name


def test_every_file_of_every_record_is_kept(vault, concern, record, a_parent):
    concerns.raise_concern(a_parent, evidence=[wait(), wait()])
    wait()
    kept = list(stored_files())
    assert {file.name for file in kept} == {path.stem for path in vault.rglob("*.bin")}
    assert len(kept) == 3 + 3 + 6 + 3
    assert [the_vault().fault_of(file) for file in kept] == [""] * 15


def wait():
    return accept_file(concerns.photograph(), "picture.jpg", by_id=0)


def test_every_file_gets_a_new_key(flask, vault, concern, record, monkeypatch):
    monkeypatch.setattr("portal.upkeep.cli._SAYS_HOW_FAR_EVERY", 3)
    old = ring(vault)["active"]
    ended = flask("keys", "rotate")
    assert ended.exit_code == 0, ended.output
    assert ended.output.splitlines() == [
        "3 of 6",
        "6 of 6",
        "Back up vault.key now. Files in older backups need the key file of their own time.",
        "Every file is encrypted with the new key, and the old one is gone.",
    ]
    assert [the_vault().fault_of(file) for file in stored_files()] == [""] * 6
    assert old not in ring(vault)["keys"]


def test_files_left_over_do_not_hold_up_a_new_key(flask, vault, concern):
    name = add_orphan(vault, is_old=True)
    assert flask("keys", "rotate").exit_code == 0
    assert not path_of(vault, name).exists()
    assert len(ring(vault)["keys"]) == 1


def test_an_upload_on_its_way_keeps_the_old_key(flask, vault, concern):
    name = add_orphan(vault, is_old=False)
    ended = flask("keys", "rotate")
    assert ended.exit_code == 1
    assert "An old key is kept" in ended.output
    assert path_of(vault, name).exists()
    assert len(ring(vault)["keys"]) == 2


def test_a_damaged_file_is_named_and_the_others_get_the_new_key(flask, vault, concern, record):
    damaged = list(stored_files())[1]
    path_of(vault, damaged.name).write_bytes(path_of(vault, damaged.name).read_bytes()[:-1])
    ended = flask("keys", "rotate")
    assert ended.exit_code == 1
    assert f"{damaged.purpose} ({damaged.name}): it is damaged." in ended.output.splitlines()
    assert "An old key is kept" in ended.output
    assert sum(not the_vault().fault_of(file) for file in stored_files()) == 5


@pytest.mark.skipif(os.name == "nt", reason="only POSIX can say how large a file may grow")
def test_a_full_disk_ends_a_rotation_in_one_line_and_the_next_goes_on(flask, vault, concern):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, hard))  # the key file fits, and no picture
    try:
        ended = flask("keys", "rotate")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (ended.exit_code, ended.output.count("\n")) == (1, 1)
    assert ended.output.startswith("Error: File too large")
    assert [the_vault().fault_of(file) for file in stored_files()] == [""] * 3
    assert flask("keys", "rotate").exit_code == 0
    assert len(ring(vault)["keys"]) == 1


def test_a_second_rotation_at_once_is_refused(flask, vault, concern):
    first = the_vault().rotate(stored_files())
    next(first)
    ended = flask("keys", "rotate")
    first.close()
    assert (ended.exit_code, ended.output.count("\n")) == (1, 1)
    assert ended.output.startswith("Error: Another process is rotating the keys.")


def test_where_nothing_is_stored_there_is_nothing_wrong(flask, vault):
    assert flask("attachments", "check").output == "0 files are as they should be.\n"
    assert flask("keys", "rotate").exit_code == 0
    assert flask("attachments", "check").output == "0 files are as they should be.\n"


def test_files_that_match_their_records_are_counted(flask, vault, concern, record):
    add_orphan(vault, is_old=False)
    ended = flask("attachments", "check")
    assert (ended.exit_code, ended.output) == (0, "6 files are as they should be.\n")


def remove(path: Path) -> None:
    path.unlink()


def change(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))


def use_another_key(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:7] + b"otherkey" + content[15:])


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (remove, "it is missing"),
        (change, "it is damaged"),
        (use_another_key, "the key it was encrypted with is not in vault.key"),
    ],
)
def test_each_file_that_does_not_match_its_record_is_said(flask, vault, concern, record, harm, said):
    first, *_rest, last = stored_files()
    for file in (first, last):
        harm(path_of(vault, file.name))
    ended = flask("attachments", "check")
    assert ended.exit_code == 1
    assert ended.output.splitlines() == [
        f"{first.purpose} ({first.name}): {said}.",
        f"{last.purpose} ({last.name}): {said}.",
    ]


def test_a_file_that_no_record_names_is_said(flask, vault, concern):
    name = add_orphan(vault, is_old=True)
    ended = flask("attachments", "check")
    assert (ended.exit_code, ended.output) == (1, f"{name}: no record names it.\n")
    assert path_of(vault, name).exists()


def test_what_other_users_could_read_is_said_once_and_closed(flask, vault, concern):
    (vault / "vault.key").chmod(0o644)
    name = next(stored_files()).name
    path_of(vault, name).chmod(0o640)
    ended = flask("attachments", "check")
    assert ended.exit_code == 1
    assert [line.partition(":")[0] for line in ended.output.splitlines()] == ["vault.key", f"{name}.bin"]
    assert (vault / "vault.key").stat().st_mode & 0o777 == 0o600
    assert flask("attachments", "check").output == "3 files are as they should be.\n"


@pytest.mark.parametrize("words", [("attachments", "check"), ("keys", "rotate")])
def test_a_lost_key_is_said_in_one_line(flask, vault, concern, words):
    (vault / "vault.key").unlink()
    ended = flask(*words)
    assert ended.exit_code == 1
    said = f"{vault / 'vault.key'} is missing. Restore it from the backup.\n"
    assert ended.output.removeprefix("Error: ") == said
