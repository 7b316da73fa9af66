"""What somebody began to write about a concern: kept encrypted on the server for them alone, until it is sent."""

import base64
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from flask import current_app
from peewee import ModelSelect

from portal.accounts.models import Account
from portal.attachments import service as attachments
from portal.attachments.models import Attachment
from portal.concerns import staff
from portal.concerns.answers import Answers, Door
from portal.concerns.labels import SUBJECTS
from portal.concerns.models import ConcernDraft
from portal.concerns.policy import Identity, Kind, Reply, Source
from portal.concerns.routing import CHAIR, Routing
from portal.concerns.service import NewConcern, code_hashes, raise_concern, route_new
from portal.concerns.subjects import NOBODY, SOMEBODY_HERE, Subject, SubjectKind, choices
from portal.families.models import Child
from portal.foundation import clock
from portal.foundation.database import db, serialise_on
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal
from portal.foundation.tokens import new_reference

KEPT_FOR = timedelta(days=14)


class DraftUnreadable(Refusal):
    """A draft was kept under another secret of the portal than those it knows now."""

    sentence = mark(
        "What you wrote cannot be opened any more, because the portal’s key has changed. Please begin again."
    )


class DraftChanged(Refusal):
    """What was looked at is not what would be sent: it was changed on another page, or others would read it."""

    sentence = mark("This has changed since you looked at it. Check it again, then send it.")
    field = "checked"


def open_drafts(account_id: int) -> list[tuple[ConcernDraft, Answers | None]]:
    """Return what somebody began and has not sent, the latest first; without answers where it cannot be opened."""
    mine = (ConcernDraft.account == account_id) & ConcernDraft.concern.is_null()
    found: list[tuple[ConcernDraft, Answers | None]] = []
    for draft in ConcernDraft.select().where(mine).order_by(ConcernDraft.kept_at.desc()):
        try:
            found.append((draft, read(draft)))
        except DraftUnreadable:
            found.append((draft, None))
    return found


def begin(kind: Kind, *, by_id: int, door: Door = Door.SIGNED_IN) -> ConcernDraft:
    """Return a draft about something of this kind: one in which nothing else is written yet is used again."""
    with db.atomic():
        serialise_on("the drafts of", by_id)
        unused = (draft for draft, said in open_drafts(by_id) if said and said.door is door and not said.is_begun)
        draft = next(unused, None)
        if draft is None:
            reference = new_reference("DR")
            sealed = _seal(Answers(kind=kind, door=door), reference)
            draft = ConcernDraft.create(reference=reference, account=by_id, sealed=sealed)
        return save(draft, "kind", {"kind": kind})


_READERS: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("about", "asked_about", "files"), tuple),
    **dict.fromkeys(("noticed_on", "received_on"), date.fromisoformat),
    "kind": Kind,
    "door": Door,
    "reply": Reply,
    "identity": Identity,
    "source": Source,
}


def read(draft: ConcernDraft) -> Answers:
    """Return what is written in a draft that is not sent. Raises DraftUnreadable."""
    return _unseal(draft.sealed, draft.reference)


def _unseal(sealed: str, reference: str) -> Answers:
    try:
        kept = json.loads(_box(reference).decrypt(sealed))
    except InvalidToken as problem:
        raise DraftUnreadable from problem
    return Answers(
        **{name: _READERS.get(name, lambda same: same)(value) for name, value in kept.items() if value is not None}
    )


def to_page(answers: Answers) -> str:
    """Return the answers as a page carries them to the next, sealed: no word of them is stored, or stands in it."""
    return _seal(answers, Door.NO_ACCOUNT)


def from_page(sealed: str) -> Answers:
    """Return what a page carried. Raises DraftUnreadable."""
    return _unseal(sealed, Door.NO_ACCOUNT)


def save(
    draft: ConcernDraft, step: str, changes: dict[str, Any], *, refused: dict[str, Any] | None = None
) -> ConcernDraft:
    """Keep the answers of one page and leave all others as they are; files wait as long as the draft does.

    Of a page that was ``refused`` what was typed is kept beside them, until its ``step`` is sent again.
    Raises DraftUnreadable, and DraftChanged when it was sent meanwhile.
    """
    with db.atomic():
        serialise_on("a concern draft", draft.id)
        now = ConcernDraft.get_by_id(draft.id)
        if now.concern_id:
            raise DraftChanged
        before = read(now)
        waiting = {**before.refused, step: refused}
        answers = replace(before, **changes, refused={step: page for step, page in waiting.items() if page})
        now.sealed, now.kept_at = _seal(answers, now.reference), clock.now()
        now.save()
        attachments.keep_waiting(answers.files, by_id=now.account_id, until=now.kept_at + KEPT_FOR)
    return now


def files_of(answers: Answers, *, by_id: int) -> list[Attachment]:
    """Return the files that go with a draft."""
    return attachments.staged_files(answers.files, by_id=by_id)


def is_nobody_left(answers: Answers, *, by_id: int) -> bool:
    """Return whether nobody independent would be left to handle it, as far as it is answered (product.md §4.1)."""
    workers = staff.workers()
    offered = {NOBODY, CHAIR, SOMEBODY_HERE, SubjectKind.OTHER, *choices(workers, raiser_id=answers.raiser_id(by_id))}
    known = replace(answers, about=tuple(box for box in answers.about if box in offered))
    return routing_of(known, by_id=by_id)[1].outside_bodies


