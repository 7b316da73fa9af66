"""The question for files: looks into each and says beside the field what is wrong with which."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import PurePath
from typing import Any

from flask import current_app
from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from werkzeug.datastructures import FileStorage
from wtforms import ValidationError
from wtforms.validators import Optional

from portal.attachments.keys import VaultKeyMissing
from portal.attachments.shelving import Shelf, Upload, shelved
from portal.attachments.vault import Vault, VaultDamaged
from portal.foundation.evidence import MAX_BYTES, MAX_FILES, FileFault, UploadRefused
from portal.foundation.images import inspect_upload
from portal.foundation.language import mark
from portal.foundation.picture_size import pixels_of
from portal.foundation.refusals import Refusal
from portal.foundation.text import clean_line
from portal.web.throttle import TooManyTries, client_address, count_try

log = logging.getLogger("portal.uploads")
_LONGEST_NAME = 60
# Making a clean copy of fifty million pixels takes seconds: so many at once, and so many files from one person.
MOST_PIXELS_TOGETHER = 120_000_000
FILES_PER_PERSON, FILES_WITHIN = 60, timedelta(minutes=15)

REFUSALS: dict[FileFault, LazyString] = {
    FileFault.EMPTY: _l("it is empty"),
    FileFault.TOO_LARGE: _l("it is bigger than 10 MB"),
    FileFault.NOT_ALLOWED_TYPE: _l("it is not a JPEG or PNG picture or a PDF"),
    FileFault.PHONE_FORMAT: _l("this is a format that only some phones can open. A screenshot of the picture will do"),
    FileFault.NAME_DOES_NOT_MATCH: _l("its name ends differently from what it is"),
    FileFault.DAMAGED: _l("it is damaged and cannot be opened"),
    FileFault.TOO_MANY_PIXELS: _l("the picture is too large. A smaller copy will do"),
    FileFault.ANIMATED: _l("it is a moving picture"),
    FileFault.TWO_FILES_IN_ONE: _l("it holds another file inside"),
    FileFault.LOCKED: _l("it is locked with a password"),
    FileFault.TOO_MANY_PAGES: _l("it has more than 100 pages"),
}


class FilesNotStored(Refusal):
    """The vault took nothing: its disk is full or out of reach, or its key is lost. Base of what each form says then."""


class FileNotReadable(Refusal):
    """A file that was stored cannot be opened: it was changed or lost, or its key was."""

    sentence = mark(
        "This file cannot be opened at present. Nothing else is affected. Please tell whoever looks after the portal."
    )


@contextmanager
def storing_files(uploads: Sequence[Upload], *, owner: str, refusal: type[FilesNotStored]) -> Iterator[Shelf]:
    """Store files durably before the transaction that names them, as ``shelved`` does.

    Raises ``refusal`` when the vault cannot take them.
    """
    with ExitStack() as stack:
        try:
            shelf = stack.enter_context(shelved(vault(), uploads, owner=owner))
        except (OSError, VaultKeyMissing) as problem:
            raise refusal from problem
        yield shelf


@contextmanager
def reading_files() -> Iterator[None]:
    """Raise FileNotReadable, and say so in the log, when the vault cannot give back what is asked for inside."""
    try:
        yield
    except (OSError, VaultDamaged, VaultKeyMissing) as problem:
        log.error("a stored file cannot be opened", exc_info=problem)
        raise FileNotReadable from problem


def vault() -> Vault:
    """Return the vault of this portal."""
    return Vault(current_app.config["PORTAL"].instance)


class UploadsField(MultipleFileField):  # type: ignore[misc]
    """Files of at most 10 MB, JPEG, PNG or PDF by their content (product.md §4). ``uploads`` are those accepted.

    ``most`` is how many may be chosen. With ``marked_optional`` the page says that the question may be left out.
    """

    def __init__(self, label: object, *, most: int = MAX_FILES, marked_optional: bool = True, **options: Any) -> None:
        super().__init__(label, validators=[Optional()] if marked_optional else [], **options)
        self.most = most
        self.uploads: Sequence[Upload] = ()
        self.errors: Sequence[object] = ()

    @property
    def files(self) -> list[FileStorage]:
        return [file for file in self.data or [] if isinstance(file, FileStorage) and file.filename]

    def pre_validate(self, form: FlaskForm) -> None:
        self.uploads = ()
        if len(self.files) > self.most:
            raise ValidationError(self._too_many())
        _count_files(len(self.files))
        # One byte more than allowed is enough to know that a file is too large.
        contents = [(file.filename or "", file.stream.read(MAX_BYTES + 1)) for file in self.files]
        if sum(pixels_of(content) for _name, content in contents) > MOST_PIXELS_TOGETHER:
            raise ValidationError(_("These pictures are too large together. Send fewer at once, or smaller copies."))
        found = [_inspected(name, content) for name, content in contents]
        refused = [outcome for outcome in found if isinstance(outcome, str)]
        if refused:
            raise ValidationError(" ".join(refused))
        self.uploads = [outcome for outcome in found if isinstance(outcome, Upload)]

    def _too_many(self) -> str:
        count = len(self.files)
        if self.most == 1:
            return str(_("Choose one file. You chose %(count)s.", count=count))
        return str(_("Choose at most %(most)s files. You chose %(count)s.", most=self.most, count=count))

    def ask_again(self) -> None:
        """Say that files have to be chosen again: no browser keeps them when a form comes back."""
        if self.files:
            again = ngettext("Choose your file again. It could not be kept while the form has a mistake.",
                             "Choose your files again. They could not be kept while the form has a mistake.",
                             self.most)  # fmt: skip
            self.errors = [" ".join([*(str(error) for error in self.errors), again])]


def _count_files(count: int) -> None:
    """Count files of one person, or of one address; too many are refused in words, so that nothing typed is lost."""
    who = f"account:{current_user.id}" if current_user.is_authenticated else f"address:{client_address()}"
    try:
        for _file in range(count):
            count_try(f"files-of:{who}", limit=FILES_PER_PERSON, within=FILES_WITHIN)
    except TooManyTries as problem:
        log.warning("too many files from one person")
        minutes = -(-problem.retry_after // 60)
        sentence = ngettext("You sent many files in a short time. Wait %(num)s minute, then send these again.",
                            "You sent many files in a short time. Wait %(num)s minutes, then send these again.",
                            minutes)  # fmt: skip
        raise ValidationError(sentence) from problem


def _inspected(name: str, content: bytes) -> Upload | str:
    """Return the file looked into, or the sentence that says why it cannot be kept."""
    try:
        return Upload(content, inspect_upload(content, name))
    except UploadRefused as refusal:
        return str(_("“%(name)s” cannot be used: %(reason)s.", name=_shown(name), reason=REFUSALS[refusal.reason]))


def _shown(name: str) -> str:
    line = clean_line(PurePath(name).name) or "?"
    return line if len(line) <= _LONGEST_NAME else f"…{line[-_LONGEST_NAME:]}"
