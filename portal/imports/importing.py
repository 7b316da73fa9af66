"""Importing a family list: it waits, is looked at, has its columns corrected, and is confirmed or cancelled."""

import json
from collections.abc import Mapping as ReadOnly
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum, auto

from portal.attachments import service as attachments
from portal.attachments.policy import FileFault, FileRefused, MediaType
from portal.attachments.service import FileGone, Variant
from portal.attachments.worker import Opened, open_in_worker
from portal.foundation import clock
from portal.foundation.canonical import canonical_json, sha256_hex
from portal.foundation.database import db, one_of_ids, serialise_on
from portal.foundation.events import bus
from portal.imports.applying import Counts, apply_plan
from portal.imports.columns import Layout, Mapping, MappingFault, mapping_faults, recognise
from portal.imports.entries import Interpretation
from portal.imports.events import FamiliesImported
from portal.imports.existing import load_register
from portal.imports.fields import Field
from portal.imports.interpretation import interpret
from portal.imports.models import FamilyImport
from portal.imports.plan import plan
from portal.imports.planned import Plan
from portal.imports.policy import LIST_WAITS
from portal.imports.sheet import Sheet, Unreadable, UnreadableFile, best_sheet, from_json

_IMPORT = "importing families"
_SUBJECT = "family_import"
_NOT_OPENED = {FileFault.TOO_MUCH_WORK: Unreadable.TOO_MUCH_WORK, FileFault.BUSY: Unreadable.BUSY}
# What confirming would do; children who stay as they are may come and go without anybody looking again.
_SHOWN = (
    "new_children", "changed_children", "new_adults", "changed_adults", "new_links", "changed_links", "child_ids",
    "adult_ids", "notices",
)  # fmt: skip


class Outcome(StrEnum):
    """What became of a confirmation."""

    DONE = auto()
    OVER = auto()
    CHANGED = auto()
    NOTHING = auto()


@dataclass(frozen=True)
class ListRead:
    """A list as it would be imported now."""

    sheet: Sheet
    mapping: Mapping
    interpretation: Interpretation
    plan: Plan

    @property
    def faults(self) -> tuple[MappingFault, ...]:
        return mapping_faults(self.mapping)

    @property
    def is_blocked(self) -> bool:
        """Whether the columns have to be corrected first."""
        return any(fault.blocks for fault in self.faults)

    @property
    def can_be_confirmed(self) -> bool:
        return not self.is_blocked and not self.plan.is_empty

    @property
    def rows_left_out(self) -> int:
        return sum(not row.is_usable for row in self.interpretation.rows)

    @property
    def digest(self) -> str:
        """The fingerprint of what confirming would do: nothing unseen is ever written."""
        shown = asdict(self.plan)
        return sha256_hex(canonical_json({part: shown[part] for part in _SHOWN}))


@dataclass(frozen=True)
class OpenedList:
    """A list as it came, and what was read in it: as a sheet, and as the answer that is kept."""

    content: bytes
    filename: str
    sheet: Sheet
    opened: Opened


def open_list(content: bytes, filename: str) -> OpenedList:
    """Read a list in a process of its own. Raises UnreadableFile."""
    try:
        opened = open_in_worker("portal.imports.reading:open_list", content)
        if "unreadable" in opened.facts:
            values = {name: value for name, value in opened.facts.items() if value is not None}
            raise UnreadableFile(Unreadable(str(values.pop("unreadable"))), **values, filename=filename)
        (part,) = opened.parts
        return OpenedList(content, filename, _best(part), opened)
    except FileRefused as refused:
        reason = _NOT_OPENED.get(refused.fault, Unreadable.DAMAGED)
        raise UnreadableFile(reason, filename=filename) from refused
    except (ValueError, TypeError, KeyError, RecursionError) as problem:  # no answer of ours
        raise UnreadableFile(Unreadable.DAMAGED, filename=filename) from problem


def _best(kept: bytes) -> Sheet:
    sheets = from_json(kept)
    return sheets[best_sheet(sheets)]


def read_list(content: bytes, filename: str, *, today: date) -> ListRead:
    """Read a list and compare it with the register, writing nothing. Raises UnreadableFile."""
    return _compared(open_list(content, filename).sheet, today=today)


def _compared(sheet: Sheet, *, today: date, mapping: Mapping | None = None) -> ListRead:
    found = mapping or recognise(sheet.headings, [row.cells for row in sheet.rows])
    interpretation = interpret(sheet, found, today=today)
    return ListRead(sheet, found, interpretation, plan(interpretation, load_register()))


def forget_old() -> int:
    """Delete the lists that waited for a day, with their files, and return how many there were."""
    is_old = (FamilyImport.uploaded_at < clock.now() - LIST_WAITS) & FamilyImport.confirmed_at.is_null()
    with db.atomic():
        ids = [old.id for old in FamilyImport.select(FamilyImport.id).where(is_old)]
        count = int(FamilyImport.delete().where(one_of_ids(FamilyImport.id, ids) & is_old).execute())
    attachments.erase_files_of(_SUBJECT, ids)
    return count


