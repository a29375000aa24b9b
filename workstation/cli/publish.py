"""Commands of handing over: key, pack, verify-package, destination, sync, accept."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workstation.cli.shell import Shell, command, read_line, table_lines
from workstation.errors import Problem
from workstation.people import require
from workstation.text import _, _n

if TYPE_CHECKING:
    from workstation.dataset.dataset import Dataset
    from workstation.dataset.decisions import Version
    from workstation.packages.sign import Signer
    from workstation.packages.verify import Verification
    from workstation.sync.accept import Outcome
    from workstation.sync.receipts import Noted
    from workstation.sync.run import Round

passphrase_fd = click.option("--passphrase-fd", type=int, default=None,
                             help="File descriptor whose first line is the passphrase of the office's key.")


def unlock(shell: Shell, fd: int | None) -> Signer:
    """Return the office's key ready to sign, asking for its passphrase at the terminal when there is one."""
    import sys

    from workstation.packages import keys

    passphrase = read_line(fd) if fd is not None else None
    try:
        return keys.unseal(shell.workspace, passphrase)
    except Problem as problem:
        if problem.code != "passphrase-needed" or not sys.stdin.isatty():
            raise
    return keys.unseal(shell.workspace,
                       str(click.prompt(_("Passphrase of the office's key"), hide_input=True, err=True)))


@click.group()
def key() -> None:
    """The office's signing key, and the keys of others that are trusted."""


@command("show")
def show(shell: Shell) -> None:
    """Show the office's key; read its fingerprint to the other side by telephone."""
    from workstation.packages import keys
    from workstation.packages.sign import grouped

    found = keys.current(shell.workspace.db)
    if found is None:
        raise Problem("no-key", _("This workspace has no key to sign with."), remedy=_("Make one with “key make”."))
    db = shell.workspace.db
    data = {**found.data(), "office": keys.office_name(db), "office_id": keys.office_id(found.fingerprint),
            "device": keys.device(db)}
    shell.answer(data, [_("Fingerprint: {fingerprint}", fingerprint=grouped(found.fingerprint)),
                        _("Made: {time}", time=found.made), *found.warnings])


@command("make")
@passphrase_fd
def make(shell: Shell, passphrase_fd: int | None) -> None:
    """Make the office's key where there is none."""
    from workstation.packages import keys

    require(shell.account, "trust")
    found = keys.make(shell.workspace, read_line(passphrase_fd) if passphrase_fd is not None else None,
                      person=shell.person)
    shell.answer(found.data(), [_("Key of the office: {fingerprint}", fingerprint=found.fingerprint), *found.warnings])


@command("seal")
@passphrase_fd
@click.option("--new-passphrase-fd", type=int, default=None,
              help="File descriptor with the new passphrase; keyring when left out.")
def seal(shell: Shell, passphrase_fd: int | None, new_passphrase_fd: int | None) -> None:
    """Seal the office's key with another passphrase, or with the system's keyring."""
    from workstation.packages import keys

    require(shell.account, "trust")
    signer = unlock(shell, passphrase_fd)
    new = read_line(new_passphrase_fd) if new_passphrase_fd is not None else None
    found = keys.reseal(shell.workspace, signer, new)
    shell.answer(found.data(), [_("The key is sealed anew ({method}).", method=found.method), *found.warnings])


@command("trust")
@click.argument("fingerprint", nargs=-1, required=True)
@click.option("--name", default="", help="Whose key it is.")
def trust(shell: Shell, fingerprint: tuple[str, ...], name: str) -> None:
    """Trust the key with this FINGERPRINT, compared by telephone."""
    from workstation.packages import trust as trusted
    from workstation.packages.sign import grouped

    require(shell.account, "trust")
    found = trusted.add(shell.workspace.db, " ".join(fingerprint), name=name, person=shell.person)
    shell.answer(found.data(), [_("Trusted: {fingerprint}", fingerprint=grouped(found.fingerprint))])


@command("distrust")
@click.argument("fingerprint", nargs=-1, required=True)
def distrust(shell: Shell, fingerprint: tuple[str, ...]) -> None:
    """Trust a key no longer."""
    from workstation.packages import trust as trusted
    from workstation.packages.sign import grouped

    require(shell.account, "trust")
    found = trusted.revoke(shell.workspace.db, " ".join(fingerprint))
    shell.answer(found.data(), [_("No longer trusted: {fingerprint}", fingerprint=grouped(found.fingerprint))])


@command("list")
def list_keys(shell: Shell) -> None:
    """List the keys that are trusted, and those that were met."""
    from workstation.packages import trust as trusted

    found, met = trusted.listed(shell.workspace.db), trusted.met(shell.workspace.db)
    rows = [[key.fingerprint[:16], key.name, _("trusted") if key.revoked is None else _("no longer trusted"), key.since]
            for key in found] + [[print_[:16], "", _("met, not trusted"), since] for print_, since in met]
    shell.answer({"keys": [key.data() for key in found], "met": [{"fingerprint": p, "since": s} for p, s in met]},
                 table_lines(rows, [_("Fingerprint"), _("Name"), "", _("Since")]))