def routing_of(answers: Answers, *, by_id: int | None) -> tuple[tuple[Subject, ...], Routing]:
    """Return whom the answers are about, and who would handle it. Raises NotAPersonHere."""
    return route_new(answers.kind, answers.everyone_about, answers.other_name, source=answers.way, by_id=by_id)


def child_of(answers: Answers, *, by_id: int) -> Child | None:
    """Return the child that it is about, as long as this person may name them."""
    if answers.child_id is None:
        return None
    found: Child | None = children_to_name(answers, by_id=by_id).where(Child.id == answers.child_id).first()
    return found


def children_to_name(answers: Answers, *, by_id: int) -> ModelSelect:
    """Return the children in this person's care; of what they key in for another, those whom they may see."""
    account = Account(id=by_id)
    return Child.visible_to(account) if answers.door is Door.LOGGED else Child.in_care_of(account)


@dataclass(frozen=True)
class Preview:
    """What is sent, and who would read it, as it is shown before; ``fingerprint`` tells it from any other time."""

    child: Child | None
    files: list[Attachment]
    about: list[str]
    readers: list[str]
    is_nobody_left: bool
    fingerprint: str


def preview(draft: ConcernDraft, answers: Answers) -> Preview:
    """Return what would be sent now. Raises NotAPersonHere."""
    by_id = draft.account_id
    workers = staff.workers()
    subjects, routing = routing_of(answers, by_id=by_id)
    names = {worker.account_id: worker.name for worker in workers}
    child, files = child_of(answers, by_id=by_id), files_of(answers, by_id=by_id)
    seen = (answers, [file.id for file in files], child, routing)
    return Preview(
        child=child,
        files=files,
        about=[subject.name or str(SUBJECTS[subject.kind]) for subject in subjects],
        readers=[names[id_] for id_ in routing.handlers],
        is_nobody_left=routing.outside_bodies,
        fingerprint=hashlib.sha256(str(seen).encode()).hexdigest(),
    )


def send(draft: ConcernDraft, *, checked: str, by_id: int) -> ConcernDraft:
    """Raise the concern, and return the draft as what names it; it is sent once (product.md §8.6).

    Raises DraftChanged unless ``checked`` is its fingerprint, and what raise_concern does.
    """
    with db.atomic():
        serialise_on("a concern draft", draft.id)
        now = ConcernDraft.get_by_id(draft.id)
        if now.concern_id:
            return now
        answers = read(now)
        waits = answers.next_question(staff.workers(), by_id=by_id)
        if waits or checked != preview(now, answers).fingerprint:
            raise DraftChanged
        child, files = child_of(answers, by_id=by_id), files_of(answers, by_id=by_id)
        new = new_concern(answers, child=child, evidence=files, submission=now.reference)
        concern = raise_concern(new, by_id=by_id)
        now.concern, now.sealed = concern, ""
        now.save()
    return now


def discard(draft: ConcernDraft) -> None:
    """Erase a draft and its files, at the wish of whoever wrote it."""
    found = [answers for each, answers in open_drafts(draft.account_id) if each == draft]
    ConcernDraft.delete().where((ConcernDraft.id == draft.id) & ConcernDraft.concern.is_null()).execute()
    tokens = [token for answers in found if answers for token in answers.files]
    attachments.remove_staged(tokens, by_id=draft.account_id)


def forget_old() -> int:
    """Delete the drafts that nobody touched for KEPT_FOR, and return how many there were. Their files go by themselves."""
    return int(ConcernDraft.delete().where(ConcernDraft.kept_at < clock.now() - KEPT_FOR).execute())


def new_concern(
    answers: Answers, *, evidence: Sequence[Attachment], submission: str, child: Child | None = None
) -> NewConcern:
    """Return what is told by these answers."""
    same = ("kind", "other_name", "what_happened", "noticed_on", "wish", "reply", "about_personal_data", "received_on",
            "late_reason", "their_reference")  # fmt: skip
    is_named = answers.identity is not Identity.ANONYMOUS
    return NewConcern(
        **{name: getattr(answers, name) for name in same},
        about=answers.everyone_about,
        child=child,
        phone=answers.phone if answers.reply is Reply.PHONE else None,
        evidence=evidence,
        source=answers.way,
        teller=answers.teller if is_named else "",
        teller_contact=answers.teller_contact if is_named else "",
        is_confidential=answers.identity is Identity.CONFIDENTIAL,
        code=code_hashes(answers.code)[0] if answers.code else None,
        submission=submission,
    )


def _seal(answers: Answers, reference: str) -> str:
    return _box(reference).encrypt(json.dumps(asdict(answers), default=str).encode()).decode()


def _box(reference: str) -> MultiFernet:
    """Return what encrypts this draft alone, by a key that is not in the database; secrets of before open it too."""
    secrets = [current_app.secret_key, *(current_app.config["SECRET_KEY_FALLBACKS"] or ())]
    keys = [hashlib.sha256(f"concern draft {reference} {secret}".encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
