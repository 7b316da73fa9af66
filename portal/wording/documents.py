"""The versions of a rule or policy as PDF, each once: what it said, and what it changed."""

from collections.abc import Sequence
from typing import BinaryIO

from flask_babel import gettext as _

from portal.issued.documents import draw_seal_note
from portal.pdf.document import Document as Paper
from portal.settings.paper import new_document
from portal.web.dates import format_date
from portal.wording import library, service
from portal.wording.comparison import Comparison
from portal.wording.labels import CHANGES, STANDINGS, language_word
from portal.wording.models import Document, WordingVersion
from portal.wording.policy import Change, ConsentText, Rule, Text
from portal.wording.service import Published
from portal.wording.uses import Use


def write_versions(document: Document, versions: Sequence[WordingVersion], to: BinaryIO) -> int:
    """Write versions of a document, the newest first, and return the number of pages."""
    whole, known = len(versions) > 1, list(library.versions_of(document))
    title = _("%(document)s: every version", document=document.title) if whole else str(document.title)
    doc = new_document(title)
    doc.heading(title)
    doc.paragraph(document.summary)
    for version in versions:
        doc.heading(_("Version %(number)s", number=version.number), level=2)
        doc.facts(_facts(version, library.standing(version, known)))
        for line in _changed(library.changes_in(version)):
            doc.paragraph(line)
        _draw_words(doc, service.version(version.id))
    draw_seal_note(doc)
    return doc.save(to)


def draw_history(doc: Paper, versions: Sequence[WordingVersion]) -> None:
    """Draw a row for each version of each document: when it was published and from when it counted."""
    doc.table(
        [_("Document"), _("Version"), _("Published"), _("Counts from"), _("Kind of change"), _("Review by"),
         _("Fingerprint (SHA-256)")],
        [
            (
                version.document.title,
                str(version.number),
                format_date(version.published_at),
                format_date(version.in_force_from or version.published_at),
                str(CHANGES[Change(version.change)]),
                format_date(version.document.review_by),
                version.sha256[:16],
            )
            for version in versions
        ],
        widths=[0.22, 0.08, 0.14, 0.14, 0.13, 0.14, 0.15],
        empty=_("Nothing is published yet."),
    )  # fmt: skip


def _facts(version: WordingVersion, standing: library.Standing) -> list[tuple[str, str]]:
    starts = format_date(version.in_force_from or version.published_at)
    return [
        (_("Published"), format_date(version.published_at)),
        (_("Counts from"), _("%(day)s (%(standing)s)", day=starts, standing=STANDINGS[standing][0])),
        (_("Kind of change"), str(CHANGES[Change(version.change)])),
        (_("Fingerprint (SHA-256)"), version.sha256),
    ]


def _changed(changes: Comparison | None) -> list[str]:
    if changes is None:
        return []
    told = (
        (_("New"), [clause.heading for clause in changes.added]),
        (_("Taken out"), [clause.heading for clause in changes.removed]),
        (_("Put in other words"), [change.heading for change in changes.reworded]),
    )
    lines = [f"{label}: {'; '.join(headings)}" for label, headings in told if headings]
    return lines + ([_("The text around reads differently.")] if changes.general else [])


def draw_text(doc: Paper, published: Published) -> None:
    """Draw a text once, with its version and who asks, for every record that cites it."""
    doc.facts([
        (_("Wording"), version_words(published)),
        (_("Language"), language_word(published.language)),
        *asked_by(published.text),
    ])  # fmt: skip
    _draw_words(doc, published)


def version_words(published: Published) -> str:
    """Return which version a text is, from when, and its fingerprint."""
    return _("version %(number)s, published %(day)s, SHA-256 %(hash)s", number=published.number,
             day=format_date(published.published_at), hash=published.sha256)  # fmt: skip


def asked_by(text: Text) -> list[tuple[str, str]]:
    """Return who asks and what allows it, as it stood on the form: a later change of the setting changes no record (§2.3)."""
    controller = text.controller if isinstance(text, ConsentText) else None
    if controller is None:
        return []
    who = ", ".join(filter(None, (controller.name, *controller.address.splitlines(), controller.contact)))
    facts = ((_("Asked by"), who), (_("What allows it"), controller.lawful_basis))
    return [*facts, *([(_("Privacy notice"), controller.privacy_notice)] if controller.privacy_notice else [])]


def _draw_words(doc: Paper, published: Published) -> None:
    text = published.text
    rows = [(clause.asked, "\n".join(filter(None, _told(clause)))) for clause in text.clauses]
    rows += [(text.consult_question, "")] if isinstance(text, ConsentText) else []
    with doc.in_language(published.language):
        for paragraph in (*text.introduction, getattr(text, "note", "")):
            if paragraph:
                doc.paragraph(paragraph)
    if rows:
        doc.table(
            [_("What people are asked, or agree to"), _("What they are told with it")],
            [(f"{number}. {asked}", told) for number, (asked, told) in enumerate(rows, start=1)],
            widths=[0.4, 0.6],
        )
    with doc.in_language(published.language):
        for name in ("standing", "withdrawing", "declaration"):
            if words := getattr(text, name, ""):
                doc.paragraph(words)


def _told(clause: Use | Rule) -> tuple[str, ...]:
    if isinstance(clause, Rule):
        return (clause.why,)
    return " ".join(clause.told), _("For example: %(example)s", example=clause.example) if clause.example else ""
