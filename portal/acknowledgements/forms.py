"""The questions under the rules: a tick for each rule, and the signature."""

from textwrap import shorten
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import DataRequired

from portal.web.forms import SubmissionForm, signature_field
from portal.wording.policy import Rule, RulesText
from portal.wording.service import Published

_PREFIX = "rule_"


def _tick(number: int, rule: Rule) -> BooleanField:
    name = shorten(rule.statement, 90, placeholder="…")
    missed = _l("Tick rule %(number)s if you agree to it: “%(rule)s”", number=number, rule=name)
    # DataRequired, since InputRequired takes a sent “false” for an answer.
    label = f"{number}. {rule.statement}"
    return BooleanField(label, description=rule.why, validators=[DataRequired(missed)])


class AcknowledgeForm(SubmissionForm):
    """A tick for each rule, nothing ticked beforehand, and the typed name (product.md §3)."""

    wording = HiddenField()
    signed_name: StringField
    published: Published

    @classmethod
    def for_rules(cls, published: Published) -> "AcknowledgeForm":
        """Return the form for this version of the rules."""
        text: RulesText = published.text  # type: ignore[assignment]
        fields: dict[str, Any] = {
            _PREFIX + rule.key: _tick(number, rule) for number, rule in enumerate(text.rules, start=1)
        }
        # Made last, so that errors are listed in the order of the page.
        fields["signed_name"] = signature_field(_l("Your full name"), _l("Type your full name to sign"))
        bound: type[AcknowledgeForm] = type("BoundAcknowledgeForm", (cls,), {**fields, "published": published})
        return bound(data={"wording": str(published.id)})

    def ticks(self) -> list[BooleanField]:
        """Return the question for each rule, in the order of the rules."""
        text: RulesText = self.published.text  # type: ignore[assignment]
        return [self[_PREFIX + rule.key] for rule in text.rules]

    def agreed(self) -> frozenset[str]:
        """Return the keys of the rules that were ticked."""
        return frozenset(tick.name.removeprefix(_PREFIX) for tick in self.ticks() if tick.data)

    @property
    def shown(self) -> int:
        """The id of the version that the page showed; 0 for what is no id."""
        text = self.wording.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else 0

    def begin_again(self) -> None:
        """The ticks were for other rules and do not count for these; the name stays."""
        self.wording.data = str(self.published.id)
        for tick in self.ticks():
            tick.data = False
