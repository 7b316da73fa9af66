"""What every PDF of this setting carries at its top and foot."""

from collections.abc import Sequence

from portal.foundation import clock
from portal.pdf import Document, Furniture
from portal.pdf.metadata import EmbeddedFile
from portal.settings import service as settings
from portal.web.dates import format_moment


def new_document(
    title: str,
    *,
    setting_name: str = "",
    reference: str = "",
    confidential: str = "",
    files: Sequence[EmbeddedFile] = (),
) -> Document:
    """Return an empty record with the record's title and the moment of printing; ``files`` travel inside.

    It bears the setting's present name, unless another was frozen with what was signed.
    """
    furniture = Furniture(
        setting_name=setting_name or settings.current().name,
        title=title,
        reference=reference,
        printed_at=format_moment(clock.now()),
        confidential=confidential,
    )
    return Document(furniture, files=files)
