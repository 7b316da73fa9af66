"""The rules and policies, for everyone who may read them: what holds today, every version for ever, and what changed."""

from collections.abc import Sequence
from functools import partial

from flask import Blueprint, Response, abort, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.access.guard import public, requires
from portal.access.permissions import Permission
from portal.attachments import responses
from portal.attachments import service as attachments
from portal.foundation import clock
from portal.issued.policy import IssuedKind
from portal.issued.service import About, issue
from portal.web.files import pdf_response
from portal.web.loading import get_or_404
from portal.wording import documents, labels, library, service
from portal.wording.drafts import FILES_OF
from portal.wording.models import Document, WordingVersion

blueprint = Blueprint("policies", __name__, url_prefix="/policies")
blueprint.context_processor(lambda: {"labels": labels})


def _readable_policies(*keys: str) -> list[Document]:
    return [each for each in library.readable(current_user) if each.key in keys]


# Concern pages link the policies by which a concern is dealt with (product.md §1, P13).
blueprint.add_app_template_global(_readable_policies, "readable_policies")


def document_or_404(slug: str) -> Document:
    """Return the document that an address names. Raises NotFound."""
    try:
        document = service.get_document(slug.replace("-", "_"))
    except LookupError:
        abort(404)
    return document if document.slug == slug else abort(404)


def _readable_or_404(slug: str) -> Document:
    """Return a document that whoever asks may read; who is not signed in is asked to do so first."""
    document = document_or_404(slug)
    if not library.may_see(current_user, document):
        if not current_user.is_authenticated:
            abort(current_app.login_manager.unauthorized())  # type: ignore[attr-defined]
        abort(404)
    return document


@blueprint.get("/")
@public
def index() -> ResponseReturnValue:
    return render_template("policies/index.html", documents=library.readable(current_user))


@blueprint.get("/<name>")
@public
def document(name: str) -> ResponseReturnValue:
    """Return the version that holds today."""
    found = _readable_or_404(name)
    known = service.versions(found.key) or abort(404)
    return _version_page(found, known[-1].number)


@blueprint.get("/<name>/<int:number>")
@public
def version(name: str, number: int) -> ResponseReturnValue:
    return _version_page(_readable_or_404(name), number)


def _version_page(found: Document, number: int) -> ResponseReturnValue:
    version = _version_or_404(found, number)
    return render_template(
        "policies/version.html",
        document=found,
        version=version,
        text=service.version(version.id).text,
        changes=library.changes_in(version),
        asked_again=library.asked_again_in(version),
        standing=library.standing(version, library.versions_of(found)),
        file=attachments.files_of(FILES_OF, [version.id]).get(version.id),
    )


def _version_or_404(found: Document, number: int) -> WordingVersion:
    version: WordingVersion = get_or_404(library.versions_of(found), number, by="number")
    return version


@blueprint.get("/<name>/history")
@public
def versions(name: str) -> ResponseReturnValue:
    found = _readable_or_404(name)
    known = list(library.versions_of(found))
    told = [(each, library.changes_in(each), library.standing(each, known)) for each in known]
    return render_template("policies/versions.html", document=found, versions=told)


@blueprint.get("/<name>/<int:number>/file")
@public
def file(name: str, number: int) -> Response:
    """Return the setting's own PDF of a version: the clean copy."""
    found = _readable_or_404(name)
    version = _version_or_404(found, number)
    file = attachments.file_of(FILES_OF, version.id) or abort(404)
    return responses.download(file, called=f"{name}-version-{number}")


@blueprint.get("/<name>/<int:number>.pdf")
@requires(Permission.OWN_ACCOUNT)
def version_pdf(name: str, number: int) -> Response:
    found = _readable_or_404(name)
    return _sealed(found, [_version_or_404(found, number)], f"{name}-version-{number}.pdf")


@blueprint.get("/<name>/history.pdf")
@requires(Permission.OWN_ACCOUNT)
def history_pdf(name: str) -> Response:
    found = _readable_or_404(name)
    return _sealed(found, list(library.versions_of(found)) or abort(404), f"{name}-history.pdf")


def _sealed(found: Document, versions: Sequence[WordingVersion], called: str) -> Response:
    began = clock.now()
    about = About(IssuedKind.POLICY, found.id, str(found.key)[:20], records=len(versions), issued_at=began)
    written = partial(documents.write_versions, found, versions)
    return pdf_response(issue(written, about, by_id=current_user.id), called)
