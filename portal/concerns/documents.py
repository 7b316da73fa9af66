"""What is handed out of one concern: its record with names or without, that of its data breach, and the outcome letter."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, BinaryIO

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from peewee import Value

from portal.accounts.models import Account
from portal.concerns.duties import BREACH_STEPS, Duty
from portal.concerns.duty_labels import DUTIES, due_words, fact_words
from portal.concerns.events import ConcernExported
from portal.concerns.fact_labels import FACTS, fact_value
from portal.concerns.facts import Fact, FactKind
from portal.concerns.labels import ENTRIES, KINDS, OUTCOMES, SOURCES, STAGES, SUBJECTS, clock_label
from portal.concerns.models import Concern, ConcernDuty, ConcernEntry, ConcernFact, ConcernSubject
from portal.concerns.policy import EntryKind, Face, Source
from portal.concerns.queries import Case
from portal.concerns.redaction.models import ConcernRedaction
from portal.concerns.redaction.service import Redactor, account_key, child_key, outsider_key, redactor_for
from portal.foundation import clock
from portal.foundation.database import UtcDateTimeField, db
from portal.foundation.events import bus
from portal.issued.documents import draw_seal_note
from portal.issued.policy import IssuedKind
from portal.issued.service import About, issue
from portal.pdf import told_apart
from portal.pdf.document import Document
from portal.settings.paper import new_document
from portal.web.dates import format_date, format_moment
from portal.web.files import pdf_response
from portal.web.record_page import RecordPage

# What nobody typed.
_CHOSEN = {kind for kind, words in FACTS.items() if words.codes} | {FactKind.REQUIREMENT, FactKind.STATEMENT}
_ALL = Value(True)
_OF_STAFF = frozenset({FactKind.STAFF_OUTCOME, FactKind.STAFF_WORDS})
_TITLES = {Face.BREACH: _l("Data breach record"), Face.LETTER: _l("Outcome letter")}
# For whom the record is, above each page, and in a sentence at its end.
_FOR_WHOM = {
    Face.FULL: (
        _l("Only for those who handle it"),
        _l(
            "This record names people, and holds what is for those who handle it alone: notes, duties and the outcome "
            "for staff. Never give it to whoever told us: there is a copy for them."
        ),
    ),
    Face.SHARED: (
        _l("For whoever told us"),
        _l("This copy is for whoever told us. Our own notes and steps are left out."),
    ),
}


def hand_out(case: Case, redactor: Redactor, *, began: datetime, by_id: int | None) -> Response:
    """Return a face of one concern as a sealed file, and log that it left; ``began`` is when the case was not read yet.

    Raises SealKeyUnusable and SealingFailed.
    """
    concern, face = case.concern, redactor.face
    about = About(IssuedKind.CONCERN, concern.id, concern.reference, face=face, issued_at=began)
    to = issue(partial(write_concern, case, redactor), about, by_id=by_id)
    with db.atomic():
        bus.publish(ConcernExported(actor_id=by_id, subject_id=concern.id, face=face))
    name = f"{face}-{concern.reference}" if face in _TITLES else f"concern-{concern.reference}-{face}"
    return pdf_response(to, f"{name}.pdf")


def write_concern(case: Case, redactor: Redactor, to: BinaryIO) -> None:
    """Write a face of one concern as a PDF (product.md §4.4)."""
    title = str(_TITLES.get(redactor.face, _("Concern record")))
    for_whom, _limits = _FOR_WHOM.get(redactor.face, (_("Confidential"), ""))
    doc = new_document(title, reference=case.concern.reference, confidential=str(for_whom))
    draw(doc, case, redactor)
    draw_seal_note(doc)
    doc.save(to)


def draw(doc: Document | RecordPage, case: Case, redactor: Redactor) -> None:
    """Draw a face of one concern, on paper or as a page."""
    {Face.BREACH: _draw_breach, Face.LETTER: _draw_letter}.get(redactor.face, draw_concern)(doc, case, redactor)


def texts_of(case: Case) -> Redactor:
    """Return whoever met each free text that the record without names would hold."""
    redactor = redactor_for([case.concern.id], Face.PSEUDONYMISED)
    draw_concern(RecordPage(), case, redactor)
    return redactor


def draw_concern(doc: Document | RecordPage, case: Case, redactor: Redactor, *, level: int = 1) -> None:
    """Draw the record of one concern, from what was said to what was done; internal notes only where it names people."""
    doc.heading(_("Concern %(reference)s", reference=case.concern.reference), level=level)
    doc.facts(_facts(case, redactor))
    for heading, text in (
        (_("What happened"), case.concern.what_happened),
        (_("What the person would like"), case.concern.wish),
    ):
        if text:
            doc.heading(heading, level=level + 1)
            doc.paragraph(redactor.text(text, heading))
    _draw_outcome(doc, case, redactor, level + 1)
    _draw_facts(doc, case, redactor, level + 1)
    doc.heading(_("What was said and done"), level=level + 1)
    _draw_history(doc, case.open_history, redactor)
    if redactor.is_full and case.notes:
        doc.heading(_("Internal notes"), level=level + 1)
        _draw_history(doc, case.notes, redactor)
    if case.recorded:
        doc.heading(_("Duties"), level=level + 1)
        _draw_duties(doc, case.recorded, redactor)
    shown = case.timeline if redactor.is_full else case.open_history
    if evidence := [file.name for entry in shown for file in case.files.get(entry.id, ())]:
        doc.heading(_("Evidence kept"), level=level + 1)
        doc.bullets(evidence)
    if level == 1:
        _for_whom, limits = _FOR_WHOM.get(redactor.face, ("", limits_of(redactor)))
        doc.paragraph(str(limits), style="quiet")


def _draw_breach(doc: Document | RecordPage, case: Case, redactor: Redactor) -> None:
    """Draw how each step of a data breach stands, then whatever was noted of it, corrected or not (UK GDPR art. 33(5))."""
    doc.heading(_("Data breach, concern %(reference)s", reference=case.concern.reference))
    facts = [(_("Kind"), str(KINDS[case.concern.kind])), (_("Received"), format_date(case.concern.received_on))]
    for state in case.breach:
        stands = fact_words(state.fact) if state.fact else f"{_('Not done yet')}. {due_words(state)}"
        facts.append((str(DUTIES[state.duty].title), stands))
    told = next((state for state in case.breach if state.duty is Duty.REGULATOR), None)
    if told:
        facts.append((_("The regulator’s 72 hours"), f"{due_words(told)} ({clock_label(told.clock)})"))
    doc.facts(facts)
    doc.heading(_("Everything that was noted"), level=2)
    _draw_duties(doc, [row for row in case.recorded if row.duty in BREACH_STEPS], redactor)
    doc.paragraph(limits_of(redactor), style="quiet")


def _draw_letter(doc: Document | RecordPage, case: Case, _redactor: Redactor) -> None:
    """Draw the outcome letter, dated on the day on which it was kept."""
    if letter := case.letter:
        doc.heading(_("The outcome of your concern"))
        doc.paragraph(format_date(clock.london_date(letter.logged_at)))
        for paragraph in letter.text.split("\n\n"):
            doc.paragraph(paragraph)


def _draw_duties(doc: Document | RecordPage, rows: Sequence[ConcernDuty], redactor: Redactor) -> None:
    noted = []
    for row in rows:
        title, fact = str(DUTIES[Duty(row.duty)].title), row.fact
        how, reference, text = (redactor.text(words, title) for words in (fact.how, fact.reference, fact.text))
        words = fact_words(replace(fact, how=how, reference=reference, text=text))
        noted.append([format_moment(row.logged_at), title, _account(row.by, redactor), words])
    doc.table([_("Noted"), _("Duty"), _("By"), _("What")], noted, widths=[0.2, 0.22, 0.18, 0.4])


def _facts(case: Case, redactor: Redactor) -> list[tuple[str, str]]:
    child, concern = case.concern.child, case.concern
    # First, so that the child is Child A.
    who = redactor.person(child_key(child.kept_id), told_apart(child.name, format_date(child.born_on))) if child else ""
    facts = [
        (_("Kind"), str(KINDS[concern.kind])),
        (_("Stage"), str(STAGES[case.stage])),
        (_("Received"), format_date(concern.received_on)),
        (_("Happened or noticed"), format_date(concern.noticed_on)),
        (_("Came from"), concern.linked_label),
        (_("Logged"), format_moment(concern.logged_at)),
        (_("How it reached us"), str(SOURCES[Source(concern.source)])),
        (_("Their reference"), redactor.text(concern.their_reference, _("Their reference"))),
        (_("Raised by"), _raiser(concern, redactor)),
        (_("Child"), who),
        (_("About"), "; ".join(_subject(each, redactor) for each in case.about) or _("Nobody was named")),
        (_("Logged by"), _account(case.logged_by, redactor) if case.logged_by else ""),
        (_("Handled by"), ", ".join(_account(one, redactor) for one in case.handlers) or _("Nobody here")),
        (
            _("Outcome due") if case.is_complaint else _("Answer hoped for"),
            f"{format_date(case.clock.due_on)} ({clock_label(case.clock)})",
        ),
    ]
    return [(label, value) for label, value in facts if value]


def _raiser(concern: Concern, redactor: Redactor) -> str:
    """Return who told it; a name that was told in confidence stands in no record."""
    if concern.raised_by:
        return _account(concern.raised_by, redactor)
    if concern.is_confidential:
        return _("Somebody whose name only those who handle it may know")
    if concern.teller:
        return redactor.person(outsider_key(concern.teller), concern.teller)
    return _("Somebody who gave no name")


def _account(person: Account, redactor: Redactor) -> str:
    return redactor.person(account_key(person.id), told_apart(person.name, person.login))


def _subject(subject: ConcernSubject, redactor: Redactor) -> str:
    word, name = str(SUBJECTS[subject.kind]), subject.name
    if subject.account_id is not None:
        return f"{word}: {redactor.person(account_key(subject.account_id), told_apart(name, subject.account.login))}"
    return f"{word}: {redactor.person(outsider_key(name), name)}" if name else word


def _draw_outcome(doc: Document | RecordPage, case: Case, redactor: Redactor, level: int) -> None:
    told = case.told
    if told is None:
        return
    facts = [
        (_("Outcome"), str(OUTCOMES[told.outcome])),
        (_("Actions"), redactor.text(told.actions, _("Actions"))),
        (_("The person was told on"), format_date(told.happened_on)),
        (_("Why it was late"), redactor.text(case.late_reason, _("Why it was late"))),
    ]
    doc.heading(_("Outcome"), level=level)
    doc.facts([(label, value) for label, value in facts if value])


def _draw_facts(doc: Document | RecordPage, case: Case, redactor: Redactor, level: int) -> None:
    """Draw what inspectors' forms ask besides; the outcome for staff only where people are named (product.md P7)."""
    kinds = [kind for kind in facts_shown(redactor.face) if kind is not FactKind.ACTION]
    facts = [(str(FACTS[kind].label), fact_words_of(case.record.of(kind), redactor)) for kind in kinds]
    facts += [(_("Completed on"), format_date(case.completed_on)), (_("Keep until"), format_date(case.keep_until))]
    if facts := [(label, value) for label, value in facts if value]:
        doc.heading(_("For the record"), level=level)
        doc.facts(facts)
    if case.record.actions:
        doc.heading(_("Actions"), level=level)
        doc.bullets(fact_words_of(action, redactor) for action in case.record.actions)


