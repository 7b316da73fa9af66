"""What staff note: whose word, which uses; what a child says; why there is a hold. Nothing here can say yes."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from portal.consents.labels import HOLD_BASES, WISHES
from portal.families.care import Care
from portal.families.labels import RELATIONSHIPS
from portal.web.forms import PortalForm, SubmissionForm, text_field
from portal.wording.policy import ConsentText

EVERY_USE = "all"


class WithdrawalForm(PortalForm):
    """Who said no, and to what. Nobody and nothing is chosen beforehand."""

    adult = RadioField(_l("Who said it?"), validators=[InputRequired(_l("Choose who said it"))])
    uses = SelectMultipleField(
        _l("What did they say no to?"), validators=[DataRequired(_l("Choose at least one use, or all of them"))]
    )

    @classmethod
    def asking(cls, adults: Iterable[Care], text: ConsentText, **given: Any) -> "WithdrawalForm":
        """Return the form that offers these adults, by name alone, and the uses of the present wording."""
        form = cls(**given)
        form.adult.choices = [
            SelectChoice(str(care.adult_id), care.adult_name, {"hint": RELATIONSHIPS[care.relationship]})
            for care in adults
        ]
        uses = (SelectChoice(use.key, use.sentence) for use in text.uses)
        form.uses.choices = [SelectChoice(EVERY_USE, _("All of them")), *uses]
        return form

    def chosen(self, text: ConsentText) -> tuple[str, ...]:
        """Return the uses that were ticked, in the order of the form."""
        keys = tuple(use.key for use in text.uses)
        return keys if EVERY_USE in self.uses.data else tuple(key for key in keys if key in self.uses.data)


class WishForm(SubmissionForm):
    """What a child says: one button for each."""

    say = RadioField(choices=[SelectChoice(str(say), label) for say, label in WISHES.items()])


class HoldForm(SubmissionForm):
    """Why every picture of a child is blocked."""

    basis = RadioField(
        _l("What is the hold based on?"),
        choices=[SelectChoice(str(basis), label) for basis, label in HOLD_BASES.items()],
        validators=[InputRequired(_l("Choose what the hold is based on"))],
    )
    reason = text_field(_l("Why"), _l("Write why, so that whoever reads this later understands it"), most=4000)


class LiftForm(PortalForm):
    """Why a hold ends."""

    reason = text_field(_l("Why the hold can end"), _l("Write why the hold can end"), most=4000)
