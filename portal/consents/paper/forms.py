"""The questions of printing forms, of keying one in, and of proving that it was signed."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, DataRequired, InputRequired

from portal.accounts.models import Account
from portal.accounts.service import people_here
from portal.attachments.uploads import UploadsField
from portal.consents.forms import AnswerForm
from portal.consents.labels import ANSWERS
from portal.consents.models import CONSULT
from portal.consents.paper.data_entry import KeyedForm, PrintedForm
from portal.consents.paper.policy import needs_comparing
from portal.consents.paper.print_list import PrintList
from portal.consents.policy import Answer
from portal.families.care import Care
from portal.families.labels import RELATIONSHIPS
from portal.foundation.language import mark
from portal.foundation.text import names_match
from portal.web.filters import row_number
from portal.web.forms import DayField, PortalForm, SubmissionForm, TileField, line_field, signature_field

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
        return ANSWERS[self.answer] if self.answer else _l("No answer: an earlier answer stays")


class PrintForm(SubmissionForm):
    """Which children to print forms for, and how many for each."""

    child = SelectMultipleField(
        _l("Children"), coerce=int, validators=[DataRequired(_l("Tick at least one child"))], validate_choice=False
    )
    copies = SelectField(
        _l("Forms for each child"),
        choices=[SelectChoice("1", _l("One")), SelectChoice("2", _l("Two, one for each parent"))],
        description=_l("Each adult who signs needs a form of their own."),
        validators=[AnyOf(["1", "2"], _l("Choose one or two forms for each child"))],
        validate_choice=False,
    )

    @classmethod
    def listing(cls, found: PrintList) -> "PrintForm":
        """Return the form for these children, whose boxes are ticked where the address names them one by one."""
        form = cls(data={"child": [line.id for line in found.page.rows] if found.named else [], "copies": "1"})
        form.new_submission()
        return form


class FindForm(PortalForm):
    """The reference of a printed form, for those without a camera at hand. Nothing is stored, so it is a GET."""

    reference = line_field(
        _l("Reference"), _l("Write the reference that stands at the foot of each page of the form"), most=200
    )

    class Meta:
        csrf = False

    @classmethod
    def unknown(cls, typed: str | None) -> "FindForm":
        """Return the form which says that no form has the reference that was typed; None when nobody has typed yet."""
        form = cls(formdata=None if typed is None else MultiDict({"reference": typed}))
        if typed is not None and form.validate():
            form.reference.errors = [_("There is no form with this reference. Compare each letter with the paper")]
        return form


class KeyForm(AnswerForm):
    """Who signed, when, and each answer, as they stand on the paper."""

    _tile = PaperTileField

    signer = RadioField(_l("Who signed?"), validators=[InputRequired(_l("Choose who signed"))])
    signed_name = signature_field(_l("Name as it is signed"), _l("Write the name as it is on the paper"))
    signed_on = DayField(
        _l("Date beside the signature"), validators=[InputRequired(_l("Write the date beside the signature"))]
    )

    printed: PrintedForm

    @classmethod
    def for_printed(cls, printed: PrintedForm) -> "KeyForm":
        """Return the form for one printed form, with its wording as printed."""
        form: KeyForm = cls.asking(printed.published.consent)()
        form.printed = printed
        form.signer.choices = [
            SelectChoice(str(adult.adult_id), adult.adult_name, {"hint": str(RELATIONSHIPS[adult.relationship])})
            for adult in printed.can_sign
        ]
        return form

    @property
    def chosen(self) -> Care | None:
        """The adult who was chosen as the one who signed, if one was."""
        return next((adult for adult in self.printed.can_sign if str(adult.adult_id) == self.signer.data), None)

    @property
    def others(self) -> list[str]:
        """The names of the child's other adults."""
        adults = (*self.printed.can_sign, *self.printed.cannot_sign)
        return [adult.adult_name for adult in adults if adult != self.chosen]

    @property
    def is_unlike(self) -> bool:
        """Whether the name on the paper is another one than that of the adult who was chosen."""
        return self.chosen is not None and not names_match(self.signed_name.data, self.chosen.adult_name)

    def answers(self) -> dict[str, Answer]:
        """Return what the paper says; a question without a tick is not in it."""
        tiles = {key: tile for key, tile in self.questions().items() if isinstance(tile, PaperTileField)}
        return {key: tile.answer for key, tile in tiles.items() if tile.answer}

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        if not self.answers_a_use:
            self.form_errors = [_("Choose yes or no for at least one use. A paper without a tick cannot be stored.")]
        return is_valid and self.answers_a_use

    @property
    def is_whole(self) -> bool:
        """Whether all that stands on the paper is right, once validated, whatever became of the page's token."""
        return not self.errors.keys() - {"csrf_token"}

    @property
    def signature(self) -> tuple[int, str, date]:
        """The number of the adult who signed, the name and the day, once the form is valid; else ValueError."""
        if self.signed_on.day is None:
            raise ValueError(self.signed_on.data)
        return int(self.signer.data), self.signed_name.data, self.signed_on.day

    def keyed(self, proof: "ProofForm") -> KeyedForm:
        """Return all that is stored of a paper, once both forms are valid."""
        return KeyedForm(
            *self.signature,
            answers=self.answers(),
            submission=proof.submission_key,
            scan=next(iter(proof.scan.files), None),
            witness=proof.witness.data or "",
            colleague_id=proof.colleague.data,
            name_confirmed=bool(proof.name_confirmed and proof.name_confirmed.data),
            witness_compared=bool(proof.witness_compared and proof.witness_compared.data),
        )

    def typed(self) -> dict[str, str]:
        """Return all that was keyed in, by field name, for the page on which it is checked."""
        names = [field.name for field in self if field.type not in {"CSRFTokenField", "HiddenField"}]
        return {name: str(self[name].data) for name in names if self[name].data}


class ProofForm(SubmissionForm):
    """What proves the signature: a scan, or somebody who saw it: a colleague or another person (product.md §2.3, §2.8).

    Names that only a person can compare stand side by side on the page, with a tick that they were compared.
    """

    name_confirmed: BooleanField | None = BooleanField(
        _l("I have compared the name with the paper, and I know that this adult signed like this")
    )
    scan = UploadsField(
        _l("Scan or photo of the signed paper"),
        most=1,
        description=_l("One file of up to 10 MB: a PDF with all pages, or a JPEG or PNG picture of the page with the "
                       "signature. It is kept locked away with the record."),
    )  # fmt: skip
    colleague = SelectField(_l("Or: who works here and saw it being signed?"), coerce=row_number, validate_choice=False)
    witness = line_field(_l("Or: who else saw it being signed?"))
    witness_compared: BooleanField | None = BooleanField(_l("I have compared the names: the witness is somebody else"))

    def kept(self) -> dict[str, str]:
        """Return what goes along to the page on which answers are changed: the scan that waits, and the witness."""
        scan = next((file.token for file in self.scan.listed), "")
        return {"scan": scan, "witness": self.witness.data or "", "colleague": str(self.colleague.data or "")}

    @classmethod
    def about(cls, form: KeyForm, keyer: Account) -> "ProofForm":
        """Return the form for what was keyed in."""
        proof = cls()
        listed = [SelectChoice(str(each.id), each.name) for each in people_here(but=keyer.id)]
        proof.colleague.choices = [SelectChoice("", _("Nobody from this list")), *listed]
        if not form.is_unlike:
            del proof.name_confirmed
        people = [form.chosen.adult_name if form.chosen else "", form.signed_name.data or "", keyer.name]
        if not needs_comparing(proof.witness.data or "", people, form.others):
            del proof.witness_compared
        return proof
