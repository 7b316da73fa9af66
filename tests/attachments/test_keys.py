"""A new key for every file: cut short, full, raced or refused, nothing that was stored becomes unreadable."""

import itertools
import os
import resource
import shutil
import signal
import tempfile
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from portal.attachments.private_files import KeyUnusable
from portal.attachments.vault import Vault, VaultKeyBusy
from tests.attachments.vault_files import is_rotating, key_of, keys, path_of, read, store
from tests.support.killing import before_each_touch, in_child, kill_at

CONTENTS = [b"", b"A letter about Amira", os.urandom(100_000)]
NOBODY = 65534


@pytest.fixture
def kept(tmp_path):
    return store(tmp_path, *CONTENTS)


def rotate(folder, kept):
    """Rotate to the end, and return what was wrong."""
    return [fault for _file, fault in Vault(folder).rotate(kept) if fault]


def test_every_file_gets_the_new_key_and_the_old_one_is_gone(tmp_path, kept):
    (old,) = keys(tmp_path)[1]
    assert [file for file, _fault in Vault(tmp_path).rotate(kept)] == kept
    active, all_keys = keys(tmp_path)
    assert all_keys == [active] != [old]
    assert {key_of(tmp_path, file) for file in kept} == {active}
    assert read(tmp_path, kept) == CONTENTS
    assert sorted(path.name for path in tmp_path.iterdir()) == ["vault", "vault.key", "vault.lock"]
    assert Vault(tmp_path).count_old_keys() == 0


def test_each_rotation_that_ends_is_followed_by_one_with_another_key(tmp_path, kept):
    rotate(tmp_path, kept)
    first = keys(tmp_path)[0]
    rotate(tmp_path, kept)
    assert keys(tmp_path)[0] != first
    assert read(tmp_path, kept) == CONTENTS


def test_killed_at_any_moment_every_file_opens_and_the_next_rotation_goes_on(tmp_path):
    template = tmp_path / "template"
    kept = store(template, *CONTENTS)
    (old,) = keys(template)[1]
    for moment in itertools.count(1):
        folder = tmp_path / f"killed-{moment}"
        shutil.copytree(template, folder)

        def work(moment=moment, folder=folder):
            before_each_touch(folder, kill_at(moment))
            rotate(folder, kept)

        ended = in_child(work)
        assert read(folder, kept) == CONTENTS
        if ended == 0:
            break
        goes_on, begun = is_rotating(folder), keys(folder)[0]
        assert ended == -signal.SIGKILL
        assert rotate(folder, kept) == []
        assert read(folder, kept) == CONTENTS
        active, all_keys = keys(folder)
        assert all_keys == [active] != [old]
        assert (active == begun) is goes_on
        Vault(folder).sweep({file.name for file in kept}, older_than=timedelta(0))
        assert sorted(path.name for path in folder.iterdir()) == ["vault", "vault.key", "vault.lock"]
        assert not list(folder.rglob("*.tmp"))
    assert moment > 15


def test_two_rotations_at_once_are_refused(tmp_path, kept):
    first = Vault(tmp_path).rotate(kept)
    next(first)
    with pytest.raises(VaultKeyBusy):
        rotate(tmp_path, kept)
    assert read(tmp_path, kept) == CONTENTS
    list(first)
    assert rotate(tmp_path, kept) == []


def test_a_rotation_that_was_killed_holds_up_no_other(tmp_path, kept):
    (tmp_path / "vault.key.new").touch()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            rotation = Vault(tmp_path).rotate(kept)
            next(rotation)
            os.write(writing, b"x")
            signal.pause()
        finally:
            os._exit(1)
    assert os.read(reading, 1) == b"x"
    with pytest.raises(VaultKeyBusy):
        rotate(tmp_path, kept)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert rotate(tmp_path, kept) == []
    assert read(tmp_path, kept) == CONTENTS
    assert Vault(tmp_path).count_old_keys() == 0


def test_a_damaged_file_holds_up_no_other_and_keeps_its_key(tmp_path, kept):
    whole = path_of(tmp_path, kept[1]).read_bytes()
    path_of(tmp_path, kept[1]).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    path_of(tmp_path, kept[0]).unlink()
    assert rotate(tmp_path, kept) == ["it is missing", "it is damaged"]
    active, all_keys = keys(tmp_path)
    assert key_of(tmp_path, kept[2]) == active
    assert key_of(tmp_path, kept[1]) in all_keys
    path_of(tmp_path, kept[1]).write_bytes(whole)
    assert read(tmp_path, kept[1:]) == CONTENTS[1:]
    assert rotate(tmp_path, kept) == ["it is missing"]
    assert keys(tmp_path)[0] != active
    assert Vault(tmp_path).count_old_keys() == 0


def test_a_file_that_no_record_names_yet_keeps_the_old_key_until_the_next_run(tmp_path, kept):
    on_its_way = kept.pop()
    rotate(tmp_path, kept)
    assert Vault(tmp_path).count_old_keys() == 1
    assert read(tmp_path, [on_its_way]) == CONTENTS[2:]
    begun = keys(tmp_path)[0]
    rotate(tmp_path, [*kept, on_its_way])
    assert keys(tmp_path) == (begun, [begun])


