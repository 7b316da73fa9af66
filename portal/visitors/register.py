"""The register of visitors: who is in the building now, and who came from one day to another."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from peewee import JOIN

from portal.accounts.models import Account
from portal.foundation import clock
from portal.visitors.models import Visit, VisitEnd
from portal.web.dates import format_date, format_time
from portal.wording.models import WordingVersion


@dataclass(frozen=True)
class VisitLine:
    """One visit as registers say it; ``noter`` is who noted that the visitor left, if they did not say so themselves."""

    id: int
    name: str
    organisation: str
    seeing: str
    arrived_at: datetime
    agreed_at: datetime | None
    version: int | None
    left_at: datetime | None
    noter: str | None

    @property
    def is_here(self) -> bool:
        """Whether they are in the building: forgotten sign-outs are closed when their day is over (product.md §3)."""
        return self.left_at is None and self.day >= clock.today()

    @property
    def is_forgotten(self) -> bool:
        return self.left_at is None and not self.is_here

    @property
    def day(self) -> date:
        return clock.london_date(self.arrived_at)

    @property
    def out(self) -> str:
        """When they left, or what is known instead."""
        if self.left_at is None:
            return _("In the building") if self.is_here else _("Did not sign out. Closed at the end of the day")
        time = format_time(self.left_at)
        return _("%(time)s, noted by %(name)s", time=time, name=self.noter) if self.noter else time

    @property
    def agreed(self) -> str:
        """Which version of the statements they ticked, and when, if that was on another day."""
        if self.agreed_at is None:
            return _("none published")
        day = clock.london_date(self.agreed_at)
        version: str = _("version %(number)s", number=self.version)
        return (
            version if day == self.day else _("%(version)s, ticked on %(day)s", version=version, day=format_date(day))
        )


def visits_between(first: date, last: date) -> list[VisitLine]:
    """Return the visits that began from one day to another, both included, the earliest first, in one query."""
    query = Visit.select(
        Visit.id, Visit.name, Visit.organisation, Visit.seeing, Visit.arrived_at, Visit.agreed_at,
        WordingVersion.number.alias("version"), VisitEnd.left_at, Account.name.alias("noter"),
    )  # fmt: skip
    query = query.join(WordingVersion, JOIN.LEFT_OUTER).switch(Visit)
    query = query.join(VisitEnd, JOIN.LEFT_OUTER, on=(VisitEnd.visit == Visit.id)).join(Account, JOIN.LEFT_OUTER)
    return list(Visit.between(first, last, query).order_by(Visit.arrived_at, Visit.id).objects(VisitLine))
