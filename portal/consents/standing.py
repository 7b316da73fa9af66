"""Loads what decides each child and use, in a constant number of queries, and asks the policy."""

from collections import defaultdict
from collections.abc import Container, Iterable
from datetime import date, datetime
from operator import itemgetter
from typing import Protocol, TypeAlias

from peewee import Case, ModelSelect, NodeList, fn

from portal.consents.models import (
    CONSULT,
    ChildSay,
    ConsentAnswer,
    ConsentHold,
    ConsentRecord,
    CurrentAnswer,
    HoldLift,
    said_of,
)
from portal.consents.policy import (
    Answer,
    ChildSays,
    LatestAnswer,
    Method,
    Ruling,
    Say,
    Standing,
    Terms,
    Word,
    blocks,
    rule,
    word,
)
from portal.consents.precedence import last_words
from portal.families.models import Child, Guardianship
from portal.foundation.database import db, is_sqlite
from portal.settings import service as settings
from portal.wording import service as wording
from portal.wording.policy import Document


def current_terms() -> Terms:
    """Return how long a yes lasts at this setting."""
    setting = settings.current()
    return Terms(setting.consent_months, setting.consents_end_with_school_year)


class Rulings(dict[str, Ruling]):
    """The ruling for each use of one child, and the adults with parental responsibility on whose words they rest."""

    __slots__ = ("adults",)
    adults: tuple[int, ...]

    def signers(self, use: str) -> tuple[int, ...]:
        """Return the adults whose answer on paper the ruling for a use rests on (product.md §2.3)."""
        return tuple(self.adults[place] for place in self[use].papers)


Ids: TypeAlias = list[int] | ModelSelect


class Attending(Protocol):
    """What of a child the ruling rests on."""

    @property
    def id(self) -> int: ...
    @property
    def leaves_on(self) -> date | None: ...


def rulings(
    children: Iterable[Attending],
    uses: Iterable[str],
    *,
    on: date,
    known_by: datetime | None = None,
    among: ModelSelect | None = None,
) -> dict[int, Rulings]:
    """Return for each child's id the ruling for each use on a day (product.md §2.6).

    With ``known_by`` only what was stored before that moment counts, and by the wording of that moment: how a
    register of the past stood. Who has parental responsibility, last days and terms are as they stand today.
    No yes counts for a use that the wording does not ask of.
    ``among`` is a query for the children's ids, to be given where they are too many to be named one by one.
    """
    listed, keys = list(children), list(uses)
    ids: Ids = [child.id for child in listed] if among is None else among
    worth = _worth(on, known_by)
    adults, said = _said(ids, keys, worth, known_by)
    held, says = _held(ids, known_by), _says(ids, known_by)
    unheard = [()] * (1 + len(keys))
    found: dict[int, Rulings] = {}
    for child in listed:
        last_day, mine = child.leaves_on, found.setdefault(child.id, Rulings())
        forbidden = blocks(last_day=last_day, is_held=child.id in held, says=says.get(child.id), on=on)
        wishes, *cells = zip(*said[child.id], strict=True) if child.id in said else unheard
        all_must = worth.wish in wishes
        mine.update(zip(keys, [rule(words, all_must, forbidden, last_day) for words in cells], strict=True))
        mine.adults = tuple(adults[child.id])
    return found


def ruling(child: Child, use: str, *, on: date) -> Ruling:
    """Return the ruling for one child and one use: the one function behind every page, check and record."""
    return rulings([child], [use], on=on)[child.id][use]


def _held(child_ids: Ids, known_by: datetime | None) -> set[int]:
    """Return the children with a hold that nobody has lifted (by a moment in the past, if one is given)."""
    lifted = HoldLift.select(HoldLift.hold)
    query = ConsentHold.select(ConsentHold.child).where(ConsentHold.child.in_(child_ids))
    if known_by is not None:
        lifted = lifted.where(HoldLift.lifted_at < known_by)
        query = query.where(ConsentHold.placed_at < known_by)
    return {child_id for (child_id,) in query.where(ConsentHold.id.not_in(lifted)).tuples()}


def _says(child_ids: Ids, known_by: datetime | None) -> dict[int, ChildSays]:
    """Return what each child said last."""
    newest = ChildSay.select(fn.MAX(ChildSay.id)).where(ChildSay.child.in_(child_ids)).group_by(ChildSay.child)
    if known_by is not None:
        newest = newest.where(ChildSay.noted_at < known_by)
    rows = ChildSay.select(ChildSay.child, ChildSay.say, ChildSay.said_on).where(ChildSay.id.in_(newest))
    return {child_id: ChildSays(Say(say), said_on) for child_id, say, said_on in rows.tuples()}


_Told = tuple[int, int, str]


