"""Makes inspection packs of an invented setting, and reads them back with a reader that did not write them."""

import io
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property

import pypdfium2
import time_machine

from portal.accounts.models import Account
from portal.foundation import clock
from portal.records import service
from portal.records.policy import period
from portal.wording import service as wording
from portal.wording.policy import DocumentKey
from tests.pdf.reading import body_texts, page_texts

# The moment at which every test here begins, a Tuesday: no test depends on the day it runs on.
NOW = datetime(2026, 9, 15, 10, tzinfo=UTC)

GAPS = "What is missing, late or overdue"
GLANCE = "At a glance"
REGISTER = "Consent register"
RECORDS = "Answers of each child, A to Z"
RULES = "Rules and policies: who signed, who owes"
ACKNOWLEDGEMENTS = "Acknowledgements in the period"
VERSIONS = "Rules and policies: every version"
RELATIONSHIPS = "Declared relationships"
POSTS = "Posts and take-downs"
COMPLAINTS = "Complaints register"
GROUP = "The closed group"
VISITORS = "Register of visitors"
AUDIT = "The audit log’s head"
TEXTS = "Texts that were signed, each once"
PARTS = [
    GAPS, GLANCE, REGISTER, RECORDS, RULES, ACKNOWLEDGEMENTS, VERSIONS, RELATIONSHIPS, POSTS, COMPLAINTS, GROUP, VISITORS, AUDIT,
    TEXTS,
]  # fmt: skip
REFERENCE = r"\b[A-Z]{2}-\w{4}-\w{4}\b"


