"""The record of a case for its handlers: its facts and actions, its outcome letter, looking for names, and each face of it."""

from dataclasses import replace
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access.guard import public, requires
from portal.access.permissions import Permission, Role
from portal.accounts.labels import ROLES
from portal.concerns import documents, fact_labels, following, handling, letters, noting, queries, staff
from portal.concerns.case_forms import CaseActionForm, FactsForm, LetterForm, RequirementsForm, TellerForm, first_words
from portal.concerns.case_routes import back_to_case, blueprint, handled_or_404
from portal.concerns.fact_labels import PAGES, facts_of_page
from portal.concerns.facts import Fact, FactKind, case_record
from portal.concerns.models import Concern
from portal.concerns.policy import EntryKind, Face, Source
from portal.concerns.queries import Case
from portal.concerns.redaction import service as redaction
from portal.concerns.redaction.service import FreeText, Redactor, redactor_for
from portal.concerns.routes import own_or_404
from portal.concerns.routing import HANDLING_ROLES
from portal.concerns.track_routes import ask_for_code, opened
from portal.foundation import clock
from portal.web.filters import chosen
from portal.web.forms import ActionForm
from portal.web.record_page import RecordPage


@blueprint.route("/case/<reference>/letter", methods=["GET", "POST"])
@requires(Permission.CONCERN_HANDLE)
def letter(reference: str) -> ResponseReturnValue:
    case = queries.load_case(handled_or_404(reference), inside=True, on=clock.today())
    before, words = case.letter, letters.begin(case, current_user.name, position_of(current_user))
    form = LetterForm.showing(before.id if before else 0, text=words)
    if form.validate_on_submit():
        written, key = Fact(FactKind.LETTER, text=form.text.data), form.submission_key
        with form.refusals():
            noting.note_facts(case.concern, [written], seen=form.seen_id, submission=key, by_id=current_user.id)
            return redirect(url_for("concerns.record", reference=reference, face=Face.LETTER), code=303)
    return render_template("concerns/letter.html", form=form, before=before, reference=reference)


@blueprint.post("/case/<reference>/letter/send")
@requires(Permission.CONCERN_HANDLE)
def send_letter(reference: str) -> ResponseReturnValue:
    concern, seen = handled_or_404(reference), request.form.get("letter", 0, type=int)
    if (
        ActionForm().validate_on_submit()
        and (concern.reads_here or concern.follower_id)
        and noting.record_of(concern).of(FactKind.LETTER).text
    ):
        letters.send(concern, seen, by_id=current_user.id)
        return back_to_case(concern, _("They can read the letter on their page."))
    return redirect(url_for("concerns.letter", reference=reference), code=303)


@blueprint.get("/yours/<reference>/letter.pdf")
@requires(Permission.CONCERN_RAISE)
def own_letter(reference: str) -> Response:
    return _sent_letter(own_or_404(reference), by_id=current_user.id)


@blueprint.post("/track/letter")
@public
def tracked_letter() -> ResponseReturnValue:
    concern = opened() if ActionForm().validate_on_submit() else None
    return _sent_letter(concern, by_id=None) if concern else ask_for_code()


def _sent_letter(concern: Concern, *, by_id: int | None) -> Response:
    """Return the letter as it was sent, for whoever raised the concern."""
    began, case = clock.now(), queries.load_case(concern, inside=False, on=clock.today())
    if not case.letter:
        abort(404)
    return documents.hand_out(case, redactor_for([concern.id], Face.LETTER), began=began, by_id=by_id)


@blueprint.route("/case/<reference>/names", methods=["GET", "POST"])
@requires(Permission.CONCERN_HANDLE)
def redact(reference: str) -> ResponseReturnValue:
    """Every text that a record without names would hold, for a person to read, and hide or restore each word."""
    concern, form = handled_or_404(reference), ActionForm()
    case = queries.load_case(concern, inside=True, on=clock.today())
    texts = redaction.free_texts(concern, documents.texts_of(case).met)
    if form.is_submitted():
        texts = [_as_ticked(each) for each in texts]
    if form.validate_on_submit():
        redaction.decide(concern, [each for each in texts if each.is_read], by_id=current_user.id)
        if all(each.is_read for each in texts):
            flash(_("Kept. The record without names can be made."), "success")
            return redirect(url_for("concerns.case", reference=reference), code=303)
    return render_template("concerns/redact.html", form=form, texts=texts, reference=reference)


def _as_ticked(text: FreeText) -> FreeText:
    """Return a text as it was sent; one that the page never showed was not read.

    A name that became known meanwhile may be longer than the word that was tapped in it.
    """
    if f"shown-{text.sha256}" not in request.form:
        return replace(text, is_read=False)
    hidden = set(request.form.getlist(f"hide-{text.sha256}", type=int))
    marks = (piece.mark for piece in text.pieces)
    are_hidden = (not hidden.isdisjoint(range(mark.start, mark.end)) for mark in marks)
    pieces = [replace(piece, is_hidden=one) for piece, one in zip(text.pieces, are_hidden, strict=True)]
    return replace(text, pieces=pieces, is_read=f"read-{text.sha256}" in request.form)


@blueprint.get("/case/<reference>/record.pdf")
@requires(Permission.CONCERN_HANDLE)
def record_pdf(reference: str) -> ResponseReturnValue:
    began = clock.now()
    case, redactor, _page = _drawn(reference)
    if redactor.has_unread:
        return _read_first(reference)
    return documents.hand_out(case, redactor, began=began, by_id=current_user.id)


