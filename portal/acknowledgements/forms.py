"""The questions under a document: a tick for each rule and the signature; or who signed a paper, and when."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from portal.acknowledgements.outstanding import PersonLine
from portal.acknowledgements.service import SignedPaper, Signer
from portal.attachments.uploads import UploadsField
from portal.foundation.text import folded
from portal.web.dates import format_date
from portal.web.filters import row_number
from portal.web.forms import DayField, HasLetters, SignatureForm, SubmissionForm, line_field, signature_field
from portal.wording.policy import Rule
from portal.wording.service import NothingPublished, Published

_PREFIX = "rule_"


class _VersionForm(SubmissionForm):
    """A form that says which version of the document its page showed."""

    wording = HiddenField()
    published: Published

    @property
    def shown(self) -> int:
        """The id of that version; 0 for what is no id."""
        return row_number(self.wording.data) or 0

    def begin_again(self) -> None:
        """What was ticked was for another text and does not count for this one; what was typed stays."""
        self.wording.data = str(self.published.id)
        for field in self:
            if isinstance(field, BooleanField):
                field.data = False


def _tick(number: int, rule: Rule) -> BooleanField:
    # DataRequired, since InputRequired takes a sent “false” for an answer. Many that were missed are one line.
    missed = DataRequired(_l("Tick this rule if you agree to it"))
    return BooleanField(f"{number}. {rule.statement}", description=rule.why, validators=[missed])


class AcknowledgeForm(_VersionForm, SignatureForm):
    """A tick for each rule, nothing ticked beforehand, and the typed name (product.md §3)."""

    signed_name: StringField

    @classmethod
    def of(cls, published: Published) -> "AcknowledgeForm":
        """Return the form for this version of a document."""
        rules = enumerate(published.acknowledgement.rules, start=1)
        fields: dict[str, Any] = {_PREFIX + rule.key: _tick(number, rule) for number, rule in rules}
        # Made last, so that errors are listed in the order of the page.
        fields["signed_name"] = signature_field(_l("Your full name"), _l("Type your full name to sign"))
        bound: type[AcknowledgeForm] = type("BoundAcknowledgeForm", (cls,), {**fields, "published": published})
        return bound(data={"wording": str(published.id)})

    def ticks(self) -> list[BooleanField]:
        """Return the question for each rule, in the order of the rules."""
        return [self[_PREFIX + rule.key] for rule in self.published.acknowledgement.rules]

    def agreed(self) -> frozenset[str]:
        """Return the keys of the rules that were ticked."""
        return frozenset(tick.name.removeprefix(_PREFIX) for tick in self.ticks() if tick.data)


class PaperForm(_VersionForm):
    """Who signed a paper, chosen from the register or typed, and when."""

    version = SelectField(_l("Which version does the paper show?"))
    signer = SelectField(_l("Who signed it?"), validate_choice=False)
    name = line_field(_l("Or somebody who is not on the list: their full name"))
    organisation = line_field(_l("Their organisation, if they have one"))
    signed_on = DayField(
        _l("The day beside the signature"), validators=[InputRequired(_l("Write the day on which it was signed"))]
    )
    all_ticked = BooleanField(
        _l("Each rule on the paper is ticked"),
        validators=[DataRequired(_l("Look at the paper: a rule without a tick is not agreed to"))],
    )

    scan = UploadsField(_l("Scan or photo of the signed paper"), most=1)
    witness = line_field(_l("Or: who saw it being signed?"))

    names: frozenset[str] = frozenset()

    @classmethod
    def of(cls, versions: list[Published], lines: list[PersonLine], listed: Iterable[PersonLine]) -> "PaperForm":
        """Return the form for versions of a document that count, the newest first, which these people may have signed.

        ``listed`` is everybody in the register of the document. Raises NothingPublished.
        """
        if not versions:
            raise NothingPublished
        published = versions[0]
        form = cls(data={"wording": str(published.id)})
        form.published, form.names = published, frozenset(folded(line.person.name) for line in listed)
        if len(versions) > 1:
            told = [_l("Version %(number)s, from %(day)s", number=each.number, day=format_date(each.published_at))
                    for each in versions]  # fmt: skip
            each_version = [SelectChoice(str(each.id), words) for each, words in zip(versions, told, strict=True)]
            form.version.choices = [SelectChoice("", _l("Look at the foot of the paper")), *each_version]
        else:
            del form.version
        if not published.acknowledgement.rules:
            del form.all_ticked
        people = [SelectChoice(line.key, " – ".join([line.person.name, *line.beside[:2]])) for line in lines]
        form.signer.choices = [SelectChoice("", _l("Choose a person")), *people]
        return form

    @property
    def shown(self) -> int:
        """The id of the version on the paper; 0 for what is no id."""
        return row_number(self.version.data) or 0 if "version" in self else super().shown

    def validate_version(self, field: SelectField) -> None:
        if not field.data:
            raise ValidationError(_l("Choose the version that stands on the paper"))

    def validate_signer(self, field: SelectField) -> None:
        if not field.data and not self.name.data:
            raise ValidationError(_l("Choose who signed, or write their full name below"))

    def validate_name(self, field: StringField) -> None:
        HasLetters(_l("Write their full name"))(self, field)
        if field.data and self.signer.data:
            raise ValidationError(_l("Choose a person or write a name, not both"))
        if folded(field.data or "") in self.names and not self.organisation.data:
            raise ValidationError(
                _l("Our list has this name. Choose them there. If it is somebody else, write their organisation too")
            )

    def paper(self, line: PersonLine | None) -> SignedPaper:
        """Return what was keyed in, signed by the person of ``line``, or else by the one whose name was typed."""
        if line:
            one = line.person
            account_id = None if one.adult_id else one.account_id
            return self.paper_of(Signer(one.name, adult_id=one.adult_id, account_id=account_id))
        return self.paper_of(Signer(self.name.data, organisation=self.organisation.data or ""))

    def paper_of(self, signer: Signer) -> SignedPaper:
        """Return what was keyed in, signed by ``signer``."""
        assert self.signed_on.day
        scan = next(iter(self.scan.files), None)
        return SignedPaper(
            self.shown, signer, self.signed_on.day, self.submission_key, witness=self.witness.data or "", scan=scan
        )
