"""Forms printed for invented families, and papers that came back signed."""

import io
from datetime import date
from typing import Any

from PIL import Image

from portal.accounts.models import Account
from portal.attachments import service as attachments
from portal.attachments.models import Attachment
from portal.consents.models import ConsentRecord, PaperForm
from portal.consents.paper import data_entry
from portal.consents.policy import Answer
from portal.families.models import Adult, Child
from portal.foundation import clock
from portal.foundation.tokens import new_token


def print_one(child: Child, by: Account) -> PaperForm:
    """Print one form for a child."""
    (form,) = data_entry.print_forms([child], copies=1, submission=new_token(), by_id=by.id)
    return form


def key_in(
    form: PaperForm,
    adult: Adult,
    by: Account,
    answers: dict[str, Answer],
    *,
    on: date | None = None,
    **given: Any,
) -> ConsentRecord:
    """Key in a form as a keeper does on the page, with a witness unless a scan is given."""
    proof = given or {"witness": "Tomasz Nowak"}
    keyed = {"signed_name": adult.name, "signed_on": on or clock.today(), "submission": new_token(), **proof}
    return data_entry.key_form(form, data_entry.KeyedForm(adult_id=adult.id, answers=answers, **keyed), by_id=by.id)


def photograph(colour: str = "#ffffff") -> bytes:
    """Return a JPEG such as a phone makes of a signed page; of another colour it is another file."""
    to = io.BytesIO()
    Image.new("RGB", (60, 80), colour).save(to, "JPEG")
    return to.getvalue()


def scan() -> Attachment:
    """Return a scan as the page hands it to the service."""
    return attachments.accept_file(photograph(), "form.jpg", by_id=0)
