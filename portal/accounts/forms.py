"""Questions of signing in."""

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, ValidationError
from wtforms.validators import InputRequired, Length

from portal.accounts.policy import SHORTEST_PASSWORD, PasswordFault, PasswordRefused
from portal.foundation.email_addresses import is_email
from portal.web.forms import PortalForm, line_field

_HINT = _l("At least %(length)s characters. Three random words make a good one.", length=SHORTEST_PASSWORD)
_FAULTS = {
    PasswordFault.TOO_SHORT: _l("Use at least %(length)s characters", length=SHORTEST_PASSWORD),
    PasswordFault.TOO_LONG: _l("Use at most 256 characters"),
    PasswordFault.TOO_EASY: _l("This password is easy to guess. Try three random words"),
}


def _new_password(label: LazyString | None = None) -> PasswordField:
    return PasswordField(
        label or _l("Choose a password"),
        description=_HINT,
        validators=[InputRequired(_l("Choose a password")), Length(max=1000, message=_FAULTS[PasswordFault.TOO_LONG])],
    )


def explain_refusal(field: PasswordField, refusal: PasswordRefused) -> None:
    """Put beside ``field`` why the password was refused."""
    field.errors = [str(_FAULTS[refusal.fault])]


class SignInForm(PortalForm):
    login = line_field(_l("E-mail address or sign-in name"), _l("Enter your e-mail address or sign-in name"), most=254)
    password = PasswordField(
        _l("Password"),
        validators=[InputRequired(_l("Enter your password")), Length(max=1000, message=_l("This is too long"))],
    )
    next = HiddenField()
    typed = HiddenField()  # what was sent after an earlier session had ended (web/replay.py)


class ChoosePasswordForm(PortalForm):
    password = _new_password()


class ForgottenForm(PortalForm):
    login = line_field(_l("E-mail address"), _l("Enter your e-mail address"), most=254)


class ChangePasswordForm(PortalForm):
    old = PasswordField(_l("Your password now"), validators=[InputRequired(_l("Enter the password you have now"))])
    password = _new_password(_l("New password"))


class SetUpForm(PortalForm):
    setting_name = line_field(_l("Name of the setting"), _l("Enter the name of your setting"))
    name = line_field(_l("Your full name"), _l("Enter your full name"))
    email = line_field(_l("Your e-mail address"), _l("Enter your e-mail address"), most=254)
    password = _new_password()

    def validate_email(self, field: object) -> None:
        if self.email.data and not is_email(self.email.data):
            raise ValidationError(_("Enter an e-mail address such as name@example.org"))
