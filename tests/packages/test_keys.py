"""The office's key: sealed and unsealed, trusted by fingerprint, and what it signs."""

from __future__ import annotations

import sqlite3
from types import SimpleNamespace

import pytest

from workstation.errors import Problem
from workstation.packages import keys, trust
from workstation.packages.sign import HEAD, grouped, opened, pae


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.delenv(keys.VARIABLE, raising=False)
    return SimpleNamespace(db=sqlite3.connect(tmp_path / "w.db", isolation_level=None))


def test_a_key_sealed_with_a_passphrase_opens_only_with_it(here):
    made = keys.make(here, "four words of peace")
    assert made.method == keys.PASSPHRASE and not made.warnings
    assert keys.unseal(here, "four words of peace").fingerprint == made.fingerprint
    for wrong, code in ((None, "passphrase-needed"), ("Four words of peace", "wrong-passphrase")):
        with pytest.raises(Problem) as caught:
            keys.unseal(here, wrong)
        assert caught.value.code == code


def test_the_environment_may_hold_the_passphrase(here, monkeypatch):
    monkeypatch.setenv(keys.VARIABLE, "from outside")
    assert keys.make(here).method == keys.PASSPHRASE
    assert keys.unseal(here)


def test_without_keyring_and_passphrase_the_key_opens_only_with_a_file_outside_the_workspace(here, tmp_path):
    made = keys.make(here, folder=tmp_path / "mine")
    assert made.method == keys.FILE and made.warnings
    file = next((tmp_path / "mine").iterdir())
    assert file.stat().st_mode & 0o077 == 0
    assert keys.unseal(here, folder=tmp_path / "mine")
    file.unlink()
    with pytest.raises(Problem) as caught:
        keys.unseal(here, folder=tmp_path / "mine")
    assert caught.value.code == "key-lost"


def test_a_keyring_holds_the_wrapping_key_where_there_is_one(here, monkeypatch):
    import keyring
    from keyring.backend import KeyringBackend

    class Ring(KeyringBackend):
        priority = 1
        kept: dict = {}

        def set_password(self, service, username, password):
            self.kept[service, username] = password

        def get_password(self, service, username):
            return self.kept.get((service, username))

        def delete_password(self, service, username):
            del self.kept[service, username]

    before = keyring.get_keyring()
    keyring.set_keyring(Ring())
    try:
        assert keys.make(here).method == keys.KEYRING
        assert keys.unseal(here)
    finally:
        keyring.set_keyring(before)


def test_a_key_can_be_sealed_anew(here, tmp_path):
    keys.make(here, folder=tmp_path / "mine")
    made = keys.reseal(here, keys.unseal(here, folder=tmp_path / "mine"), "now with words", folder=tmp_path / "mine")
    assert made.method == keys.PASSPHRASE and not list((tmp_path / "mine").iterdir())
    assert keys.unseal(here, "now with words").fingerprint == made.fingerprint


def test_making_a_key_twice_keeps_the_first(here):
    assert keys.make(here, "one").fingerprint == keys.make(here, "two").fingerprint


def test_a_sealed_key_put_under_another_public_key_does_not_open(here):
    made = keys.make(here, "words")
    here.db.execute("update office_key set public = ?", (bytes(32),))
    with pytest.raises(Problem):
        keys.unseal(here, "words")
    assert made.public != bytes(32)


WRITTEN = [
    ("as it is", lambda p: p),
    ("in groups", grouped),
    ("in capitals with colons", lambda p: ":".join(p[at : at + 2] for at in range(0, 64, 2)).upper()),
    ("with its algorithm", lambda p: "SHA256:" + p),
]


@pytest.mark.parametrize("written", [case[1] for case in WRITTEN], ids=[case[0] for case in WRITTEN])
def test_a_fingerprint_is_taken_as_people_write_it(here, written):
    print_ = "ab" * 32
    assert trust.add(here.db, written(print_)).fingerprint == print_ and trust.is_trusted(here.db, print_)


BAD = [("short", "ab" * 16), ("no digits", "the key of the centre"), ("too long", "ab" * 33), ("empty", " ")]


@pytest.mark.parametrize("print_", [case[1] for case in BAD], ids=[case[0] for case in BAD])
def test_a_wrong_or_shortened_fingerprint_is_not_trusted(here, print_):
    with pytest.raises(Problem) as caught:
        trust.add(here.db, print_)
    assert caught.value.code == "bad-fingerprint"


def test_a_shortened_fingerprint_suffices_for_a_key_that_was_met(here):
    trust.saw(here.db, "ab" * 32, bytes(32), "Office 17")
    assert trust.add(here.db, "ab" * 16).fingerprint == "ab" * 32


def test_what_is_signed_follows_the_published_vector():
    assert pae("http://example.com/HelloWorld",
               b"hello world") == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"


def test_an_envelope_says_who_signed_what(here):
    keys.make(here, "words")
    signer = keys.unseal(here, "words")
    data = signer.envelope(HEAD, {"a": 1})
    assert opened(data, HEAD, 10_000, "head").payload["a"] == 1
    assert opened(data, HEAD, 10_000, "head").fingerprint == signer.fingerprint
    for other in (data.replace(b'"keyid":"', b'"keyid":"0'), data + b"\n", data.replace(b'{"payload', b'{ "payload')):
        with pytest.raises(Problem):
            opened(other, HEAD, 10_000, "head")
    with pytest.raises(Problem):
        opened(data, "application/other", 10_000, "head")