@command("new-device")
def new_device(shell: Shell) -> None:
    """Give this workspace an identity of its own, after a restored backup or a copied disk."""
    from workstation.packages import keys

    require(shell.account, "trust")
    shell.answer({"device": keys.renew_device(shell.workspace.db)},
                 [_("This workspace has a new identity; sync again.")])


for _one in (show, make, seal, trust, distrust, list_keys, new_device):
    key.add_command(_one)


def reports_of(shell: Shell, dataset: Dataset, version: Version, *, short: bool = False) -> Mapping[str, bytes]:
    """Return the check reports of a version, {file name: bytes}; without the failing cells when `short`."""
    from workstation.packages.checked import check_reports

    workspace = shell.workspace
    return check_reports(workspace.path / "standards", workspace.db, dataset, version, shell.job(), short=short)


@command("pack")
@click.argument("dataset")
@click.option("--to", required=True, type=click.Path(path_type=Path), metavar="DIR", help="A new or empty folder.")
@passphrase_fd
def pack(shell: Shell, dataset: str, to: Path, passphrase_fd: int | None) -> None:
    """Write the approved version of DATASET as a signed package."""
    from workstation.packages import keys
    from workstation.packages.build import pack as write
    from workstation.packages.release import release_of, to_pack
    from workstation.packages.sign import grouped

    require(shell.account, "publish")
    found = shell.workspace.dataset(dataset)
    version = to_pack(found)
    signer = unlock(shell, passphrase_fd)
    release = release_of(found, version, reports_of(shell, found, version))
    db = shell.workspace.db
    made = write(release, to, signer, office_name=keys.office_name(db), device=keys.device(db), job=shell.job())
    found.record("pack", {"version": version.number, "content_hash": version.content_hash,
                          "manifest": made.manifest_sha256},
                 shell.person)
    shell.answer(made.data(), [
        _("Packed version {version} of “{name}” to {path}", version=version.number, name=found.name,
          path=str(made.path)),
        _("{rows} rows, {fields} fields, {size} bytes", rows=f"{made.manifest.rows:,}",
          fields=len(made.manifest.fields),
          size=f"{made.size:,}"),
        _("Signed with key {fingerprint}", fingerprint=grouped(made.fingerprint))])


@command("verify-package")
@click.argument("folder", type=click.Path(path_type=Path))
def verify_package(shell: Shell, folder: Path) -> None:
    """Answer three questions about the package in FOLDER: intact, signed, by a key that is trusted."""
    from workstation.packages import trust as trusted
    from workstation.packages.verify import verify

    found = verify(folder, shell.workspace.db, shell.job())
    if found.signed:
        trusted.saw(shell.workspace.db, found.fingerprint, found.public)
    shell.answer(found.data(), _verified(found))
    if not found.good:
        shell.found_problems()


def _verified(found: Verification) -> list[str]:
    from workstation.packages.sign import grouped

    yes, no = _("yes"), _("NO")
    lines = [_("Intact: {answer}", answer=yes if found.intact else no),
             _("Signed: {answer}", answer=yes if found.signed else no),
             _("Key trusted: {answer}", answer=yes if found.trusted else no)]
    lines += [f"{fault.file}: {fault.what}" for fault in found.faults]
    if found.fingerprint:
        lines.append(_("Key: {fingerprint} {name}", fingerprint=grouped(found.fingerprint),
                       name=found.key_name).rstrip())
    if found.signed and not found.trusted:
        lines.append(_("The key is not trusted here. Compare the fingerprint with the sender by telephone, then use"
                       " “key trust”."))
    return lines


@click.group()
def destination() -> None:
    """Places that approved versions are sent to: a folder, a share, a stick."""


@command("add")
@click.argument("given", nargs=-1, required=True, metavar="[NAME] LOCATION")
@click.option("--name", default="", help="What people call it; the folder's name when left out.")
def add(shell: Shell, given: tuple[str, ...], name: str) -> None:
    """Add a place after trying it out."""
    from workstation.sync.run import add_destination

    require(shell.account, "publish")
    if len(given) > 2:
        raise click.UsageError(_("Give a name and a place, or only a place."))
    found = add_destination(shell.workspace, given[-1], name=given[0] if len(given) == 2 else name, person=shell.person)
    shell.answer(found.data(), [_("“{name}” was tried out and added: {location}", name=found.name,
                                  location=found.location)])


@command("list")
def list_destinations(shell: Shell) -> None:
    """List the places."""
    from workstation.destinations import registry

    found = registry.listed(shell.workspace.db)
    lines = table_lines([[one.name, one.location, one.added] for one in found], [_("Name"), _("Place"), _("Added")])
    shell.answer({"destinations": [one.data() for one in found]}, lines if found else [_("No destinations yet.")])