class _Worth(dict[str, tuple[str, Word]]):
    """What each line of an adult's last words is worth, weighed when it is first met: use, and its word."""

    def __init__(self, on: date, terms: Terms, *, valid: Container[int], asked: Container[str]) -> None:
        self.silence = word(None, on=on, terms=terms)
        self.wish = Word(Standing.YES)  # to be consulted; it never runs out
        self._weighed: dict[bool, dict[str, Word]] = {True: {}, False: {}}
        self._on, self._terms, self._valid, self._asked = on, terms, valid, asked

    def __missing__(self, line: str) -> tuple[str, Word]:
        mark, _comma, use = line.rpartition(",")
        if use == CONSULT:
            found = self.wish if mark.startswith(f"{Answer.YES},") else self.silence
        else:
            is_asked = use in self._asked
            known = self._weighed[is_asked]
            found = known.get(mark) or known.setdefault(mark, self._weigh(mark, is_asked))
        self[line] = use, found
        return use, found

    def _weigh(self, mark: str, is_asked: bool) -> Word:
        answer, given_on, wording_id, paper = mark.split(",")
        is_valid = is_asked and int(wording_id) in self._valid
        latest = LatestAnswer(0, Answer(answer), date.fromisoformat(given_on), is_valid, bool(paper))
        return word(latest, on=self._on, terms=self._terms)


def _worth(on: date, known_by: datetime | None) -> _Worth:
    """Return the scales for a day, with the wording as it was known."""
    form = wording.in_force(Document.CONSENT_FORM, known_by=known_by)
    asked = {use.key for use in form.published.consent.uses}
    return _Worth(on, current_terms(), valid=form.valid, asked=asked)


_Adults: TypeAlias = dict[int, list[int]]
_Words: TypeAlias = dict[int, list[tuple[Word, ...]]]


def _said(ids: Ids, keys: list[str], worth: _Worth, known_by: datetime | None) -> tuple[_Adults, _Words]:
    """Return by child the adults with parental responsibility, and for each their wish and a word on each use."""
    silent = dict.fromkeys((CONSULT, *keys), worth.silence)
    in_order = itemgetter(*silent)
    nothing = in_order(silent)
    told = _last_words(ids) if known_by is None else _last_words_before(known_by, ids)
    heard = {(child_id, adult_id): lines for child_id, adult_id, lines in told}
    adults: _Adults = defaultdict(list)
    said: _Words = defaultdict(list)
    links = Guardianship.select(Guardianship.child, Guardianship.adult).where(Guardianship.has_parental_responsibility)
    in_care = Guardianship.child.in_(ids)
    for whose in db.execute(links.where(in_care).order_by(Guardianship.child, Guardianship.adult)):
        lines = heard.get(whose)
        words = in_order(silent | dict(map(worth.__getitem__, lines.split("\n")))) if lines else nothing
        adults[whose[0]].append(whose[1])
        said[whose[0]].append(words)
    return adults, said


def _last_words(ids: Ids) -> Iterable[_Told]:
    """Each adult's last words on one child, a line for each use: answer, day, wording, whether on paper, and use.

    Put together by the database: a register of 5,000 children is 10,000 rows then, not 80,000 of six values.
    """
    papers = ConsentRecord.select(ConsentRecord.id).where(ConsentRecord.paper_form.is_null(False))
    on_paper = Case(None, [(CurrentAnswer.record_id.in_(papers), f",{Method.PAPER},")], ",,")
    mark = NodeList((CurrentAnswer.answer, CurrentAnswer.given_on, CurrentAnswer.wording_id), glue=" || ',' || ")
    line = NodeList((mark, on_paper, CurrentAnswer.use), glue=" || ", parens=True)
    joined = fn.GROUP_CONCAT(line, "\n") if is_sqlite() else fn.STRING_AGG(line, "\n")
    query = CurrentAnswer.select(CurrentAnswer.child, CurrentAnswer.adult, joined)
    rows: Iterable[_Told] = db.execute(
        query.where(CurrentAnswer.child.in_(ids)).group_by(CurrentAnswer.child, CurrentAnswer.adult)
    )
    return rows


def _last_words_before(moment: datetime, ids: Ids) -> Iterable[_Told]:
    """From the signed facts themselves: what was known at a moment in the past."""
    columns = (ConsentRecord.child, ConsentAnswer.use, ConsentRecord.adult, ConsentAnswer.answer)
    more = (ConsentRecord.given_on, ConsentRecord.method, ConsentRecord.wording, ConsentRecord.id)
    known = (ConsentRecord.signed_at < moment) & ConsentRecord.child.in_(ids)
    rows = ConsentAnswer.select(*columns, *more).join(ConsentRecord).where(known).order_by(ConsentRecord.id)
    said = (
        ((child_id, use, adult_id), said_of(use, answer, given_on, method, wording_id, record_id))
        for child_id, use, adult_id, answer, given_on, method, wording_id, record_id in rows.tuples()
    )
    told: dict[tuple[int, int], list[str]] = defaultdict(list)
    for (child_id, use, adult_id), last in last_words(said).items():
        paper = last.method if last.method is Method.PAPER else ""
        told[child_id, adult_id].append(f"{last.answer},{last.given_on},{last.wording_id},{paper},{use}")
    return [(*whose, "\n".join(lines)) for whose, lines in told.items()]
