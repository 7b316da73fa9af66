"""The faces of a record: with names, or with labels in their place and only the words that a person let stand."""

import hashlib
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from portal.access.permissions import WORK_HERE
from portal.accounts.models import Account
from portal.concerns import staff
from portal.concerns.events import TextsChecked
from portal.concerns.facts import FactKind
from portal.concerns.models import Concern, ConcernDuty, ConcernEntry, ConcernFact, ConcernHandler, ConcernSubject
from portal.concerns.policy import Face
from portal.concerns.redaction.models import ConcernRedaction
from portal.concerns.redaction.pseudonyms import (
    ALIKE,
    Mark,
    Names,
    Person,
    could_name,
    letters,
    words_of,
    words_to_hide,
)
from portal.families.models import Adult, Child
from portal.foundation.database import db
from portal.foundation.events import bus
from portal.foundation.text import APOSTROPHES, HYPHENS

_WORD = re.compile(rf"\w+(?:[{HYPHENS}{APOSTROPHES}]\w+)*")
# What was hidden in each text that somebody looked at, by its SHA-256.
Decisions = Mapping[str, Sequence[Mark]]


def child_key(child_id: int) -> str:
    return f"child:{child_id}"


def account_key(account_id: int) -> str:
    return f"account:{account_id}"


def outsider_key(name: str) -> str:
    return f"outsider:{name}"


def composed(text: str) -> str:
    """Return a text as its marks count it (Unicode NFC)."""
    return unicodedata.normalize("NFC", text)


class Redactor:
    """Says who somebody is in one document: by name, or by a label that stays the same throughout it."""

    def __init__(self, face: Face, decisions: Decisions, working: Collection[str] = ()) -> None:
        self.face = face
        self._decisions = decisions
        self._words = {"child": _("Child"), "adult": _("Parent"), "account": _("Parent"), "outsider": _("Person")}
        self._working = working
        self._labels: dict[str, str] = {}
        self.met: dict[str, tuple[str, str]] = {}
        """Each free text of the document, with its heading, by its SHA-256."""

    @property
    def is_full(self) -> bool:
        return self.face.names_people

    def person(self, key: str, name: str) -> str:
        """Return the name to print, or the label: lettered in the order in which people first appear."""
        return name if self.is_full else self._label(key)

    @property
    def has_unread(self) -> bool:
        """Whether nobody has looked at one of the texts since it changed: such a document must not leave."""
        return not self.met.keys() <= self._decisions.keys()

    def misses(self, draw: Callable[["Redactor"], object]) -> bool:
        """Return whether what this draws holds a text that nobody has looked at."""
        alone = Redactor(self.face, self._decisions, self._working)
        draw(alone)
        return alone.has_unread

    def text(self, text: str, heading: str) -> str:
        """Return free text as whoever looked at it let it stand; what nobody looked at is left out, and that is said."""
        if self.is_full or self.face is Face.SHARED or not text.strip():
            return text
        sha256 = hashlib.sha256(composed(text).encode()).hexdigest()
        self.met.setdefault(sha256, (heading, composed(text)))
        hidden = self._decisions.get(sha256)
        if hidden is None:
            return _("[Left out: nobody has looked for names in this text yet]")
        return self._without(composed(text), hidden)

    def _without(self, text: str, hidden: Sequence[Mark]) -> str:
        parts, at, was_words = list[str](), 0, False
        for mark in hidden:
            between = text[at : mark.start]
            if mark.keys or not was_words or between.strip():
                parts += between, "/".join(map(self._label, mark.keys)) or _("[left out]")
            at, was_words = mark.end, not mark.keys
        return "".join((*parts, text[at:]))

    def _label(self, key: str) -> str:
        if key not in self._labels:
            word = _("Staff") if key in self._working else self._words[key.partition(":")[0]]
            self._labels[key] = f"{word} {letters(len(self._labels))}"
        return self._labels[key]