@blueprint.get("/case/<reference>/record")
@requires(Permission.CONCERN_HANDLE)
def record(reference: str) -> ResponseReturnValue:
    """The same record as the PDF, as a page: looked at, and logged as that."""
    case, redactor, page = _drawn(reference)
    if redactor.has_unread:
        return _read_first(reference)
    handling.log_view(case.concern, by_id=current_user.id)
    is_letter, back = redactor.face is Face.LETTER, "breach" if redactor.face is Face.BREACH else "case"
    return render_template(
        "concerns/read_letter.html" if is_letter else "layouts/record.html",
        page=page,
        case=case,
        pdf_url=url_for("concerns.record_pdf", reference=reference, face=redactor.face),
        back_url=url_for(f"concerns.{back}", reference=reference),
    )


def _drawn(reference: str) -> tuple[Case, Redactor, RecordPage]:
    """Return a case with the face of it that the address asks for, and whoever met each text of that."""
    concern, page = handled_or_404(reference), RecordPage()
    face = chosen(set(Face) - {Face.SUMMARY}, request.args.get("face")) or Face.PSEUDONYMISED
    case = queries.load_case(concern, inside=face is not Face.SHARED, on=clock.today())
    redactor = redactor_for([concern.id], face)
    if face is Face.LETTER and not case.letter:
        abort(404)
    documents.draw(page, case, redactor)
    return case, redactor, page


def _read_first(reference: str) -> ResponseReturnValue:
    flash(_("The record was not made: not every text was read for names since it was written."), "error")
    return redirect(url_for("concerns.redact", reference=reference), code=303)


_PAGE = f"<any({', '.join(map(repr, PAGES))}):slug>"
blueprint.context_processor(
    lambda: {
        "fact_labels": fact_labels,
        "today": clock.today(),
        "linkable_posts": noting.linkable_posts,
        "known_names": staff.known_names,
    }
)


@blueprint.route(f"/case/<reference>/record/{_PAGE}", methods=["GET", "POST"])
@requires(Permission.CONCERN_HANDLE)
def facts(reference: str, slug: str) -> ResponseReturnValue:
    concern, kinds, (title, lede) = handled_or_404(reference), facts_of_page(slug), PAGES[slug]
    rows = noting.rows_of(concern)
    sent_on = any(entry.kind is EntryKind.SENT_ON for entry in handling.history(concern))
    first = first_words(recorder=current_user.name, position=position_of(current_user), sent_on=sent_on)
    form = FactsForm.for_page(kinds, rows, first=first)
    if form.validate_on_submit():
        entered, key = form.facts(kinds), form.submission_key
        with form.refusals():
            noting.note_facts(concern, entered, seen=form.seen_id, submission=key, by_id=current_user.id)
            return back_to_case(concern, _("Kept: %(title)s", title=title))
    shown = {"form": form, "kinds": kinds, "title": title, "lede": lede, "slug": slug, "reference": reference}
    return render_template("concerns/facts.html", record=case_record(row.fact for row in rows), **shown)


def position_of(handler: Any) -> str:
    """Return as what somebody handles concerns."""
    return next((str(ROLES[role]) for role in Role if role in HANDLING_ROLES and role in handler.roles), "")


@blueprint.route("/case/<reference>/actions/add", methods=["GET", "POST"], defaults={"item": None})
@blueprint.route("/case/<reference>/actions/<int:item>", methods=["GET", "POST"])
@requires(Permission.CONCERN_HANDLE)
def action(reference: str, item: int | None) -> ResponseReturnValue:
    """Show and note one action, a new one without ``item``."""
    concern = handled_or_404(reference)
    rows = noting.rows_of(concern)
    if item is not None and not any(row.item == item > 0 for row in rows):
        abort(404)
    item = item or 0
    noted = case_record(row.fact for row in rows).of(FactKind.ACTION, item)
    form = CaseActionForm.for_action(noted, rows)
    if form.validate_on_submit():
        entered = Fact(FactKind.ACTION, item) if item and "remove" in request.form else form.action(item)
        with form.refusals():
            key = form.submission_key
            noting.note_facts(concern, [entered], seen=form.seen_id, submission=key, by_id=current_user.id)
            return back_to_case(concern, _("The action is kept.") if entered.text else _("The action is taken off."))
    return render_template("concerns/action.html", form=form, noted=noted, reference=reference)


@blueprint.route("/case/<reference>/teller", methods=["GET", "POST"])
@requires(Permission.CONCERN_HANDLE)
def teller(reference: str) -> ResponseReturnValue:
    concern = handled_or_404(reference)
    if not Source(concern.source).is_logged:
        abort(404)
    form = TellerForm.for_concern(concern)
    if form.validate_on_submit():
        with form.refusals():
            following.choose_teller(concern, int(form.account.data or 0) or None, by_id=current_user.id)
            return back_to_case(concern, _("Kept."))
    return render_template("concerns/teller.html", form=form, reference=reference)


@blueprint.route("/requirements", methods=["GET", "POST"])
@requires(Permission.SETTING_EDIT)
def requirements() -> ResponseReturnValue:
    form = RequirementsForm.filled()
    if form.validate_on_submit():
        with form.refusals():
            noting.save_editions(form.editions(), seen=form.seen_id, by_id=current_user.id)
            flash(_("These are offered from now on. Records keep the words they have."), "success")
            return redirect(url_for("concerns.requirements"), code=303)
    return render_template("concerns/requirements.html", form=form)
