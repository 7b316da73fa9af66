"""The small picture of a file that waits for its form."""

from flask import Blueprint, Response
from flask_login import current_user

from portal.access.guard import requires
from portal.access.permissions import Permission
from portal.attachments import service
from portal.attachments.models import Attachment
from portal.attachments.responses import picture_response
from portal.attachments.service import Variant
from portal.web.loading import get_or_404

blueprint = Blueprint("attachments", __name__, url_prefix="/attachments")


@blueprint.get("/waiting/<int:attachment_id>/preview")
@requires(Permission.OWN_ACCOUNT)
def preview(attachment_id: int) -> Response:
    attachment: Attachment = get_or_404(Attachment.visible_to(current_user), attachment_id)
    return picture_response(service.open_file(attachment, Variant.PREVIEW))
