"""Reading the texts that people sign: as they stand now, and every version before."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.web.loading import get_or_404
from portal.wording import history, labels, service
from portal.wording.models import Document, WordingVersion
from portal.wording.policy import SOURCE_LANGUAGE

blueprint = Blueprint("wording", __name__, url_prefix="/wordings")
blueprint.context_processor(lambda: {"labels": labels})


def document_or_404(slug: str) -> Document:
    """Return the document that an address names. Raises NotFound."""
    try:
        document = service.get_document(slug.replace("-", "_"))
    except LookupError:
        abort(404)
    return document if document.slug == slug else abort(404)


@blueprint.get("/")
@requires(Permission.WORDING_READ)
def overview() -> ResponseReturnValue:
    return render_template("wording/overview.html", histories=history.histories())


@blueprint.get("/<name>/versions/<int:number>")
@requires(Permission.WORDING_READ)
def version(name: str, number: int) -> ResponseReturnValue:
    document = document_or_404(name)
    readable = WordingVersion.visible_to(current_user).where(WordingVersion.language == SOURCE_LANGUAGE)
    mine = readable.where(WordingVersion.document == document.key)
    row: WordingVersion = get_or_404(mine, number, by="number")
    return render_template("wording/version.html", edition=history.edition(row), document=document)
