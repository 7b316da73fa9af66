"""Which part of the audit log a person looks at: by who it was, which child, what kind of thing, and which day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from peewee import ModelSelect

from portal.audit.models import AuditEntry, registers
from portal.foundation import clock
from portal.foundation.dates import read_date
from portal.foundation.text import clean_line, folded
from portal.web import filters
from portal.web.dates import MONTHS, format_date

SUBJECTS: dict[str, LazyString] = {
    "account": _l("Accounts and signing in"),
    "adult": _l("Adults"),
    "child": _l("Children"),
    "child_say": _l("What children say"),
    "clearance": _l("Pictures cleared to be posted"),
    "complaints_register": _l("Complaints register"),
    "concern": _l("Concerns"),
    "consent_hold": _l("Holds"),
    "consent_record": _l("Signed consent"),
    "document": _l("Policies"),
    "family_import": _l("Imported lists"),
    "group": _l("The closed group"),
    "group_guest": _l("Others invited to the group"),
    "handler_proposal": _l("Who handles concerns"),
    "issued_record": _l("Sealed PDF records"),
    "listed_adult": _l("Adults in pictures"),
    "paper_form": _l("Paper forms"),
    "post": _l("Posts"),
    "relationship": _l("Declared relationships"),
    "reminder_round": _l("Reminders"),
    "rules_acknowledgement": _l("Signed rules"),
    "same_person": _l("Two entries that are one person"),
    "seal_certificate": _l("Certificates that seal records"),
    "setting": _l("The setting and its files"),
    "visit": _l("Visitors"),
    "visitor_door": _l("Where visitors sign in"),
    "wording": _l("Wordings"),
}
_LONGEST_DAY = 40  # characters


@dataclass(frozen=True)
class LogFilter:
    """What somebody chose. ``typed`` is the day as they wrote it: where ``day`` is None, it could not be read."""

    who: int | None = None
    child: int | None = None
    kind: str = ""
    day: date | None = None
    typed: str = ""

    @property
    def is_empty(self) -> bool:
        return self == LogFilter()

    def address(self, **changes: object) -> dict[str, str]:
        """Return the arguments of the address that holds this choice, with ``changes``: numbers and never names."""
        return filters.address(**{"who": self.who, "child": self.child, "kind": self.kind, "day": self.day, **changes})


def read_filter(arguments: Mapping[str, str], account: Any) -> LogFilter:
    """Read a choice from an address. A child whom ``account`` may not see is not chosen."""
    typed = clean_line(arguments.get("day", ""))[:_LONGEST_DAY]
    child = filters.row_number(arguments.get("child"))
    return LogFilter(
        who=filters.row_number(arguments.get("who")),
        child=child if child and registers().names["child"](account, {child}) else None,
        kind=filters.chosen(SUBJECTS, arguments.get("kind")) or "",
        day=read_date(typed, today=clock.today(), months=[str(name) for name in MONTHS]).value if typed else None,
        typed=typed,
    )


def entries(account: Any, wanted: LogFilter) -> ModelSelect:
    """Return the entries that ``account`` may see and that fit a choice."""
    found = AuditEntry.visible_to(account)
    if wanted.who is not None:
        found = found.where(AuditEntry.actor_id == wanted.who)
    if wanted.child is not None:
        # Canonical JSON has no spaces, so a number ends with the comma or the brace behind it.
        named = f'"child_id":{wanted.child}'
        said = AuditEntry.details.contains(named + ",") | AuditEntry.details.contains(named + "}")
        found = found.where(said | ((AuditEntry.subject == "child") & (AuditEntry.subject_id == wanted.child)))
    if wanted.kind:
        found = found.where(AuditEntry.subject == wanted.kind)
    if wanted.day:
        first = datetime.combine(wanted.day, time.min, clock.LONDON)
        after = datetime.combine(wanted.day + timedelta(days=1), time.min, clock.LONDON)
        found = found.where((AuditEntry.written_at >= first) & (AuditEntry.written_at < after))
    return found


def kinds(account: Any) -> list[tuple[str, str]]:
    """Return the kinds of which ``account`` may see an entry: of the others the page says nothing, not even that they are."""
    seen = {
        kind for (kind,) in AuditEntry.visible_to(account).order_by().select(AuditEntry.subject).distinct().tuples()
    }
    return [(kind, str(label)) for kind, label in SUBJECTS.items() if kind in seen]


def people(account: Any) -> list[tuple[int, str]]:
    """Return those who work here whom ``account`` may see, by name."""
    return sorted(registers().people(account).items(), key=lambda person: (folded(person[1]), person[0]))


def described(account: Any, wanted: LogFilter) -> str:
    """Return in words what was chosen; empty when nothing was."""

    def name(kind: str, id_: int | None) -> str:
        return registers().names[kind](account, {id_}).get(id_, "") if id_ else ""

    parts = [
        name("account", wanted.who) or (_("account %(number)s", number=wanted.who) if wanted.who else ""),
        name("child", wanted.child),
        str(SUBJECTS[wanted.kind]) if wanted.kind else "",
        format_date(wanted.day),
    ]
    return ", ".join(filter(None, parts))
