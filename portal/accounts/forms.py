"""Questions of signing in."""

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, StringField, ValidationError
from wtforms.validators import InputRequired, Length

from portal.accounts.policy import SHORTEST_PASSWORD
from portal.foundation.email_addresses import is_email
from portal.web.forms import PortalForm, line_field

_HINT = _l("At least %(length)s characters. Three random words make a good one.", length=SHORTEST_PASSWORD)


def _new_password(label: LazyString) -> PasswordField:
    return PasswordField(label, description=_HINT, validators=[InputRequired(_l("Choose a password"))])


def email_field(label: LazyString, required: LazyString) -> StringField:
    """Return the question for an e-mail address by which somebody is to sign in."""
    return line_field(label, required, most=254, also=[_check_email])


def _check_email(form: PortalForm, field: StringField) -> None:
    if field.data and not is_email(field.data):
        raise ValidationError(_("Enter an e-mail address such as name@example.org"))


class SignInForm(PortalForm):
    login = line_field(_l("E-mail address or sign-in name"), _l("Enter your e-mail address or sign-in name"), most=254)
    password = PasswordField(
        _l("Password"),
        validators=[InputRequired(_l("Enter your password")), Length(max=1000, message=_l("This is too long"))],
    )
    next = HiddenField()
    typed = HiddenField()  # what was sent after an earlier session had ended (web/pending_form.py)


class LetterCodeForm(PortalForm):
    code = line_field(_l("The code in your letter"), _l("Type the code that stands in your letter"), most=40)


class ChoosePasswordForm(PortalForm):
    password = _new_password(_l("Choose a password"))


class ForgottenForm(PortalForm):
    login = line_field(_l("E-mail address"), _l("Enter your e-mail address"), most=254)


class ChangePasswordForm(PortalForm):
    old = PasswordField(_l("Your password now"), validators=[InputRequired(_l("Enter the password you have now"))])
    password = _new_password(_l("New password"))


class SetUpForm(PortalForm):
    setting_name = line_field(_l("Name of the setting"), _l("Enter the name of your setting"))
    name = line_field(_l("Your full name"), _l("Enter your full name"))
    email = email_field(_l("Your e-mail address"), _l("Enter your e-mail address"))
    password = _new_password(_l("Choose a password"))