def keep_list(found: OpenedList, *, by_id: int) -> FamilyImport:
    """Let a list wait for its confirmation; those that waited for a day are forgotten. Raises FileNotStored."""
    forget_old()
    mapping = recognise(found.sheet.headings, [row.cells for row in found.sheet.rows])
    file = attachments.store(
        found.content, found.opened, found.filename, media_type=MediaType.ROWS, by_id=by_id
    ).attachment
    with db.atomic():
        kept: FamilyImport = FamilyImport.create(
            uploaded_by=by_id, filename=found.filename, decisions=json.dumps(mapping.to_dict())
        )
        # A list is forgotten before its file is: nobody finds it without.
        attachments.attach([file], subject=_SUBJECT, subject_id=kept.id, until=clock.now() + 2 * LIST_WAITS)
    return kept


def read_waiting(waiting: FamilyImport, *, today: date) -> ListRead:
    """Read a list that waits, with its columns as last corrected. Raises FileGone and FileNotReadable."""
    return _compared(_opened(waiting), today=today, mapping=_mapping(waiting))


def _opened(waiting: FamilyImport) -> Sheet:
    """Return the sheet that was read when the list came."""
    files = attachments.files_of(_SUBJECT, [waiting.id]).get(waiting.id)
    if not files:
        raise FileGone
    try:
        return _best(attachments.open_file(files[0], Variant.COPY))
    except ValueError as problem:  # kept by an earlier release in another form: it has to be uploaded again
        raise FileGone from problem


def _mapping(waiting: FamilyImport) -> Mapping:
    return Mapping.from_dict(json.loads(str(waiting.decisions)))


def correct_columns(waiting: FamilyImport, columns: ReadOnly[int, Field | None], layout: Layout) -> None:
    """Keep what the manager says each column holds."""
    mapping = _mapping(waiting).corrected(columns, layout=layout)
    still = (FamilyImport.id == waiting.id) & FamilyImport.confirmed_at.is_null()
    FamilyImport.update(decisions=json.dumps(mapping.to_dict())).where(still).execute()


def confirm(import_id: int, *, digest: str, today: date, by_id: int) -> Outcome:
    """Import the list, if that still does what ``digest`` stands for; a double click finds it over.

    Raises FileGone and FileNotReadable.
    """
    outcome = _confirm(import_id, digest=digest, today=today, by_id=by_id)
    if outcome is Outcome.DONE:
        attachments.erase_files_of(_SUBJECT, [import_id])
    return outcome


def _confirm(import_id: int, *, digest: str, today: date, by_id: int) -> Outcome:
    with db.atomic():
        serialise_on(_IMPORT)
        waiting = _still_waiting(import_id)
        if waiting is None:
            return Outcome.OVER
        found = read_waiting(waiting, today=today)
        if not found.is_blocked and found.plan.is_empty:
            return Outcome.NOTHING
        if found.is_blocked or found.digest != digest:
            return Outcome.CHANGED
        FamilyImport.update(decisions="", confirmed_at=clock.now()).where(FamilyImport.id == import_id).execute()
        _write(found, subject_id=import_id, by_id=by_id)
    return Outcome.DONE


def _still_waiting(import_id: int) -> FamilyImport | None:
    waiting: FamilyImport | None = FamilyImport.get_or_none(
        (FamilyImport.id == import_id) & FamilyImport.confirmed_at.is_null()
    )
    return waiting


def cancel(waiting: FamilyImport) -> bool:
    """Forget a list that waits; return False when it was confirmed meanwhile."""
    still = (FamilyImport.id == waiting.id) & FamilyImport.confirmed_at.is_null()
    is_gone = bool(FamilyImport.delete().where(still).execute())
    if is_gone:
        attachments.erase_files_of(_SUBJECT, [waiting.id])
    return is_gone


def import_at_once(content: bytes, filename: str, *, today: date, by_id: int | None) -> tuple[ListRead, Counts | None]:
    """Read and import a list in one step, for the terminal. Raises UnreadableFile.

    Nothing is written, and no counts returned, when columns are missing or nothing would change.
    """
    sheet = open_list(content, filename).sheet
    with db.atomic():
        serialise_on(_IMPORT)
        found = _compared(sheet, today=today)
        return found, _write(found, subject_id=0, by_id=by_id) if found.can_be_confirmed else None


def _write(found: ListRead, *, subject_id: int, by_id: int | None) -> Counts:
    counts = apply_plan(found.plan, by_id=by_id)
    bus.publish(
        FamiliesImported(actor_id=by_id, subject_id=subject_id, rows_left_out=found.rows_left_out, **asdict(counts))
    )
    return counts
