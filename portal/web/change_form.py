"""Forms that change what is stored: two people who have one open at once are told of each other."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import BooleanField, Field, FileField, HiddenField
from wtforms.fields.choices import SelectFieldBase

from portal.foundation.text import clean_line
from portal.foundation.tokens import digest
from portal.web.dates import format_date
from portal.web.forms import DayField, PortalForm


class ChangeForm(PortalForm):
    """A form that changes what is stored. Nobody overwrites unseen what somebody else saved while it was open.

    ``opened`` holds a digest of each answer as the page showed it. What differs from it by now is said beside its
    question: an answer that was typed is kept, and takes the place of the other when it is sent again; one that was left
    as it stood shows what is stored. ``beside`` are stored words that are not the answer to their question; under
    “question/more” they stand beside an answer, which is asked about again when they changed and it would too.
    """

    opened = HiddenField(filters=[clean_line])

    def __init__(self, *given: Any, beside: Mapping[str, str] | None = None, **named: Any) -> None:
        self._beside = dict(beside or {})
        super().__init__(*given, **named)

    def process(self, formdata: Any = None, *given: Any, **named: Any) -> None:
        super().process(None, *given, **named)
        asked = (field for field in self if not isinstance(field, FileField | HiddenField))
        self._stored = {field.name: _said(field) for field in asked} | self._beside
        super().process(formdata, *given, **named)
        if self.opened.raw_data is None:  # nothing was sent
            self.opened.data = self._stamp()

    def _stamp(self) -> str:
        return " ".join(f"{name}:{_short_digest(said)}" for name, said in self._stored.items())

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        nothing = _short_digest("")
        opened = dict(each.rpartition(":")[::2] for each in (self.opened.data or "").split())
        changed = [name for name, said in self._stored.items() if opened.get(name, nothing) != _short_digest(said)]
        self.opened.data = self._stamp()
        if opened.keys() - self._stored.keys():
            self.form_errors.append(_("Somebody changed the register while this page was open. Look again, then save."))
            valid = False
        asked = dict.fromkeys(name.partition("/")[0] for name in changed)
        for field in (self[name] for name in asked if name in self):
            if (typed := _said(field)) != (now := self._stored[field.name]):
                was_left = opened.get(field.name) == _short_digest(typed) and field.name not in self._beside
                if was_left:
                    field.process(None, field.object_data)
                field.errors = [*field.errors, _changed_meanwhile(field, None if was_left else now)]
                valid = False
        return valid


def _short_digest(said: str) -> str:
    return digest(said)[:12]


def _said(field: Field) -> str:
    """Return an answer as a text that tells it from any other, however it was typed."""
    said = getattr(field, "day", None) or field.data
    return "\n".join(sorted(map(str, said))) if isinstance(said, list | tuple | set | frozenset) else str(said or "")


def _changed_meanwhile(field: Field, said: str | None) -> str:
    """Return what somebody else made of an answer; None where the field itself shows it."""
    anew = _("Somebody else changed this while this page was open. Look at it, then save again.")
    if said is None or not (said or isinstance(field, BooleanField)):
        return anew
    words = said
    if isinstance(field, BooleanField):
        words = _("Yes") if said else _("No")
    elif isinstance(field, SelectFieldBase):
        named = {str(value): str(label) for value, label, *_rest in field.iter_choices()}
        if named.keys().isdisjoint(said.split("\n")):  # no choice, but words that stand beside one
            return anew
        words = ", ".join(named.get(each, each) for each in said.split("\n"))
    elif isinstance(field, DayField):
        words = format_date(date.fromisoformat(said))
    return _(
        "Somebody else saved “%(words)s” here while this page was open. Save again to put yours in its place.",
        words=words,
    )
