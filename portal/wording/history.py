"""Every version of every text, readable for ever (product.md §3)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from peewee import ModelSelect

from portal.accounts.models import Account
from portal.foundation import clock
from portal.wording import service
from portal.wording.comparison import Comparison, compare
from portal.wording.models import Document, WordingDraft, WordingVersion
from portal.wording.policy import ONE_EVENT, SOURCE_LANGUAGE


class Standing(StrEnum):
    """Where a version stands: its day has not come, it holds today, or another took its place."""

    COMING = "coming"
    IN_FORCE = "in_force"
    OVER = "over"


@dataclass(frozen=True)
class Line:
    """One document for whoever keeps them: the version in force and the one to come, if there are any."""

    document: Document
    in_force: WordingVersion | None
    coming: WordingVersion | None
    has_draft: bool


def versions_of(document: Document) -> ModelSelect:
    """Return the versions of a document, the newest first; ``by`` is None where the portal published one itself."""
    version = WordingVersion
    query = version.select(version, Account.name.alias("by"))
    query = query.left_outer_join(Account, on=(version.published_by_id == Account.id))
    own = (version.document == document.key) & (version.language == SOURCE_LANGUAGE)
    return query.where(own).order_by(version.number.desc()).objects()


def standing(version: WordingVersion, among: Iterable[WordingVersion]) -> Standing:
    """Return where a version stands today among all of its document."""
    today = clock.today()
    begun = [each.number for each in among if each.in_force_from is None or each.in_force_from <= today]
    newest = max(begun, default=0)
    if version.number == newest:
        return Standing.IN_FORCE
    return Standing.OVER if version.number < newest else Standing.COMING


def every_version() -> list[WordingVersion]:
    """Return every version of every document, the oldest first, each with its document; no questions about one event."""
    query = WordingVersion.select(WordingVersion, Document).join(Document)
    query = query.where((WordingVersion.language == SOURCE_LANGUAGE) & (Document.key != ONE_EVENT))
    return list(query.order_by(Document.position, Document.id, WordingVersion.number))


def overview() -> list[Line]:
    """Return a line for each document, in their order: three queries."""
    found: dict[str, list[WordingVersion]] = defaultdict(list)
    columns = (
        WordingVersion.document,
        WordingVersion.number,
        WordingVersion.in_force_from,
        WordingVersion.published_at,
    )
    query = WordingVersion.select(*columns).where(WordingVersion.language == SOURCE_LANGUAGE)
    for version in query.order_by(WordingVersion.number.desc()):
        found[version.document_key].append(version)
    drafts = {document for (document,) in WordingDraft.select(WordingDraft.document).tuples()}
    lines = []
    for document in Document.select().where(Document.key != ONE_EVENT).order_by(Document.position, Document.id):
        stands = [(standing(each, found[document.key]), each) for each in found[document.key]]
        in_force = next((each for how, each in stands if how is Standing.IN_FORCE), None)
        coming = next((each for how, each in stands if how is Standing.COMING), None)
        lines.append(Line(document, in_force, coming, document.key in drafts))
    return lines


def asked_again_in(version: WordingVersion) -> list[str]:
    """Return the headings of what was asked again in a version, so that no answer given before counts."""
    (summary,) = [each for each in service.all_versions(version.document_key) if each.id == version.id]
    return [each.heading for each in service.version(version.id).text.clauses if summary.invalidates(each.key)]


def changes_in(version: WordingVersion) -> Comparison | None:
    """Return what a version changed against the one before it; None for the first."""
    earlier = [each.id for each in service.all_versions(version.document_key) if each.number == version.number - 1]
    return compare(service.version(earlier[0]).text, service.version(version.id).text) if earlier else None
