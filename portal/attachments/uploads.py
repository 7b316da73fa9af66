"""The question for files: what was chosen is looked into at once, and stays with the form until it is sent."""

import logging
from datetime import timedelta
from hashlib import sha256
from time import monotonic
from typing import Any

from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from peewee import OperationalError
from werkzeug.datastructures import FileStorage
from wtforms.validators import StopValidation

from portal.attachments import service
from portal.attachments.models import Attachment
from portal.attachments.policy import MAX_BYTES, MAX_FILES, FileFault, FileRefused
from portal.attachments.service import FileNotStored, shown_name
from portal.web.errors import sentence_of
from portal.web.throttle import client_address, try_in_words

log = logging.getLogger("portal.attachments")
FILES_PER_PERSON, FILES_WITHIN = 60, timedelta(minutes=15)
# Seconds for all files of one form together: a request that waits holds a thread that others need. As long as one file
# may wait and be opened, so that a file by itself is never cut short.
FORM_TIMEOUT = 8.75


class UploadsField(MultipleFileField):  # type: ignore[misc]
    """Files of at most 10 MB, JPEG, PNG or PDF by their content (product.md §4).

    A file that can be kept is stored at once and waits for its form; the page lists those that wait, and sends their
    tokens under the field's own name. ``most`` is how many there may be. ``from_nobody``: the file of somebody without
    an account waits for nothing, and whoever is signed in here did not upload it.
    """

    def __init__(self, label: object, *, most: int = MAX_FILES, from_nobody: bool = False, **options: Any) -> None:
        super().__init__(label, **options)
        self.most = most
        self.from_nobody = from_nobody
        self.files: list[Attachment] = []
        self.removed = ""
        self._chosen: list[FileStorage] = []
        self._tokens: list[str] = []

    @property
    def _owner_id(self) -> int | None:
        return None if self.from_nobody else getattr(current_user, "id", None)

    def erase(self) -> None:
        """Erase what was taken in now and belongs to nothing yet: of whom has no account nothing is kept."""
        service.remove_staged([file.token for file in self.files], by_id=self._owner_id)
        self.files = []

    @property
    def listed(self) -> list[Attachment]:
        """The files for the page to list, as far as they still wait: what was done on another page is known now."""
        staged = service.staged_files([file.token for file in self.files], by_id=self._owner_id)
        return [file for file in staged if file.subject is None]

    def process(self, formdata: Any, *data: Any, **more: Any) -> None:
        super().process(formdata, *data, **more)
        sent = formdata.getlist(self.name) if formdata is not None else []
        self._chosen = [each for each in sent if isinstance(each, FileStorage) and each.filename]
        # Those of a draft as well: another page may have added to it.
        self._tokens = [each for each in (*sent, *(self.object_data or ())) if isinstance(each, str) and each]
        removed = formdata.get(f"{self.name}-remove") if formdata is not None else ""
        self.removed = removed if isinstance(removed, str) else ""
        self.files = service.staged_files(self._tokens, by_id=self._owner_id)

    def pre_validate(self, form: FlaskForm) -> None:
        try:
            self._stage()
        except OperationalError as problem:
            log.error("the database took no file", exc_info=problem)
            raise StopValidation(sentence_of(FileNotStored())) from problem

    def _stage(self) -> None:
        """Find the files that wait already, and take in those that were chosen now. Raises StopValidation."""
        faults = []
        if len(self.files) < len(set(self._tokens)):
            faults.append(_("A file that you chose more than an hour ago is no longer here. Choose it again."))
        if self.removed:
            service.remove_staged([self.removed], by_id=self._owner_id)
            self.files = service.staged_files(self._tokens, by_id=self._owner_id)
        replaced = len(self.files) if self.most == len(self._chosen) == 1 else 0
        count = len(self.files) - replaced + len(self._chosen)
        if count > self.most:
            too_many = _("Choose at most %(most)s files. You chose %(count)s.", most=self.most, count=count)
            raise StopValidation(
                _("Choose one file. You chose %(count)s.", count=count) if self.most == 1 else too_many
            )
        whose = f"account:{self._owner_id}" if self._owner_id else f"address:{client_address()}"
        count = len(self._chosen)
        if said := try_in_words(f"files-of:{whose}", limit=FILES_PER_PERSON, within=FILES_WITHIN, times=count):
            raise StopValidation(said)
        faults += self._accept()
        while len(self.files) > self.most:  # the new file can be kept, so that the one before it may go
            service.remove_staged([self.files.pop(0).token], by_id=self._owner_id)
        if faults:
            raise StopValidation(" ".join(faults))

    def _accept(self) -> list[str]:
        """Let each file that was chosen wait with the form, and return why others cannot."""
        faults, until, is_busy = [], monotonic() + FORM_TIMEOUT, False
        for file in self._chosen:
            try:
                if is_busy:  # nobody waits for a turn twice
                    raise FileRefused(FileFault.BUSY)
                # One byte more than allowed is enough to know that a file is too large.
                content = file.stream.read(MAX_BYTES + 1)
                waiting = {(each.name, each.original_sha256) for each in self.files}
                # On “Back” a browser has a file chosen still, and sends it again.
                if (shown_name(file.filename), sha256(content).hexdigest()) not in waiting:
                    name = file.filename or ""
                    self.files.append(service.accept_file(content, name, by_id=self._owner_id, until=until))
            except FileRefused as refused:
                is_busy = refused.fault is FileFault.BUSY
                why = _(refused.fault.value)
                faults.append(_("“%(name)s” cannot be used: %(reason)s.", name=shown_name(file.filename), reason=why))
            except FileNotStored as problem:
                log.error("a file was not stored", exc_info=problem)
                return [*faults, sentence_of(problem)]
        return faults
