"""The answers that a pen can leave beside one question, and what each counts as."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice

from portal.consents.models import CONSULT
from portal.consents.policy import Answer
from portal.consents.words import ANSWERS
from portal.foundation.language import mark
from portal.web.forms import PortalForm, TileField

_BLANK, _BOTH = "blank", "both"
_COUNTS_AS = {"yes": Answer.YES, "no": Answer.NO, _BOTH: Answer.NO}


class PaperTileField(TileField):
    """Yes, no, no tick, or both; choosing nothing is the same as no tick.

    Both are whatever shows less, as the form itself says: no to a use, and yes to asking every parent first.
    """

    offered = (
        *TileField.offered, SelectChoice(_BLANK, mark("No tick")), SelectChoice(_BOTH, mark("Both ticked"))
    )  # fmt: skip

    def pre_validate(self, form: PortalForm) -> None:
        if self.data not in {_BLANK, _BOTH}:
            super().pre_validate(form)

    @property
    def answer(self) -> Answer | None:
        """What is stored of it, or None where the paper says nothing."""
        if self.data == _BOTH and self.short_name == CONSULT:
            return Answer.YES
        return _COUNTS_AS.get(str(self.data))

    @property
    def words(self) -> LazyString:
        """What it counts as, for the page on which it is checked."""
        if self.data == _BOTH:
            is_yes = self.answer is Answer.YES
            return _l("Yes: both boxes were ticked") if is_yes else _l("No: both boxes were ticked")
        return ANSWERS[self.answer] if self.answer else _l("Not answered: an earlier answer stays")
