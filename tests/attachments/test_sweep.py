"""What no record names is removed in the end, and never anything else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine

from portal.attachments.vault import Vault
from portal.foundation import clock
from tests.attachments.vault_files import path_of, read, store

HOUR = timedelta(hours=1)


@pytest.fixture
def later():
    """Two hours from now."""
    with time_machine.travel(clock.now() + 2 * HOUR):
        yield


def names(kept):
    return {file.name for file in kept}


def test_only_what_no_record_names_goes(tmp_path, later):
    kept, left_over = store(tmp_path, b"one", b"two"), store(tmp_path, b"three", b"four")
    assert {path.stem for path in Vault(tmp_path).find_unnamed(names(kept), older_than=HOUR)} == names(left_over)
    assert Vault(tmp_path).sweep(names(kept), older_than=HOUR) == 2
    assert read(tmp_path, kept) == [b"one", b"two"]
    assert {path.stem for path in tmp_path.rglob("*.bin")} == names(kept)
    assert Vault(tmp_path).sweep(names(kept), older_than=HOUR) == 0


def test_what_no_record_names_is_gone_a_month_later(tmp_path, later):
    kept, left_over = store(tmp_path, b"one"), store(tmp_path, b"two")
    assert Vault(tmp_path).sweep(names(kept), older_than=HOUR) == 1
    for days, expected in ((29, 0), (31, 1)):
        with time_machine.travel(clock.now() + timedelta(days=days)):
            assert Vault(tmp_path).sweep(names(kept), older_than=HOUR) == expected
    assert not list(tmp_path.rglob(f"{left_over[0].name}*"))


def test_what_a_database_from_an_older_backup_did_not_name_comes_back_with_the_right_one(tmp_path, later):
    older, newer = store(tmp_path, b"one"), store(tmp_path, b"two", b"three")
    assert Vault(tmp_path).sweep(names(older), older_than=HOUR) == 2
    assert [Vault(tmp_path).fault_of(file) for file in newer] == ["it is missing"] * 2
    assert Vault(tmp_path).sweep(names(older + newer), older_than=HOUR) == 0
    assert read(tmp_path, newer) == [b"two", b"three"]


def test_a_file_on_its_way_into_a_record_stays(tmp_path):
    kept, on_its_way = store(tmp_path, b"one"), store(tmp_path, b"two")
    path_of(tmp_path, on_its_way[0]).with_suffix(".tmp").write_bytes(b"being written")
    assert Vault(tmp_path).sweep(names(kept), older_than=HOUR) == 0
    assert read(tmp_path, on_its_way) == [b"two"]


def test_what_a_killed_write_left_behind_goes(tmp_path, later):
    kept = store(tmp_path, b"one")
    blob, token = path_of(tmp_path, kept[0]), "0123456789abcdef"
    left_over = [tmp_path / f"{name}.{token}.tmp" for name in ("vault", "vault.key", "seal.key")]
    left_over += [blob.with_suffix(".tmp"), blob.with_name(f"{blob.name}.{token}.tmp")]
    for path in left_over:
        path.write_bytes(b"cut sh")
    assert Vault(tmp_path).sweep(names(kept), older_than=HOUR) == 5
    assert not any(path.exists() for path in left_over)
    assert read(tmp_path, kept) == [b"one"]


def test_what_is_not_the_vaults_own_stays(tmp_path, later):
    kept = store(tmp_path, b"one")
    strange = [
        tmp_path / "secret.key",
        tmp_path / "portal.db",
        tmp_path / "vault.tmp",
        tmp_path / "vault.key.tmp",
        tmp_path / "vault" / "README",
        tmp_path / "vault" / ("0" * 32 + ".bin"),
        tmp_path / "vault" / "ff" / ("0" * 32 + ".bin"),
        tmp_path / "vault" / "ff" / ("f" * 31 + ".bin"),
        tmp_path / "vault" / "ff" / ("f" * 32 + ".pdf"),
        tmp_path / "vault" / "ff" / "notes.tmp",
    ]
    (tmp_path / "vault" / "ff").mkdir(exist_ok=True)
    for path in strange:
        path.write_bytes(b"x")
    (tmp_path / "vault" / "ff" / ("f" * 32 + ".bin")).symlink_to(tmp_path / "portal.db")
    (tmp_path / "vault" / "ff" / ("e" * 32 + ".bin")).mkdir()
    before = sorted(tmp_path.rglob("*"))
    assert Vault(tmp_path).sweep(names(kept), older_than=HOUR) == 0
    assert sorted(tmp_path.rglob("*")) == before


def test_a_database_without_any_file_is_taken_for_the_wrong_one(tmp_path, later):
    kept = store(tmp_path, b"one", b"two")
    assert Vault(tmp_path).sweep(set(), older_than=HOUR) == 0
    assert read(tmp_path, kept) == [b"one", b"two"]


def test_two_workers_may_sweep_at_once(tmp_path, later):
    kept = store(tmp_path, b"one")
    store(tmp_path, *[b"two"] * 30)
    with ThreadPoolExecutor(4) as workers:
        swept = [workers.submit(Vault(tmp_path).sweep, names(kept), older_than=HOUR) for _number in range(4)]
    assert sum(sweep.result() for sweep in swept) >= 30
    assert {path.stem for path in tmp_path.rglob("*.bin")} == names(kept)


def test_where_nothing_was_ever_stored_nothing_is_swept(tmp_path):
    assert Vault(tmp_path / "new").sweep({"0" * 32}, older_than=HOUR) == 0
