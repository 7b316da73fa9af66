"""The register of who owes what over all documents, and its files."""

from functools import partial

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.acknowledgements import documents, owed
from portal.acknowledgements.events import OwedExported
from portal.acknowledgements.owed import OwedFilter, PersonLine
from portal.acknowledgements.routes import blueprint
from portal.families.sessions import session_names
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.events import bus
from portal.issued.policy import IssuedKind
from portal.issued.service import About, issue
from portal.web.files import csv_file, file_response, pdf_response
from portal.web.paging import page_of

__all__ = ["blueprint"]


@blueprint.get("/owed", endpoint="owed")
@requires(Permission.DOCUMENT_REGISTER)
def show_owed() -> ResponseReturnValue:
    wanted, asked, today = OwedFilter.chosen(request.args), owed.asked_documents(), clock.today()
    people = owed.people(current_user, asked, wanted, on=today)
    page = page_of(
        people, request.args, cursor=lambda one: one.key, fitting=lambda some: owed.lines(some, asked, on=today)
    )
    return render_template(
        "acknowledgements/owed.html", wanted=wanted, asked=asked, page=page, count=len(people), sessions=session_names()
    )


def _whole() -> tuple[list[PersonLine], str]:
    """Return everybody whom the filter of the address looks for, and what was chosen in words."""
    wanted, asked, today = OwedFilter.chosen(request.args), owed.asked_documents(), clock.today()
    found = owed.lines(owed.people(current_user, asked, wanted, on=today), asked, on=today)
    return found, documents.chosen_words(wanted, asked)


@blueprint.get("/owed.csv")
@requires(Permission.DOCUMENT_PAPER)
def owed_csv() -> Response:
    found, _chosen = _whole()
    with db.atomic():
        bus.publish(OwedExported(actor_id=current_user.id, subject_id=1, people=len(found)))
    to = csv_file([documents.owed_headings(), *(row for line in found for row in documents.owed_rows(line))])
    return file_response(to, f"who-owes-a-signature-{clock.today()}.csv", "text/csv; charset=utf-8")


@blueprint.get("/owed.pdf")
@requires(Permission.DOCUMENT_PAPER)
def owed_pdf() -> Response:
    today, began = clock.today(), clock.now()
    found, chosen = _whole()
    about = About(IssuedKind.OWED, first_day=today, last_day=today, records=len(found), issued_at=began)
    to = issue(partial(documents.write_owed, found, chosen), about, by_id=current_user.id)
    return pdf_response(to, f"who-owes-a-signature-{today}.pdf")
