"""“This is the same child as…”: find the other entry, see both side by side, state it by name, undo it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.consents.merging import queries, service
from portal.consents.merging.forms import MergeForm
from portal.families import same_person
from portal.families.invitation_routes import blueprint
from portal.families.models import Adult, Child, Guardianship, SamePerson
from portal.families.same_person import Person
from portal.foundation.database import Table
from portal.web import filters
from portal.web.forms import ActionForm, SearchForm
from portal.web.loading import get_or_404


@blueprint.route("/child/<int:child_id>/same-as", methods=["GET", "POST"])
@requires(Permission.FAMILY_IMPORT)
def merge_children(child_id: int) -> ResponseReturnValue:
    return _merge(Child, child_id)


@blueprint.route("/adult/<int:adult_id>/same-as", methods=["GET", "POST"])
@requires(Permission.FAMILY_IMPORT)
def merge_adults(adult_id: int) -> ResponseReturnValue:
    return _merge(Adult, adult_id)


@blueprint.post("/same-as/<int:fact_id>/undo")
@requires(Permission.FAMILY_IMPORT)
def undo_merge(fact_id: int) -> ResponseReturnValue:
    fact: SamePerson = get_or_404(SamePerson.visible_to(current_user), fact_id)
    if ActionForm().validate_on_submit():
        service.undo(fact, by_id=current_user.id)
        flash(_("Undone. There are two entries again, as before."), "success")
    return redirect(_page_of(fact.kept), code=303)


def _merge(model: type[Child] | type[Adult], id_: int) -> ResponseReturnValue:
    duplicates = model.duplicates()
    person: Person = _entry(model, duplicates.get(id_, id_))
    other_id = filters.row_number(request.args.get("other"))
    if other_id is None:
        return _find(person)
    other: Person = _entry(model, duplicates.get(other_id, other_id))
    if person == other:
        flash(_("Both are one entry: %(name)s. Nothing more was changed.", name=person.name), "info")
        return redirect(_page_of(person), code=303)
    service.refuse_own_family([person, other], by_id=current_user.id)
    return _confirm(person, other)


def _entry(model: type[Table], id_: int) -> Person:
    found: Person = get_or_404(model.visible_to(current_user), id_)  # type: ignore[attr-defined]
    return found


def _find(person: Person) -> ResponseReturnValue:
    form = SearchForm.kept()
    if form.validate_on_submit():
        return form.keep()
    found = () if form.errors else queries.candidates(person, current_user, form.q.data)
    return render_template("families/find_same.html", person=person, found=found, form=form, page=_page_of(person))


def _confirm(person: Person, other: Person) -> ResponseReturnValue:
    form = MergeForm.asking(person, other, same_person.shared_links(person, other))
    if form.validate_on_submit():
        kept, duplicate = (person, other) if form.kept.data == str(person.id) else (other, person)
        service.merge(kept, duplicate, form.decisions, by_id=current_user.id)
        flash(
            _(
                "There is one entry now: %(name)s. You can undo this until somebody answers or notes anything.",
                name=kept.name,
            ),
            "success",
        )
        return redirect(_page_of(kept), code=303)
    return render_template(
        "families/confirm_same.html",
        person=person,
        other=other,
        form=form,
        compared=queries.compared(person, other),
        limited=queries.limited(person, other),
        yeses=service.yeses_of([person, other]),
    )


def _page_of(person: Person) -> str:
    """Return the address of a child, or of the first child beside an adult."""
    if isinstance(person, Child):
        return url_for("children.view", child_id=person.kept_id)
    link = Guardianship.get_or_none(Guardianship.adult == person.kept_id)
    return url_for("children.view", child_id=link.child_id) if link else url_for("families.list_children")
