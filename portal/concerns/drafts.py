"""What somebody began to write about a concern, as they typed it: kept encrypted for them alone, until it is sent."""

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from flask import current_app
from peewee import CharField, ForeignKeyField, ModelSelect, TextField

from portal.accounts.models import Account
from portal.attachments import service as attachments
from portal.concerns.models import Concern
from portal.concerns.policy import ONLY_ANSWERED, Kind, Source
from portal.concerns.service import NewConcern, raise_concern
from portal.foundation import clock
from portal.foundation.database import Table, db, moment_field, serialise_on
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal
from portal.foundation.tokens import new_reference

KEPT_FOR = timedelta(days=14)
FILES = "evidence"


class ConcernDraft(Table):
    """What somebody began to write, encrypted, for them alone.

    Once it is sent only ``concern`` is left of it, so that a page that is still open finds what became of it.
    """

    reference = CharField(max_length=20, unique=True)
    account = ForeignKeyField(Account, on_delete="CASCADE")
    kept_at = moment_field()
    sealed = TextField()
    concern = ForeignKeyField(Concern, null=True, on_delete="CASCADE")

    class Meta:
        table_name = "concern_drafts"

    @classmethod
    def visible_to(cls, account: Any) -> ModelSelect:
        """Nobody but whoever writes it: a draft may be about the manager."""
        return cls.select().where(cls.account == account.id)


class DraftUnreadable(Refusal):
    """A draft was kept under another secret of the portal than those it knows now, or by the first releases."""

    sentence = mark("What you wrote before cannot be opened any more: the portal has changed. Please begin again.")


class DraftChanged(Refusal):
    """What was looked at is not what would be sent: it was changed on another page, or others would read it."""

    sentence = mark("This has changed since you looked at it. Check it again, then send it.")
    field = "checked"


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What was typed so far: of each page its names and values. ``errors`` has, by its page, what is wrong with each that
    was refused and not yet sent again, by name.

    ``door`` is how it reaches us, as far as it decides what is asked and where this waits: SIGNED_IN; NO_ACCOUNT, where
    each page carries those before it, sealed, and ``code`` is what opens it later; or else LETTER, for all that somebody
    who works here keys in.
    """

    door: Source = Source.SIGNED_IN
    pages: dict[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    errors: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    code: str = ""

    @property
    def kind(self) -> Kind:
        """What it is about, once that is answered."""
        return Kind(dict(self.pages["kind"])["kind"])

    @property
    def asks_who(self) -> bool:
        return "kind" not in self.pages or self.kind not in ONLY_ANSWERED

    @property
    def names_somebody(self) -> bool:
        """Whether they said whom it is about, rightly or not: whom they named stays away from it, whatever it becomes."""
        return any(value and name != "nobody" for name, value in self.pages.get("who", ()))

    @property
    def steps(self) -> list[str]:
        """The pages that this kind has by this door, each with one question."""
        return [step for step in self.all_steps if step != "who" or self.asks_who or self.names_somebody]

    @property
    def all_steps(self) -> list[str]:
        """The pages of this door."""
        return ["kind", "who", "what", {Source.SIGNED_IN: "reply", Source.NO_ACCOUNT: "you"}.get(self.door, "told")]

    @property
    def is_begun(self) -> bool:
        return len(self.pages) > 1

    @property
    def files(self) -> list[str]:
        """The tokens of files that wait."""
        return [value for page in self.pages.values() for name, value in page if name == FILES]

    def with_page(
        self, step: str, typed: Sequence[tuple[str, str]], errors: dict[str, list[str]] | None = None
    ) -> "Answers":
        """Return the same with one page as it was sent now; ``errors`` says that it was refused, {} without a word."""
        refused = {name: said for name, said in self.errors.items() if name != step}
        if errors is not None:
            refused[step] = errors
        return replace(self, pages={**self.pages, step: typed}, errors=refused)


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


def begin(kind: Kind, *, by_id: int, door: Source = Source.SIGNED_IN) -> ConcernDraft:
    """Return a draft about something of this kind: one in which nothing else is written yet is used again."""
    with db.atomic():
        serialise_on("the drafts of", by_id)
        unused = (draft for draft, said in open_drafts(by_id) if said and said.door is door and not said.is_begun)
        if (draft := next(unused, None)) is None:
            reference = new_reference("DR")
            draft = ConcernDraft.create(reference=reference, account=by_id, sealed=seal(Answers(door=door), reference))
        return save(draft, "kind", [("kind", kind)])


def read(draft: ConcernDraft) -> Answers:
    """Return what is written in a draft that is not sent. Raises DraftUnreadable."""
    return unseal(draft.sealed, draft.reference)


def seal(answers: Answers, reference: str = "") -> str:
    """Return the answers encrypted for one draft; without ``reference`` for a page, so that no word stands in it."""
    return _box(reference).encrypt(json.dumps(asdict(answers)).encode()).decode()


def unseal(sealed: str, reference: str = "") -> Answers:
    """Return what was sealed for this draft, or this page, by this release or another. Raises DraftUnreadable.

    From release to release ``pages`` stay names and values: whatever else is new or gone, no word is lost (product §8.7).
    """
    try:
        kept = json.loads(_box(reference).decrypt(sealed.encode()))
    except InvalidToken as problem:
        raise DraftUnreadable from problem
    if "pages" not in kept:
        raise DraftUnreadable
    known = {each.name: kept[each.name] for each in fields(Answers) if each.name in kept}
    return Answers(**{**known, "door": Source(kept["door"])})


def _box(reference: str) -> MultiFernet:
    """Return what encrypts this draft alone, by a key that is not in the database; secrets of before open it too."""
    secrets = [current_app.secret_key, *(current_app.config["SECRET_KEY_FALLBACKS"] or ())]
    keys = [hashlib.sha256(f"concern draft {reference} {secret}".encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])


def save(
    draft: ConcernDraft, step: str, typed: Sequence[tuple[str, str]], errors: dict[str, list[str]] | None = None
) -> ConcernDraft:
    """Keep one page as ``Answers.with_page`` does, and leave all others as they are; files wait as long as the draft.

    Raises DraftUnreadable, and DraftChanged when it was sent meanwhile.
    """
    with db.atomic():
        serialise_on("a concern draft", draft.id)
        now = ConcernDraft.get_by_id(draft.id)
        if now.concern_id:
            raise DraftChanged
        answers = read(now).with_page(step, typed, errors)
        now.sealed, now.kept_at = seal(answers, now.reference), clock.now()
        now.save()
        attachments.keep_waiting(answers.files, by_id=now.account_id, until=now.kept_at + KEPT_FOR)
    return now


def send(draft: ConcernDraft, new: NewConcern, *, is_checked: bool, by_id: int) -> ConcernDraft:
    """Raise the concern that this draft tells, and return the draft as what names it; it is sent once (product.md §8.6).

    Raises DraftChanged unless it ``is_checked`` as it stands now, and what raise_concern does.
    """
    with db.atomic():
        serialise_on("a concern draft", draft.id)
        now = ConcernDraft.get_by_id(draft.id)
        if now.concern_id:
            return now
        if not is_checked or now.sealed != draft.sealed:
            raise DraftChanged
        now.concern, now.sealed = raise_concern(new, by_id=by_id), ""
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