@command("remove")
@click.argument("name")
def remove(shell: Shell, name: str) -> None:
    """Take a place off the list; nothing is deleted there."""
    from workstation.destinations import registry

    require(shell.account, "publish")
    found = registry.remove(shell.workspace.db, name)
    shell.answer(found.data(), [_("“{name}” was taken off the list.", name=found.name)])


for _one in (add, list_destinations, remove):
    destination.add_command(_one)


@command("sync")
@click.option("--once", is_flag=True, help="Try once; without it, what may pass is tried again for a while.")
@click.option("--to", "names", multiple=True, metavar="NAME", help="Only this destination.")
@passphrase_fd
def sync(shell: Shell, once: bool, names: tuple[str, ...], passphrase_fd: int | None) -> None:
    """Send what is approved to every destination and pick up receipts; a cut line does no harm."""
    from workstation.sync.run import state_of
    from workstation.sync.run import sync as run

    require(shell.account, "publish")
    rounds = run(shell.workspace, lambda: unlock(shell, passphrase_fd), shell.job(), once=once, names=names,
                 person=shell.person,
                 reports=lambda dataset, version: reports_of(shell, dataset, version, short=True))
    if len(rounds) == 1 and rounds[0].problem:
        raise rounds[0].problem
    data = {"state": state_of(rounds), "destinations": [one.data() for one in rounds],
            "sent_objects": sum(one.sent.objects for one in rounds),
            "sent_bytes": sum(one.sent.bytes for one in rounds)}
    shell.answer(data, [line for one in rounds for line in _round(one)])
    if any(one.problem for one in rounds):
        shell.found_problems()


def _round(done: Round) -> list[str]:
    name = done.destination.name
    lines = [_("{place}: version {version} of “{name}” sent ({kind})", place=name, version=one.version,
               name=one.dataset_name,
               kind=_("whole") if one.kind == "checkpoint" else _("changes")) for one in done.published]
    lines += [_("{place}: {objects} objects, {size} bytes sent", place=name, objects=done.sent.objects,
                size=f"{done.sent.bytes:,}")]
    lines += [_receipt(name, noted) for noted in done.receipts if noted.counted or noted.fault or not noted.trusted]
    if done.unsettled:
        lines.append(_n("{place}: one version waits for its receipt", "{place}: {n} versions wait for their receipts",
                        len(done.unsettled), place=name))
    if done.problem:
        lines.append(f"{name}: {done.problem}")
    return lines


def _receipt(place: str, noted: Noted) -> str:
    from workstation.packages.sign import grouped

    if noted.receipt is None or noted.fault:
        return _("{place}: a receipt cannot be used: {why}", place=place, why=noted.fault)
    if not noted.trusted:
        return _("{place}: a receipt for number {seq} is from an untrusted key and does not count: {fingerprint}",
                 place=place,
                 seq=noted.receipt.seq, fingerprint=grouped(noted.fingerprint))
    why = "; ".join(reason["what"] for reason in noted.receipt.reasons)
    outcomes = {"accepted": _("accepted"), "held": _("held"), "refused": _("refused")}
    return _("{place}: receipt for number {seq}: {outcome} {why}", place=place, seq=noted.receipt.seq,
             outcome=outcomes[noted.receipt.outcome], why=why).rstrip()


@command("accept")
@click.argument("location")
@passphrase_fd
def accept(shell: Shell, location: str, passphrase_fd: int | None) -> None:
    """Verify and store what offices sent to LOCATION (a destination or a package), and leave signed receipts."""
    from workstation.destinations.catalogue import opened
    from workstation.destinations.folder import folder_path
    from workstation.sync.accept import accept as take
    from workstation.sync.accept_package import accept_package, is_package

    require(shell.account, "publish")
    if is_package(folder_path(location)):
        outcomes = [accept_package(shell.workspace, folder_path(location), lambda: unlock(shell, passphrase_fd),
                                   shell.person,
                                   shell.job())]
    else:
        outcomes = take(shell.workspace, opened(location), lambda: unlock(shell, passphrase_fd), shell.person,
                        shell.job())
    bad = [one for one in outcomes if one.outcome != "accepted"]
    if bad and len(bad) == len(outcomes):
        reason = bad[0].reasons[0]
        raise Problem(reason["code"], reason["what"], where=bad[0].name or location, remedy=bad[0].remedy)
    shell.answer({"accepted": sum(one.outcome == "accepted" for one in outcomes),
                  "versions": [one.data() for one in outcomes]},
                 [_outcome(one) for one in outcomes] or [_("Nothing new.")])
    if bad:
        shell.found_problems()


def _outcome(one: Outcome) -> str:
    if one.outcome == "accepted":
        return _("Accepted version {version} of “{name}”: dataset {dataset}", version=one.version, name=one.name,
                 dataset=one.local)
    why = "; ".join(reason["what"] for reason in one.reasons)
    word = _("Held") if one.outcome == "held" else _("Refused")
    return _("{outcome}: number {seq} of {office}: {why} {remedy}", outcome=word, seq=one.seq, office=one.office,
             why=why,
             remedy=one.remedy).rstrip()