def facts_shown(face: Face) -> list[FactKind]:
    """Return which facts a record has: the letter is a paper of its own, and what a breach by staff led to names people."""
    return [kind for kind in FACTS if kind is not FactKind.LETTER and (face.names_people or kind not in _OF_STAFF)]


def fact_words_of(fact: Fact, redactor: Redactor) -> str:
    """Return what a fact of a case says on one line; what was typed, as this face of the record may say it."""
    if not fact.says_something:
        return ""
    if fact.kind not in _CHOSEN:
        heading = str(FACTS[fact.kind].label)
        fact = replace(fact, text=redactor.text(fact.text, heading), who=redactor.text(fact.who, heading))
    return "; ".join(fact_value(fact).splitlines())


def _draw_history(doc: Document | RecordPage, entries: Sequence[ConcernEntry], redactor: Redactor) -> None:
    rows = []
    for entry in entries:
        who = _account(entry.by, redactor) if entry.by_id else ""
        when, what = format_moment(entry.logged_at), str(ENTRIES[entry.kind])
        late = redactor.text(entry.late_reason, _("Why it was late"))
        words = filter(None, (redactor.text(entry.text, f"{what}, {when}"), late))
        rows.append([when, what, who, "\n".join(words)])
    doc.table([_("When"), _("What"), _("Who"), _("Words")], rows, widths=[0.2, 0.2, 0.18, 0.42])