def redactor_for(concern_ids: Collection[int], face: Face) -> Redactor:
    """Return who says names in one document about these concerns, in two queries."""
    if face.names_people:
        return Redactor(face, {})
    held = staff.roles_held().items()
    working = {account_key(id_) for id_, roles in held if not WORK_HERE.isdisjoint(roles)}
    return Redactor(face, decisions(concern_ids), working)


def decisions(concern_ids: Collection[int]) -> dict[str, list[Mark]]:
    """Return what was hidden in each text of these concerns that somebody looked at; the latest decision counts."""
    rows = ConcernRedaction.select(ConcernRedaction.text_sha256, ConcernRedaction.hidden)
    rows = rows.where(ConcernRedaction.concern.in_(concern_ids)).order_by(ConcernRedaction.id)
    return {
        sha256: [Mark(start, end, tuple(keys)) for start, end, keys in json.loads(hidden)]
        for sha256, hidden in rows.tuples()
    }


@dataclass(frozen=True)
class Piece:
    """A name or a word of a text, with what stands ``before`` it; it is hidden or stands, and ``is_like`` a name or not."""

    before: str
    word: str
    mark: Mark
    is_hidden: bool
    is_like: bool


@dataclass(frozen=True)
class FreeText:
    """One free text of a concern, cut so that each name and word can be hidden; ``is_read`` once somebody decided."""

    heading: str
    sha256: str
    pieces: list[Piece]
    end: str
    is_read: bool


def free_texts(concern: Concern, met: Mapping[str, tuple[str, str]]) -> list[FreeText]:
    """Return each text that a record of a concern ``met``: as somebody decided, or with the names that we know hidden."""
    found, names = decisions([concern.id]), Names(people_in_records([concern.id]))
    return [_cut(heading, text, sha256, names, found.get(sha256)) for sha256, (heading, text) in met.items()]


def _cut(heading: str, text: str, sha256: str, names: Names, decided: Sequence[Mark] | None) -> FreeText:
    marks, at = list[Mark](), 0
    for name in (*names.find(text), Mark(len(text), len(text), ())):
        marks += (Mark(word.start(), word.end(), ()) for word in _WORD.finditer(text, at, name.start))
        marks.append(name)
        at = name.end
    hidden = {place for mark in decided or () for place in range(mark.start, mark.end)}
    pieces, at = list[Piece](), 0
    for mark in marks[:-1]:
        is_hidden = bool(mark.keys) if decided is None else not hidden.isdisjoint(range(mark.start, mark.end))
        word = text[mark.start : mark.end]
        pieces.append(Piece(text[at : mark.start], word, mark, is_hidden, not mark.keys and names.resembles(word)))
        at = mark.end
    return FreeText(heading, sha256, pieces, text[at:], decided is not None)


def decide(concern: Concern, read: Sequence[FreeText], *, by_id: int) -> None:
    """Store what somebody hid in each text that they looked at; what was decided just so is not stored again."""
    with db.atomic():
        concern.lock()
        found, rows = decisions([concern.id]), []
        for each in read:
            hidden = [piece.mark for piece in each.pieces if piece.is_hidden]
            if found.get(each.sha256) != hidden:
                spans = json.dumps([(mark.start, mark.end, mark.keys) for mark in hidden])
                rows.append({"concern": concern, "text_sha256": each.sha256, "hidden": spans, "by": by_id})
        if rows:
            ConcernRedaction.insert_many(rows).execute()
            bus.publish(TextsChecked(actor_id=by_id, subject_id=concern.id, texts=len(rows)))


def people_in_records(concern_ids: Collection[int]) -> tuple[Person, ...]:
    """Return whom records of these concerns could name, in a constant number of queries.

    First those a concern involves, then everyone else the setting knows whom the texts could name, since a child named
    in passing must not stay named; these by their surname only where it begins with a capital.
    """
    words = words_of(*_texts(concern_ids))
    words |= {word[:ALIKE] for word in words}
    known = {person.key: person for person in (*_children(), *_accounts(), *_adults())}
    names = {person.full_name for person in known.values()}
    outsiders = {person.key: person for person in (*_outsiders(concern_ids), *_noted(concern_ids, names))}
    by_surname = {
        key: replace(known[key], other_names=(*known[key].other_names, known[key].surname))
        for key in _involved(concern_ids)
        if key in known
    }
    others = {key: person for key, person in known.items() if key not in by_surname and could_name(person, words)}
    return tuple({**by_surname, **outsiders, **others}.values())


