"""Importing a family list: it waits, is looked at, has its columns corrected, and is confirmed or cancelled."""

import json
from collections.abc import Mapping as ReadOnly
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum, auto

from portal.foundation import clock
from portal.foundation.canonical import canonical_json, sha256_hex
from portal.foundation.database import db, hold_writers
from portal.foundation.events import bus
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal
from portal.imports.applying import Counts, carry_out
from portal.imports.columns import Layout, Mapping, MappingFault, mapping_faults, recognise
from portal.imports.entries import Interpretation
from portal.imports.events import FamiliesImported
from portal.imports.existing import whole_register
from portal.imports.fields import Field
from portal.imports.interpretation import interpret
from portal.imports.models import FamilyImport
from portal.imports.plan import plan
from portal.imports.planned import Plan
from portal.imports.reading import read_table
from portal.imports.sheet import Sheet, UnreadableFile

WAITS = timedelta(days=1)
_IMPORT = "importing families"
# What confirming would do; children who stay as they are may come and go without anybody looking again.
_SHOWN = (
    "new_children", "changed_children", "new_adults", "changed_adults", "new_links", "changed_links", "child_ids",
    "adult_ids", "notices",
)  # fmt: skip


class ListNotOpened(Refusal):
    """A list that waits to be confirmed cannot be opened just now, because other files are being opened."""

    sentence = mark("We cannot look into your list at the moment. Nothing is lost. Try again in a minute.")


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


def read_list(content: bytes, filename: str, *, today: date, mapping: Mapping | None = None) -> ListRead:
    """Read a list and compare it with the register, writing nothing. Raises UnreadableFile."""
    return _compared(read_table(content, filename), today=today, mapping=mapping)


def _compared(sheet: Sheet, *, today: date, mapping: Mapping | None = None) -> ListRead:
    found = mapping or recognise(sheet.headings, [row.cells for row in sheet.rows])
    interpretation = interpret(sheet, found, today=today)
    return ListRead(sheet, found, interpretation, plan(interpretation, whole_register()))


def forget_old() -> int:
    """Delete the lists that waited for a day, and return how many there were."""
    old = FamilyImport.uploaded_at < clock.now() - WAITS
    return int(FamilyImport.delete().where(old & FamilyImport.confirmed_at.is_null()).execute())


def keep_list(sheet: Sheet, content: bytes, filename: str, *, by_id: int) -> FamilyImport:
    """Let a list wait for its confirmation; those that waited for a day are forgotten."""
    mapping = recognise(sheet.headings, [row.cells for row in sheet.rows])
    with db.atomic():
        forget_old()
        kept: FamilyImport = FamilyImport.create(
            uploaded_by=by_id, filename=filename, content=content, mapping=json.dumps(mapping.to_dict())
        )
    return kept


def read_waiting(waiting: FamilyImport, *, today: date) -> ListRead:
    """Read a list that waits, with its columns as last corrected. Raises ListNotOpened."""
    return _compared(_opened(waiting), today=today, mapping=_mapping(waiting))


def _opened(waiting: FamilyImport) -> Sheet:
    try:
        return read_table(bytes(waiting.content), str(waiting.filename))
    except UnreadableFile as unreadable:  # it was read before, so that only the moment is to blame
        raise ListNotOpened from unreadable


def _mapping(waiting: FamilyImport) -> Mapping:
    return Mapping.from_dict(json.loads(str(waiting.mapping)))


def correct_columns(waiting: FamilyImport, columns: ReadOnly[int, Field | None], layout: Layout) -> None:
    """Keep what the manager says each column holds."""
    mapping = _mapping(waiting).corrected(columns, layout=layout)
    still = (FamilyImport.id == waiting.id) & FamilyImport.confirmed_at.is_null()
    FamilyImport.update(mapping=json.dumps(mapping.to_dict())).where(still).execute()


def confirm(import_id: int, *, digest: str, today: date, by_id: int) -> Outcome:
    """Import the list, if that still does what ``digest`` stands for; a double click finds it over.

    Raises ListNotOpened.
    """
    waiting = _still_waiting(import_id)
    # Opened before anybody else's writing is held up.
    sheet = _opened(waiting) if waiting else None
    with db.atomic():
        hold_writers(_IMPORT)
        waiting = _still_waiting(import_id)
        if waiting is None or sheet is None:
            return Outcome.OVER
        found = _compared(sheet, today=today, mapping=_mapping(waiting))
        if not found.is_blocked and found.plan.is_empty:
            return Outcome.NOTHING
        if found.is_blocked or found.digest != digest:
            return Outcome.CHANGED
        FamilyImport.update(content=b"", mapping="", confirmed_at=clock.now()).where(
            FamilyImport.id == import_id
        ).execute()
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
    return bool(FamilyImport.delete().where(still).execute())


def import_at_once(content: bytes, filename: str, *, today: date, by_id: int | None) -> tuple[ListRead, Counts | None]:
    """Read and import a list in one step, for the terminal. Raises UnreadableFile.

    Nothing is written, and no counts returned, when columns are missing or nothing would change.
    """
    sheet = read_table(content, filename)
    with db.atomic():
        hold_writers(_IMPORT)
        found = _compared(sheet, today=today)
        return found, _write(found, subject_id=0, by_id=by_id) if found.can_be_confirmed else None


def _write(found: ListRead, *, subject_id: int, by_id: int | None) -> Counts:
    counts = carry_out(found.plan)
    bus.publish(
        FamiliesImported(actor_id=by_id, subject_id=subject_id, rows_left_out=found.rows_left_out, **asdict(counts))
    )
    return counts
