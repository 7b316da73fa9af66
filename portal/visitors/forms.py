"""What is asked at the door."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import DataRequired

from portal.foundation.text import clean_line
from portal.visitors.models import Visit
from portal.visitors.service import Arrival
from portal.web.filters import row_number
from portal.web.forms import HasLetters, PortalForm, SubmissionForm, line_field
from portal.wording.service import Published

_PREFIX = "rule_"
_ASKED = ("name", "organisation", "seeing")


def _name_field(label: object, missing: object) -> StringField:
    return line_field(label, missing, also=[HasLetters(missing)])


class ArrivalForm(SubmissionForm):
    """Who comes, whom they see, and a tick for each statement. Who comes often is ``known``, and ticks anew.

    A tablet asks them for the ticks alone: it shows nobody's name. Their own phone shows what it remembers.
    """

    wording = HiddenField()
    number = HiddenField(filters=[clean_line])
    name = _name_field(_l("Your full name"), _l("Write your full name"))
    organisation = line_field(_l("Your company, if you come for one"))
    seeing = _name_field(_l("Who are you here to see, or what for?"), _l("Write who you are here to see, or what for"))
    is_regular: BooleanField
    published: Published | None
    known: Visit | None

    @classmethod
    def of(
        cls, published: Published | None, known: Visit | None, *, on_tablet: bool, number: str = ""
    ) -> "ArrivalForm":
        """Return the form for the statements of today, if there are any; a ``number`` came from a page that did not ask for it."""
        rules = published.acknowledgement.rules if published else ()
        missed = DataRequired(_l("Tick this rule if you agree to it"))
        fields: dict[str, Any] = {
            _PREFIX + rule.key: BooleanField(rule.statement, description=rule.why, validators=[missed])
            for rule in rules
        }
        often = _l("I come often: give me a number for next time") if on_tablet else _l("Remember me on this phone")
        fields["is_regular"] = BooleanField(often)
        bound: type[ArrivalForm] = type("BoundArrivalForm", (cls,), {**fields, "published": published, "known": known})
        data = {"wording": str(published.id) if published else "", "number": number}
        data |= {name: getattr(known, name) for name in _ASKED} if known else {}
        form = bound(formdata=None, data=data) if number else bound(data=data)
        for name in (*(_ASKED if known and on_tablet else ()), *(["is_regular"] if known else [])):
            del form[name]
        return form

    def ticks(self) -> list[BooleanField]:
        """Return the question for each statement, in their order."""
        return [field for field in self if field.name.startswith(_PREFIX)]

    def begin_again(self) -> None:
        """What was ticked was for another text; what was typed stays."""
        self.wording.data = str(self.published.id) if self.published else ""
        for tick in self.ticks():
            tick.data = False

    def arrival(self, number: str) -> Arrival:
        """Return what a visitor sent, whose number this is."""
        said = {name: str((self[name].data if name in self else getattr(self.known, name)) or "") for name in _ASKED}
        return Arrival(
            **said, wording_id=row_number(self.wording.data) or 0, submission=self.submission_key,
            is_regular="is_regular" in self and bool(self["is_regular"].data), number=number,
        )  # fmt: skip


class LeaveForm(PortalForm):
    name = _name_field(_l("Your full name, as you wrote it when you came"), _l("Write your full name"))


class NumberForm(SubmissionForm):
    """The number of who comes often, which their phone keeps; which of two buttons is pressed says whether they come or go."""

    number = line_field(_l("Your number, if you come often"), most=40)
    is_leaving = BooleanField()


class PairForm(PortalForm):
    code = line_field(_l("Code"), _l("Write the code"), most=40)