def test_a_file_stored_while_the_key_changes_is_encrypted_with_the_new_one(tmp_path, kept):
    def work():
        rotations = iter([lambda: rotate(tmp_path, kept)])
        before_each_touch(tmp_path / "vault", lambda: next(rotations, lambda: None)())
        late = store(tmp_path, b"late")
        assert next(rotations, None) is None
        assert read(tmp_path, late) == [b"late"]
        assert keys(tmp_path) == (key_of(tmp_path, late[0]), [key_of(tmp_path, late[0])])

    before = keys(tmp_path)[0]
    assert in_child(work) == 0
    assert keys(tmp_path)[0] != before


def test_a_file_opens_although_its_key_changes_between_reading_the_two(tmp_path, kept):
    def work():
        rotations = iter([lambda: rotate(tmp_path, kept)])
        before_each_touch(tmp_path / "vault.key", lambda: next(rotations, lambda: None)())
        assert read(tmp_path, kept) == CONTENTS
        assert next(rotations, None) is None

    before = keys(tmp_path)[0]
    assert in_child(work) == 0
    assert keys(tmp_path)[0] != before


def test_files_are_stored_and_opened_while_keys_are_rotated(tmp_path, kept):
    stop, added, wrong = threading.Event(), [], []

    def work():
        try:
            while not stop.is_set():
                added.extend(store(tmp_path, b"more"))
                read(tmp_path, [*kept, added[-1]])
        except Exception as problem:
            wrong.append(problem)

    workers = [threading.Thread(target=work) for _number in range(3)]
    for worker in workers:
        worker.start()
    for _number in range(5):
        rotate(tmp_path, [*kept, *added])
    stop.set()
    for worker in workers:
        worker.join()
    assert wrong == []
    assert read(tmp_path, [*kept, *added]) == [*CONTENTS, *[b"more"] * len(added)]


def test_a_full_disk_stops_a_rotation_and_leaves_every_file_readable(tmp_path, kept):
    def work():
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
        with pytest.raises(OSError, match="File too large"):
            rotate(tmp_path, kept)
        with pytest.raises(OSError, match="File too large"):
            store(tmp_path, os.urandom(60_000))

    assert in_child(work) == 0
    assert len(list(tmp_path.rglob("*.bin"))) == len(kept)
    assert not list(tmp_path.rglob("*.tmp"))
    assert read(tmp_path, kept) == CONTENTS
    begun = keys(tmp_path)[0]
    assert rotate(tmp_path, kept) == []
    assert keys(tmp_path) == (begun, [begun])


@pytest.fixture
def reached():
    """A folder that other users can reach, unlike pytest’s own."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def test_a_folder_that_cannot_be_written_to_stays_readable(reached):
    kept = store(reached, *CONTENTS)
    user = NOBODY if os.geteuid() == 0 else os.geteuid()  # root may write anywhere
    for place in (reached, *reached.rglob("*")):
        os.chown(place, user, -1)
        if place.is_dir():
            place.chmod(0o500)

    def work():
        os.setuid(user)
        with pytest.raises(PermissionError):
            rotate(reached, kept)
        with pytest.raises(PermissionError):
            store(reached, b"more")
        assert read(reached, kept) == CONTENTS

    assert in_child(work) == 0
    for place in (reached, *reached.rglob("*")):
        place.chmod(0o700)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to somebody else")
def test_the_key_file_of_somebody_else_is_refused(tmp_path, kept):
    os.chown(tmp_path / "vault.key", NOBODY, -1)
    for attempt in (lambda: read(tmp_path, kept), lambda: store(tmp_path, b"more"), lambda: rotate(tmp_path, kept)):
        with pytest.raises(KeyUnusable, match="belongs to another user"):
            attempt()
    assert "belongs to another user" in Vault(tmp_path).key_problem()
    assert len(list(tmp_path.rglob("*.bin"))) == len(kept)


def test_what_other_users_could_read_is_closed_to_them_and_logged(tmp_path, kept, caplog):
    loose = {tmp_path / "vault.key": 0o640, tmp_path / "vault": 0o755, path_of(tmp_path, kept[1]): 0o604}
    for path, mode in loose.items():
        path.chmod(mode)
    assert read(tmp_path, kept) == CONTENTS
    assert [path.stat().st_mode & 0o777 for path in loose] == [0o600, 0o700, 0o600]
    for path in loose:
        assert f"{path} was open to other users" in caplog.text


def test_all_that_is_open_to_others_is_found_at_once(tmp_path, kept):
    assert list(Vault(tmp_path).restrict()) == []
    loose = [tmp_path / "vault.key", tmp_path / "vault", *(path_of(tmp_path, file) for file in kept[:2])]
    for path in loose:
        path.chmod(path.stat().st_mode | 0o044)
    assert sorted(Vault(tmp_path).restrict()) == sorted(loose)
    assert list(Vault(tmp_path).restrict()) == []


def test_it_is_known_why_nothing_can_be_stored(tmp_path):
    assert Vault(tmp_path).key_problem() == ""
    kept = store(tmp_path, *CONTENTS)
    assert Vault(tmp_path).key_problem() == ""
    key = (tmp_path / "vault.key").read_bytes()
    (tmp_path / "vault.key").unlink()
    assert "vault.key is missing" in Vault(tmp_path).key_problem()
    (tmp_path / "vault.key").write_bytes(key[:-9])
    assert "vault.key cannot be read" in Vault(tmp_path).key_problem()
    (tmp_path / "vault.key").write_bytes(key)
    assert Vault(tmp_path).key_problem() == ""
    assert read(tmp_path, kept) == CONTENTS
