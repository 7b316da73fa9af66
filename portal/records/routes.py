"""The manager’s pages of inspection packs and of records that were issued."""

import io

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.accounts.models import Account
from portal.foundation import clock
from portal.issued.models import IssuedRecord
from portal.records import labels as record_labels
from portal.records import service
from portal.records.forms import PackForm
from portal.web.files import pdf_response
from portal.web.paging import newest_first

blueprint = Blueprint("records", __name__, url_prefix="/records")


@blueprint.route("/pack", methods=["GET", "POST"])
@requires(Permission.RECORD_EXPORT)
def pack() -> ResponseReturnValue:
    today = clock.today()
    form = PackForm(data={"first": today.replace(month=1, day=1), "last": today})
    if form.validate_on_submit():
        with form.refusals():
            period, to = form.period(), io.BytesIO()
            service.make_pack(current_user, period, to, by_id=current_user.id)
            return pdf_response(to, f"inspection-pack-{period.first}-to-{period.last}.pdf")
    return render_template("records/pack.html", form=form)


@blueprint.get("/issued")
@requires(Permission.RECORD_EXPORT)
def issued() -> ResponseReturnValue:
    page = newest_first(IssuedRecord.visible_to(current_user), request.args, order=IssuedRecord.id)
    names = dict(
        Account.select(Account.id, Account.name).where(Account.id.in_([r.issued_by for r in page.rows])).tuples()
    )
    return render_template("records/issued.html", page=page, names=names, labels=record_labels)
