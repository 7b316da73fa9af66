"""Every version of every text that people signed, readable for ever (product.md §3)."""

from collections import defaultdict

from peewee import ModelSelect

from portal.accounts.models import Account
from portal.wording import service
from portal.wording.comparison import Comparison, compare
from portal.wording.models import Document, WordingDraft, WordingVersion
from portal.wording.policy import SOURCE_LANGUAGE


def readable_versions(account: object) -> ModelSelect:
    """Return the versions that an account may read; ``by`` is None where the portal published one itself."""
    version = WordingVersion
    query = version.visible_to(account).select_extend(Account.name.alias("by"))
    query = query.left_outer_join(Account, on=(version.published_by_id == Account.id))
    return query.where(version.language == SOURCE_LANGUAGE).order_by(version.number.desc()).objects()


def histories(account: object) -> list[tuple[Document, list[WordingVersion], bool]]:
    """Return each document with its versions, the newest first, and whether a draft waits, in three queries."""
    versions: dict[str, list[WordingVersion]] = defaultdict(list)
    for version in readable_versions(account):
        versions[version.document_key].append(version)
    drafts = {document for (document,) in WordingDraft.select(WordingDraft.document).tuples()}
    documents = Document.select().order_by(Document.position, Document.id)
    return [(document, versions[document.key], document.key in drafts) for document in documents]


def asked_again_in(version: WordingVersion) -> list[str]:
    """Return the headings of what was asked again in a version, so that no answer given before counts."""
    (summary,) = [each for each in service.versions(version.document_key) if each.id == version.id]
    return [each.heading for each in service.version(version.id).text.clauses if summary.invalidates(each.key)]


def changes_in(version: WordingVersion) -> Comparison | None:
    """Return what a version changed against the one before it; None for the first."""
    earlier = [each.id for each in service.versions(version.document_key) if each.number == version.number - 1]
    return compare(service.version(earlier[0]).text, service.version(version.id).text) if earlier else None
