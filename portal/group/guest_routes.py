"""Others who are invited: their page, and the page on which one of them signs the rules by a link."""

from datetime import timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access.guard import public, requires, takes_files
from portal.access.permissions import Permission
from portal.acknowledgements import service as acknowledgements
from portal.acknowledgements.forms import AcknowledgeForm
from portal.acknowledgements.service import Signature
from portal.attachments.policy import LARGEST_UPLOADS
from portal.foundation import clock
from portal.group import guests, people, service
from portal.group.forms import GuestForm, GuestPaperForm
from portal.group.models import GroupGuest
from portal.group.policy import Meaning
from portal.group.routes import blueprint
from portal.mail.service import links_are_held
from portal.web import filters
from portal.web.addresses import public_address
from portal.web.forms import ActionForm
from portal.web.loading import get_or_404
from portal.web.throttle import client_address, count_try
from portal.wording import service as wording

_WITHIN = timedelta(hours=1)


@blueprint.route("/guests/add", methods=["GET", "POST"])
@requires(Permission.GROUP_KEEP)
def add_guest() -> ResponseReturnValue:
    """Add somebody who may be invited once they have signed; from a line of the member list, that line is them."""
    today, number = clock.today(), filters.row_number(request.args.get("line"))
    pasted = service.load_list(current_user, on=today)
    found = [each for each in pasted.with_meaning(Meaning.STRANGER) if each.number == number] if pasted else []
    form = GuestForm(data={"name": found[0].text if found else ""})
    if form.validate_on_submit():
        guest = guests.add_guest(
            form.name.data, form.asked_by.data, submission=form.submission_key, by_id=current_user.id
        )
        if pasted and found:
            said = {found[0].number: (Meaning.PERSON, f"guest-{guest.id}")}
            service.answer(said, current_user, list_id=pasted.row.id, on=today)
        return redirect(url_for("group.guest", guest_id=guest.id), code=303)
    form.new_submission()
    return render_template("group/add_guest.html", form=form, line=found[0].number if found else None)


@blueprint.get("/guests/<int:guest_id>")
@requires(Permission.GROUP_KEEP)
def guest(guest_id: int) -> ResponseReturnValue:
    found: GroupGuest = get_or_404(GroupGuest.visible_to(current_user), guest_id)
    person = people.everybody(current_user, on=clock.today())[f"guest-{found.id}"]
    return render_template("group/guest.html", guest=found, person=person, record=guests.signature_of(found))


@blueprint.post("/guests/<int:guest_id>/link")
@requires(Permission.GROUP_KEEP)
def make_link(guest_id: int) -> ResponseReturnValue:
    """Show a link once, to be sent to the guest: only its hash is kept."""
    found: GroupGuest = get_or_404(GroupGuest.visible_to(current_user), guest_id)
    back_url = url_for("group.guest", guest_id=guest_id)
    if not ActionForm().validate():
        return redirect(back_url, code=303)
    link = public_address("group.sign_rules", token=guests.new_link(found, by_id=current_user.id))
    return render_template("group/make_link.html", guest=found, link=link, is_held=links_are_held(), back_url=back_url)


@blueprint.post("/guests/<int:guest_id>/end")
@requires(Permission.GROUP_KEEP)
def end_guest(guest_id: int) -> ResponseReturnValue:
    found: GroupGuest = get_or_404(GroupGuest.visible_to(current_user), guest_id)
    if ActionForm().validate():
        guests.end_guest(found, by_id=current_user.id)
        flash(_("%(name)s is no longer to be in the group.", name=found.name), "success")
    return redirect(url_for("group.register"), code=303)


@blueprint.route("/guests/<int:guest_id>/paper", methods=["GET", "POST"])
@requires(Permission.GROUP_KEEP)
@takes_files(LARGEST_UPLOADS)
def key_guest_paper(guest_id: int) -> ResponseReturnValue:
    found: GroupGuest = get_or_404(GroupGuest.visible_to(current_user), guest_id)
    form = GuestPaperForm.for_guest(acknowledgements.versions_that_count(guests.rules()))
    if form.validate_on_submit():
        with form.refusals():
            guests.key_in_paper(found, form.paper_of(guests.signer(found)), by_id=current_user.id)
            flash(_("Stored: %(name)s has signed the rules.", name=found.name), "success")
            return redirect(url_for("group.guest", guest_id=guest_id), code=303)
    if form.wording.errors:
        form.begin_again()
    form.new_submission()
    return render_template("group/key_guest_paper.html", form=form, guest=found)


@blueprint.route("/rules/<pasted:token>", methods=["GET", "POST"])
@public
def sign_rules(token: str) -> ResponseReturnValue:
    """Let a guest read and sign the rules; the link opens nothing else, and shows nobody but them."""
    guest_ = GroupGuest.of_link(token) or abort(404)
    published = wording.current(guests.rules().key)
    form = AcknowledgeForm.of(published)
    form.own_name = guest_.name
    if form.is_submitted():
        with form.refusals():
            acknowledgements.check_current(guests.rules(), form.shown)
            if form.validate():
                count_try(f"guest:{client_address()}", limit=20, within=_WITHIN)
                signed = Signature(form.shown, form.agreed(), form.signed_name.data, form.submission_key)
                guests.sign_by_link(guest_, signed)
                return redirect(url_for("group.sign_rules", token=token), code=303)
    elif record := guests.signature_of(guest_):
        return render_template("group/signed.html", record=record)
    if form.wording.errors:
        form.begin_again()
    form.new_submission()
    return render_template("group/sign_rules.html", form=form, guest=guest_, token=token, content=published.text)
