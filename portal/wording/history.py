"""Every version of every text that people signed, readable for ever (product.md §3)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from portal.accounts.models import Account
from portal.wording import service
from portal.wording.comparison import Comparison, compare
from portal.wording.models import Document, WordingDraft, WordingVersion
from portal.wording.policy import SOURCE_LANGUAGE, Change
from portal.wording.service import Published


@dataclass(frozen=True)
class Line:
    """One version in the list; ``by`` is empty where the portal published it itself."""

    number: int
    change: Change
    at: datetime
    by: str
    sha256: str


@dataclass(frozen=True)
class History:
    """One document with its versions, the newest first, and whether a draft waits."""

    document: Document
    lines: tuple[Line, ...]
    has_draft: bool


@dataclass(frozen=True)
class Edition:
    """One version to be read: its text, who published it, and what it changed."""

    published: Published
    line: Line
    changes: Comparison | None


def histories() -> list[History]:
    """Return each document's history, in a constant number of queries."""
    lines: dict[str, list[Line]] = defaultdict(list)
    for document, line in _lines():
        lines[document].append(line)
    drafts = {document for (document,) in WordingDraft.select(WordingDraft.document).tuples()}
    listed = Document.select().order_by(Document.position, Document.id)
    return [History(document, tuple(lines[document.key]), document.key in drafts) for document in listed]


def edition(row: WordingVersion) -> Edition:
    """Return one version with what is different from the one before it."""
    published = service.version(row.id)
    (line,) = [line for _, line in _lines(WordingVersion.id == row.id)]
    earlier = WordingVersion.select(WordingVersion.id).where(
        (WordingVersion.document == row.document_key) & (WordingVersion.number == row.number - 1)
    )
    before = earlier.tuples().first()
    changes = compare(service.version(before[0]).text, published.text) if before else None
    return Edition(published, line, changes)


def _lines(condition: object = None) -> list[tuple[str, Line]]:
    version = WordingVersion
    query = (
        version.select(
            version.document, version.number, version.change, version.published_at, Account.name, version.sha256
        )
        .left_outer_join(Account, on=(version.published_by_id == Account.id))
        .where(version.language == SOURCE_LANGUAGE)
        .order_by(version.number.desc())
    )
    rows = query.where(condition) if condition is not None else query
    return [
        (document, Line(number, Change(change), at, by or "", sha256))
        for document, number, change, at, by, sha256 in rows.tuples()
    ]