def at(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> time_machine.travel:
    """Stop the clock at a moment in UTC for as long as a block lasts."""
    return time_machine.travel(datetime(year, month, day, hour, minute, tzinfo=UTC), tick=False)


def letters(text: str) -> str:
    """Return letters and digits alone: a word may be broken over lines."""
    return "".join(letter for letter in text if letter.isalnum())


def unspaced(text: str) -> str:
    return "".join(text.split())


@dataclass(frozen=True)
class Bookmark:
    """A heading in the bookmarks of the file; parts have level 0, and pages are numbered from 1."""

    level: int
    title: str
    page: int


@dataclass(frozen=True)
class Pack:
    """A pack as somebody reads it who was given the file."""

    content: bytes

    @cached_property
    def pages(self) -> list[str]:
        """The words of each page between its header and its footer."""
        return body_texts(self.content)

    @cached_property
    def whole_pages(self) -> list[str]:
        """The words of each page with header and footer."""
        return [" ".join(text.split()) for text in page_texts(self.content)]

    @cached_property
    def text(self) -> str:
        return " ".join(self.pages)

    @cached_property
    def bookmarks(self) -> list[Bookmark]:
        listed = pypdfium2.PdfDocument(self.content).get_toc()
        return [Bookmark(mark.level, mark.get_title(), mark.get_dest().get_index() + 1) for mark in listed]

    @property
    def reference(self) -> str:
        found = re.search(r"IP-\w{4}-\w{4}", self.pages[0])
        assert found, "the cover says the reference of the pack"
        return found.group()

    def records(self, kind: str) -> list[str]:
        """Return the references of one kind in the order in which they are first named: CF, CW or RA."""
        text = self.part(ACKNOWLEDGEMENTS if kind == "RA" else RECORDS)
        return list(dict.fromkeys(each for each in re.findall(REFERENCE, text) if each.startswith(kind)))

    def said(self, reference: str) -> str:
        """Return what is said of one consent record beside its reference: who, when, how, until when."""
        found = re.search(rf"{reference} (.*?) (?=C[FW]-\w{{4}}-\w{{4}} |What was asked)", self.part(RECORDS))
        assert found, f"{reference} is there"
        return found[1]

    def answers(self, reference: str) -> dict[str, str]:
        """Return by question, with its number, the answer that stands in the column of one consent record."""
        for table in re.split(r"What was asked in text \d+ ", self.part(RECORDS))[1:]:
            heads = re.match(rf"(?:{REFERENCE} ?)+", table)
            assert heads
            references = re.findall(REFERENCE, heads[0])
            if reference in references:
                words = " ".join(["(Yes|No answer|No|Withdrawn|\u2013)"] * len(references))
                rows = re.findall(rf"(\d+\. (?:(?!\d+\. ).)+?) {words}(?= |$)", table[heads.end() :])
                return {row[0]: row[1 + references.index(reference)] for row in rows}
        raise AssertionError(f"{reference} heads a column")

    def text_of(self, published: wording.Published) -> str:
        """Return a wording as the appendix prints it, once."""
        parts = re.split(r"(?=Text \d+: )", self.part(TEXTS))
        (found,) = [part for part in parts if published.sha256 in unspaced(part)]
        return found

    def part(self, title: str) -> str:
        """Return the words of one part, from its heading to the next part's."""
        parts = [mark for mark in self.bookmarks if mark.level == 0]
        (place,) = [number for number, mark in enumerate(parts) if mark.title == title]
        first, following = parts[place], parts[place + 1 : place + 2]
        text = " ".join(self.pages[first.page - 1 : following[0].page if following else None])
        text = text[text.index(title) :]
        return text[: text.rindex(following[0].title)] if following else text

    def listed(self) -> list[tuple[str, int]]:
        """Return what the contents list, as (heading, page number); nothing else may stand on their pages."""
        (first,) = [number for number, text in enumerate(self.pages) if text.startswith("Contents")]
        after = next(mark.page for mark in self.bookmarks if mark.title == REGISTER)
        rest = unspaced("".join(self.pages[first : after - 1])).removeprefix("Contents")
        found = []
        for mark in self.bookmarks:
            entry = re.match(re.escape(unspaced(mark.title)) + r"(\d+)", rest)
            assert entry, f"the contents go on with “{rest[:60]}”, the bookmarks with “{mark.title}”"
            found.append((mark.title, int(entry[1])))
            rest = rest[entry.end() :]
        assert rest == ""
        return found

    def number(self, label: str) -> int:
        """Return the number that stands beside a label on the first page."""
        found = re.search(rf"{re.escape(label)} (\d+)\b", self.pages[0])
        assert found, f"“{label}” has a number"
        return int(found[1])

    def coverage(self, use: str) -> tuple[int, ...]:
        """Return for one use how many children may be shown, may not, and were not answered for."""
        sentence = wording.current(DocumentKey.CONSENT_FORM).consent.use(use).sentence
        found = re.search(rf"{re.escape(sentence)} (\d+) (\d+) (\d+)\b", self.part(GLANCE))
        assert found, f"“{sentence}” has its numbers"
        return tuple(map(int, found.groups()))

    def may_show(self, child: str) -> dict[str, str]:
        """Return by use what the consent register says of a child: “May”, “May not, on paper”, “No answer”."""
        uses = [use.key for use in wording.current(DocumentKey.CONSENT_FORM).consent.uses]
        cells = " ".join(
            [r"[\u2713\u2717?] ((?:May not|May|No answer)(?:, on paper)?)(?:, until \d\d\.\d\d\.\d\d)?"] * len(uses)
        )
        found = re.search(f"{re.escape(child)} {cells}", self.part(REGISTER))
        assert found, f"the register has a line for {child}"
        return dict(zip(uses, found.groups(), strict=True))

    def comparable(self) -> str:
        """Return every word of the pack but its own reference and the head of the log, which differ each time."""
        own = "|".join((self.reference, "[0-9a-f]{64}"))
        return re.sub(own, "…", " ".join(self.whole_pages))


def make(account: Account, first: date | None = None, last: date | None = None) -> Pack:
    """Make the pack of a period, of this month until today unless days are given."""
    today, to = clock.today(), io.BytesIO()
    days = period(first or today.replace(day=1), last or today, today=today)
    pages = service.make_pack(account, days, to, by_id=account.id)
    pack = Pack(to.getvalue())
    assert pages == len(pack.pages)
    return pack


def check_page_numbers(pack: Pack) -> None:
    """Assert that every page number in a pack is true: in the contents, in the bookmarks and at the foot."""
    assert pack.listed() == [(mark.title, mark.page) for mark in pack.bookmarks]
    for title, page in pack.listed():
        assert unspaced(title) in unspaced(pack.pages[page - 1]), f"{title} is not on page {page}"
    for number, text in enumerate(pack.whole_pages, start=1):
        assert re.findall(r"Page \d+ of \d+", text) == [f"Page {number} of {len(pack.pages)}"]
