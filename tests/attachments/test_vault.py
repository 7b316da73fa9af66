"""What is stored in the vault comes back exactly, for its purpose only, or not at all."""

import errno
import hashlib
import json
import os
import stat
import threading
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.attachments.private_files import KeyUnusable
from portal.attachments.vault import MAGIC, StoredFile, Vault, VaultDamaged

LETTER = b"A letter about Amira"


@pytest.fixture
def vault(tmp_path):
    return Vault(tmp_path)


def blob(tmp_path, stored):
    return tmp_path / "vault" / stored.name[:2] / f"{stored.name}.bin"


def opened(vault, stored, purpose="evidence"):
    return vault.open(replace(stored, purpose=purpose))


@pytest.mark.parametrize("data", [b"", b"\0", LETTER, os.urandom(1_000_003)])
def test_what_is_stored_comes_back(vault, data):
    stored = vault.store(data, purpose="evidence")
    assert stored.sha256 == hashlib.sha256(data).hexdigest()
    assert opened(vault, stored) == data


def test_a_new_vault_on_the_same_folder_reads_it(vault, tmp_path):
    stored = vault.store(LETTER, purpose="evidence")
    assert opened(Vault(tmp_path), stored) == LETTER


def test_nothing_readable_lies_on_disk_and_only_the_owner_may_look(vault, tmp_path):
    stored = vault.store(LETTER, purpose="evidence")
    content = blob(tmp_path, stored).read_bytes()
    assert content.startswith(MAGIC)
    assert b"Amira" not in content
    for path in (blob(tmp_path, stored), tmp_path / "vault.key"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "vault").stat().st_mode) == 0o700


def test_the_same_file_twice_is_two_unlike_blobs(vault, tmp_path):
    first, second = vault.store(LETTER, purpose="evidence"), vault.store(LETTER, purpose="evidence")
    assert first.name != second.name
    assert blob(tmp_path, first).read_bytes()[-40:] != blob(tmp_path, second).read_bytes()[-40:]


def test_a_file_opens_only_for_the_purpose_it_was_stored_for(vault):
    stored = vault.store(LETTER, purpose="evidence")
    with pytest.raises(VaultDamaged):
        opened(vault, stored, purpose="signature")


def test_one_file_cannot_take_the_place_of_another(vault, tmp_path):
    first, second = vault.store(LETTER, purpose="evidence"), vault.store(LETTER, purpose="evidence")
    blob(tmp_path, second).replace(blob(tmp_path, first))
    with pytest.raises(VaultDamaged):
        opened(vault, first)


@pytest.mark.parametrize("sha256", ["", "zz", "00", "0" * 64, "é" * 64])
def test_another_fingerprint_is_another_file(vault, sha256):
    stored = vault.store(LETTER, purpose="evidence")
    with pytest.raises(VaultDamaged):
        vault.open(replace(stored, sha256=sha256))


@settings(max_examples=60)
@given(place=st.integers(0, 80), mask=st.integers(1, 255))
def test_one_changed_byte_anywhere_is_noticed(vault, tmp_path, place, mask):
    stored = vault.store(LETTER, purpose="evidence")
    content = bytearray(blob(tmp_path, stored).read_bytes())
    content[place % len(content)] ^= mask
    blob(tmp_path, stored).write_bytes(content)
    with pytest.raises((VaultDamaged, KeyUnusable)):
        opened(vault, stored)


@pytest.mark.parametrize("length", [0, 1, 6, 26, 27, 30, 50])
def test_a_file_cut_short_is_noticed(vault, tmp_path, length):
    stored = vault.store(LETTER, purpose="evidence")
    content = blob(tmp_path, stored).read_bytes()
    blob(tmp_path, stored).write_bytes(content[:length])
    with pytest.raises(VaultDamaged):
        opened(vault, stored)


@pytest.mark.parametrize(
    "name", ["", "..", "../vault.key", "A" * 32, "0" * 31, "0" * 32, "0" * 32 + "\n", "/etc/passwd"]
)
def test_a_name_that_is_not_ours_opens_nothing(vault, name):
    vault.store(LETTER, purpose="evidence")
    with pytest.raises(VaultDamaged):
        vault.open(StoredFile(name, "evidence", "0" * 64))


def test_old_files_open_after_a_new_key_and_new_files_use_it(vault, tmp_path):
    before = vault.store(LETTER, purpose="evidence")
    list(vault.rotate([]))
    key_id = bytes.fromhex(json.loads((tmp_path / "vault.key").read_text())["active"])
    after = vault.store(LETTER, purpose="evidence")
    assert opened(vault, before) == opened(vault, after) == LETTER
    assert key_id in blob(tmp_path, after).read_bytes()[:27]
    assert key_id not in blob(tmp_path, before).read_bytes()[:27]
    assert stat.S_IMODE((tmp_path / "vault.key").stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["vault", "vault.key", "vault.lock"]


def test_a_lost_key_file_is_never_replaced_by_a_fresh_one(vault, tmp_path):
    stored = vault.store(LETTER, purpose="evidence")
    (tmp_path / "vault.key").unlink()
    with pytest.raises(KeyUnusable):
        opened(vault, stored)
    with pytest.raises(KeyUnusable):
        vault.store(LETTER, purpose="evidence")
    assert not (tmp_path / "vault.key").exists()


def test_a_key_taken_out_of_the_file_is_named_as_missing(vault, tmp_path):
    stored = vault.store(LETTER, purpose="evidence")
    list(vault.rotate([]))
    ring = json.loads((tmp_path / "vault.key").read_text())
    ring["keys"] = {ring["active"]: ring["keys"][ring["active"]]}
    (tmp_path / "vault.key").write_text(json.dumps(ring))
    with pytest.raises(KeyUnusable):
        opened(vault, stored)


@pytest.mark.parametrize(
    "written",
    ["", "{}", "[]", "null", '{"active": "zz", "keys": {}}', '{"active": "00", "keys": {"00": "AAAA"}}', "é"],
)
def test_a_broken_key_file_says_so(vault, tmp_path, written):
    stored = vault.store(LETTER, purpose="evidence")
    (tmp_path / "vault.key").write_text(written, "utf-8")
    with pytest.raises(KeyUnusable):
        opened(vault, stored)
    with pytest.raises(KeyUnusable):
        vault.store(LETTER, purpose="evidence")


def test_workers_that_start_together_share_one_key(tmp_path):
    ready, kept = threading.Barrier(6), []

    def work():
        ready.wait()
        kept.append(Vault(tmp_path).store(LETTER, purpose="evidence"))

    workers = [threading.Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [opened(Vault(tmp_path), stored) for stored in kept] == [LETTER] * 6
    assert sorted(path.name for path in tmp_path.iterdir()) == ["vault", "vault.key"]


def test_a_disk_that_fails_leaves_nothing_behind(vault, tmp_path, monkeypatch):
    vault.store(LETTER, purpose="evidence")
    before = sorted(tmp_path.rglob("*.bin"))

    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        vault.store(LETTER, purpose="evidence")
    assert sorted(tmp_path.rglob("*.bin")) == before
    assert list(tmp_path.rglob("*.tmp")) == []


def test_an_erased_file_is_gone(vault, tmp_path):
    stored = vault.store(LETTER, purpose="evidence")
    vault.erase(stored.name)
    vault.erase(stored.name)
    assert not blob(tmp_path, stored).exists()
    with pytest.raises(VaultDamaged):
        opened(vault, stored)