def has_changed(concern_id: int, face: Face, since: datetime) -> bool:
    """Return whether anything was added after a moment to what a face of a concern shows, or takes its place."""

    def added(when: UtcDateTimeField, shown: Any = _ALL) -> bool:
        rows = when.model.select().where((when.model.concern == concern_id) & (when > since) & shown)
        return bool(rows.exists())

    if face is Face.BREACH:
        return added(ConcernDuty.logged_at, ConcernDuty.duty.in_(BREACH_STEPS))
    if face is Face.LETTER:
        letters = ConcernFact.select().where(
            (ConcernFact.concern == concern_id) & (ConcernFact.kind == FactKind.LETTER)
        )
        now = [(row.text, row.logged_at) for row in letters.order_by(ConcernFact.id)]
        then = [text for text, logged_at in now if logged_at <= since]
        return (then[-1:] != [text for text, _at in now[-1:]]) or added(
            ConcernEntry.logged_at, ConcernEntry.kind == EntryKind.OUTCOME_TOLD
        )
    # That a note was added is for those inside alone.
    is_said = added(ConcernEntry.logged_at, Value(face.names_people) | (ConcernEntry.kind != EntryKind.INTERNAL_NOTE))
    if face is Face.SHARED:
        return is_said
    return (
        is_said
        or added(ConcernDuty.logged_at)
        or added(ConcernFact.logged_at, ConcernFact.kind.in_(facts_shown(face)))
        or added(ConcernSubject.named_at)
        or (not face.names_people and added(ConcernRedaction.decided_at))
    )


def limits_of(redactor: Redactor) -> str:
    if redactor.is_full:
        return _("This record names people. Give it only to those who may know whom it is about.")
    return _(
        "What names people is left out, as whoever read each text decided; a text that nobody read is left out whole. The "
        "story itself can still show who is meant: give this only to those who may ask for it."
    )
