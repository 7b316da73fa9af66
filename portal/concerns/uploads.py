"""The question for evidence: looks into each file and says beside the field what is wrong with which."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from werkzeug.datastructures import FileStorage
from wtforms import ValidationError
from wtforms.validators import Optional

from portal.concerns.evidence import Upload
from portal.concerns.words import REFUSALS
from portal.foundation.evidence import MAX_BYTES, MAX_FILES, UploadRefused
from portal.foundation.images import inspect_upload
from portal.web.forms import clean_line

_LONGEST_NAME = 60


class EvidenceField(MultipleFileField):  # type: ignore[misc]
    """Up to ten files of 10 MB, JPEG, PNG or PDF by their content (product.md §4). ``uploads`` are those accepted."""

    def __init__(self, label: object, **options: Any) -> None:
        super().__init__(label, validators=[Optional()], **options)
        self.uploads: Sequence[Upload] = ()
        self.errors: Sequence[object] = ()

    @property
    def files(self) -> list[FileStorage]:
        return [file for file in self.data or [] if isinstance(file, FileStorage) and file.filename]

    def pre_validate(self, form: FlaskForm) -> None:
        if len(self.files) > MAX_FILES:
            raise ValidationError(_("Choose at most %(most)s files. You chose %(count)s.", most=MAX_FILES,
                                    count=len(self.files)))  # fmt: skip
        found = [_inspected(file) for file in self.files]
        refused = [outcome for outcome in found if isinstance(outcome, str)]
        if refused:
            raise ValidationError(" ".join(refused))
        self.uploads = [outcome for outcome in found if isinstance(outcome, Upload)]

    def ask_again(self) -> None:
        """Say that files have to be chosen again: no browser keeps them when a form comes back."""
        if self.files:
            again = _("Choose your files again. They could not be kept while the form has a mistake.")
            self.errors = [" ".join([*(str(error) for error in self.errors), again])]


def evidence_field() -> EvidenceField:
    """Return the question for evidence, the same on every form."""
    return EvidenceField(
        _l("Pictures, screenshots or documents"),
        description=_l("Up to 10 files, each up to 10 MB: JPEG or PNG pictures, or PDF. We take out where and when a "
                       "picture was taken before anyone opens it, and keep the original locked away."),
    )  # fmt: skip


def _inspected(file: FileStorage) -> Upload | str:
    """Return the file looked into, or the sentence that says why it cannot be kept."""
    # One byte more than allowed is enough to know that a file is too large.
    content = file.stream.read(MAX_BYTES + 1)
    name = file.filename or ""
    try:
        return Upload(content, inspect_upload(content, name))
    except UploadRefused as refusal:
        return _("“%(name)s” cannot be used: %(reason)s.", name=_shown(name), reason=REFUSALS[refusal.reason])


def _shown(name: str) -> str:
    line = clean_line(PurePath(name).name) or "?"
    return line if len(line) <= _LONGEST_NAME else f"…{line[-_LONGEST_NAME:]}"