def _texts(concern_ids: Collection[int]) -> Iterator[str]:
    told = Concern.select(Concern.what_happened, Concern.wish).where(Concern.id.in_(concern_ids))
    said = ConcernEntry.select(ConcernEntry.text, ConcernEntry.actions, ConcernEntry.late_reason)
    done = ConcernDuty.select(ConcernDuty.how, ConcernDuty.reference, ConcernDuty.text)
    noted = ConcernFact.select(ConcernFact.text, ConcernFact.who)
    ours = [rows.where(rows.model.concern.in_(concern_ids)) for rows in (said, done, noted)]
    for rows in (told, *ours):
        for texts in rows.tuples():
            yield from texts


def _involved(concern_ids: Collection[int]) -> Iterator[str]:
    columns = (Concern.child, Concern.raised_by, Concern.logged_by)
    rows = list(Concern.select(*columns).where(Concern.id.in_(concern_ids)).tuples())
    kept = Child.duplicates()
    yield from (child_key(kept.get(child_id, child_id)) for child_id, *_people in rows if child_id)
    for model in (ConcernSubject, ConcernHandler):
        accounts = model.select(model.account).where(model.concern.in_(concern_ids)).order_by(model.id).tuples()
        yield from (account_key(account_id) for (account_id,) in accounts if account_id)
    yield from (account_key(each) for _child_id, *people in rows for each in people if each)


def _outsiders(concern_ids: Collection[int]) -> Iterator[Person]:
    """Whom a name that was typed means: somebody it is about, or whoever told it without an account."""
    outside = ConcernSubject.account.is_null() & ConcernSubject.concern.in_(concern_ids)
    tellers = Concern.select(Concern.teller).where(Concern.id.in_(concern_ids))
    for rows in (ConcernSubject.select(ConcernSubject.name).where(outside), tellers):
        yield from (Person(outsider_key(name), name, words_to_hide(name)) for (name,) in rows.tuples() if name)


def _noted(concern_ids: Collection[int], known: Collection[str]) -> Iterator[Person]:
    """Who else has to do with it, as handlers noted: in each line the name comes first. Some stand in the register."""
    rows = ConcernFact.select(ConcernFact.text).where(ConcernFact.concern.in_(concern_ids))
    for (text,) in rows.where(ConcernFact.kind == FactKind.PERSON).tuples():
        names = (line.partition(",")[0].strip() for line in text.splitlines())
        yield from (Person(outsider_key(name), name, words_to_hide(name)) for name in names if name not in {"", *known})


def _children() -> Iterator[Person]:
    """Each child once, by the names of all their entries."""
    entries: dict[int, list[Child]] = defaultdict(list)
    for child in Child.select().order_by(Child.id):
        entries[child.kept_id].append(child)
    for kept_id, known in entries.items():
        first, *others = sorted(known, key=lambda child: child.id != kept_id)
        names = [*(child.known_as for child in known), *(n for child in others for n in (child.name, child.first_name))]
        yield _known(child_key(kept_id), first.name, *filter(None, names))


def _accounts() -> Iterator[Person]:
    for id_, name in Account.select(Account.id, Account.name).order_by(Account.id).tuples():
        yield _known(account_key(id_), name)


def _adults() -> Iterator[Person]:
    """Parents who have no account of their own; the others are known by theirs."""
    for id_, name in Adult.select(Adult.id, Adult.name).where(Adult.account.is_null()).order_by(Adult.id).tuples():
        yield _known(f"adult:{id_}", name)


def _known(key: str, name: str, *other_names: str) -> Person:
    return Person(key, name, other_names, surname="".join(name.split()[1:][-1:]))
