"""Everything that was said, done and noted in one case, as the lines that its handlers read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.concerns.duties import Duty
from portal.concerns.duty_labels import DUTIES, fact_words
from portal.concerns.fact_labels import fact_line
from portal.concerns.labels import ENTRIES, ENTRY_TONES, OUTCOMES
from portal.concerns.models import ConcernEntry
from portal.concerns.policy import EntryKind
from portal.concerns.queries import Case
from portal.foundation import clock
from portal.web.dates import format_date, format_moment


@dataclass(frozen=True)
class Item:
    """One line: what it was, when it was stored or happened, by whom, and its words."""

    at: datetime
    title: str
    when: str
    who: str
    text: str
    tone: str = "quiet"


def timeline(case: Case) -> list[Item]:
    """Return the lines of a case, the latest first."""
    return sorted((*_entries(case), *_duties(case), *_facts(case), *_named(case)), key=lambda item: item.at)[::-1]


def _entries(case: Case) -> Iterator[Item]:
    for entry in case.timeline:
        tone = "info" if entry.kind == EntryKind.INTERNAL_NOTE else ENTRY_TONES.get(entry.kind, "quiet")
        who, when = entry.by.name if entry.by_id else "", format_moment(entry.logged_at)
        if entry.happened_on != clock.london_date(entry.logged_at):
            when = _("on %(day)s, noted %(moment)s", day=format_date(entry.happened_on), moment=when)
        yield Item(entry.logged_at, str(ENTRIES[entry.kind]), when, who, _words(entry, case), tone)


def _words(entry: ConcernEntry, case: Case) -> str:
    files = len(case.files.get(entry.id, ()))
    said = [
        str(OUTCOMES[entry.outcome]) if entry.outcome else "",
        entry.text,
        _("Actions: %(text)s", text=entry.actions) if entry.actions else "",
        _("Why it was late: %(text)s", text=entry.late_reason) if entry.late_reason else "",
        ngettext("%(num)s file came with it.", "%(num)s files came with it.", files) if files else "",
    ]
    return "\n".join(filter(None, said))


def _duties(case: Case) -> Iterator[Item]:
    for row in case.recorded:
        title, when = str(DUTIES[Duty(row.duty)].title), format_moment(row.logged_at)
        yield Item(row.logged_at, title, when, row.by.name, fact_words(row.fact))


def _facts(case: Case) -> Iterator[Item]:
    """What was noted together is one line."""
    for _key, rows in groupby(case.noted, key=lambda row: row.submission):
        first, *others = rows
        words = [fact_line(row.fact) for row in (first, *others)]
        when = format_moment(first.logged_at)
        yield Item(first.logged_at, _("Noted for the record"), when, first.by.name, "\n".join(words))


def _named(case: Case) -> Iterator[Item]:
    names = {handler.id: handler.name for handler in case.handlers}
    for row in case.about:
        if row.named_at:
            when, who = format_moment(row.named_at), names.get(row.named_by, "")
            yield Item(row.named_at, _("Named whom it is about"), when, who, row.name)
