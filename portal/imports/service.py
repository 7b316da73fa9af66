"""Importing a family list: it waits, is looked at, questions are answered, and it is confirmed or cancelled."""

from collections.abc import Mapping as ReadOnly
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from peewee import ModelSelect

from portal.attachments import service as attachments
from portal.attachments.policy import FileFault, FileRefused, MediaType
from portal.attachments.service import Variant
from portal.attachments.worker import Opened, open_in_worker
from portal.families.policy import ResponsibilityBasis
from portal.families.register import lock_register
from portal.families.sessions import session_names
from portal.foundation import clock
from portal.foundation.database import db, one_of_ids
from portal.foundation.events import bus
from portal.imports.applying import apply_plan, event_of
from portal.imports.columns import Decisions, Field, Layout
from portal.imports.events import FamiliesImported
from portal.imports.faults import UnreadableFile
from portal.imports.interpretation import ListRead, compare, first_decisions
from portal.imports.models import FamilyImport
from portal.imports.policy import LIST_WAITS, BoxesUnseen, ListChanged, ListGone, ListOver, NothingNew
from portal.imports.sheet import Sheet, from_json
from portal.imports.values import session_spellings

_SUBJECT = "family_import"
_NOT_OPENED = {FileFault.TOO_MUCH_WORK: "too_much_work", FileFault.BUSY: "busy"}


@dataclass(frozen=True)
class OpenedList:
    """A list as it came, and what was read in it: as sheets, and as the answer that is kept."""

    content: bytes
    filename: str
    sheets: Sequence[Sheet]
    opened: Opened


def open_list(content: bytes, filename: str) -> OpenedList:
    """Read a list in a process of its own. Raises UnreadableFile."""
    try:
        opened = open_in_worker("portal.imports.reading:open_list", content)
        if "unreadable" in opened.facts:
            values = {name: value for name, value in opened.facts.items() if value is not None}
            raise UnreadableFile(str(values.pop("unreadable")), **values, filename=filename)
        (part,) = opened.parts
        return OpenedList(content, filename, from_json(part), opened)
    except FileRefused as refused:
        reason = _NOT_OPENED.get(refused.fault, "damaged")
        raise UnreadableFile(reason, filename=filename) from refused
    except (ValueError, TypeError, KeyError, RecursionError) as problem:  # no answer of ours
        raise UnreadableFile("damaged", filename=filename) from problem


def forget_old() -> int:
    """Delete the lists that waited for a day, with their files, and return how many there were."""
    is_old = (FamilyImport.uploaded_at < clock.now() - LIST_WAITS) & FamilyImport.confirmed_at.is_null()
    with db.atomic():
        ids = [old.id for old in FamilyImport.select(FamilyImport.id).where(is_old)]
        count = int(FamilyImport.delete().where(one_of_ids(FamilyImport.id, ids) & is_old).execute())
    attachments.erase_files_of(_SUBJECT, ids)
    return count


def recognised(sheets: Sequence[Sheet], sheet: int | None = None) -> Decisions:
    """Return what is read before anybody has said anything, with the setting's own sessions."""
    return first_decisions(sheets, sheet=sheet, sessions=session_spellings(session_names()))


def keep_list(found: OpenedList, *, by_id: int) -> FamilyImport:
    """Let a list wait for its confirmation; those that waited for a day are forgotten. Raises FileNotStored."""
    forget_old()
    decisions = recognised(found.sheets)
    file = attachments.store(found.content, found.opened, found.filename, media_type=MediaType.ROWS, by_id=by_id)
    with db.atomic():
        kept: FamilyImport = FamilyImport.create(
            uploaded_by=by_id, filename=found.filename, decisions=decisions.to_json()
        )
        # A list is forgotten before its file is: nobody finds it without.
        attachments.attach([file], subject=_SUBJECT, subject_id=kept.id, until=clock.now() + 2 * LIST_WAITS)
    return kept


def waiting_lists(account: object) -> ModelSelect:
    """Return the lists of this person that still wait, the newest first."""
    mine = FamilyImport.visible_to(account)
    is_fresh = FamilyImport.uploaded_at >= clock.now() - LIST_WAITS
    return mine.where(FamilyImport.confirmed_at.is_null() & is_fresh).order_by(FamilyImport.id.desc())


def read_waiting(waiting: FamilyImport, *, today: date) -> ListRead:
    """Read a list that waits, as decided so far. Raises ListGone and FileNotReadable."""
    return compare(_opened(waiting), _decisions(waiting), today=today)


def _opened(waiting: FamilyImport) -> Sequence[Sheet]:
    """Return the sheets that were read when the list came."""
    files = attachments.files_of(_SUBJECT, [waiting.id]).get(waiting.id)
    if not files:
        raise ListGone
    try:
        return from_json(attachments.open_file(files[0], Variant.COPY))
    except (ValueError, TypeError, RecursionError) as problem:  # kept by an earlier release in another form
        raise ListGone from problem


def _decisions(waiting: FamilyImport) -> Decisions:
    """Return what was decided about a list; one that came before an update of the portal is recognised anew."""
    kept = str(waiting.decisions)
    return Decisions.from_json(kept) if kept else recognised(_opened(waiting))


def _keep(waiting: FamilyImport, decisions: Decisions) -> None:
    still = (FamilyImport.id == waiting.id) & FamilyImport.confirmed_at.is_null()
    FamilyImport.update(decisions=decisions.to_json()).where(still).execute()


def decide(
    waiting: FamilyImport, *, sheet: int, columns: ReadOnly[int, Field | None], layout: Layout,
    answers: ReadOnly[str, str],
) -> None:  # fmt: skip
    """Keep what the manager says of a list. Answers, by key of their question, stay where their questions do; "" takes
    one back. With another sheet of the workbook all that was decided about the last one goes. Raises IndexError.
    """
    decisions = _decisions(waiting)
    if sheet != decisions.sheet:
        _keep(waiting, recognised(_opened(waiting), sheet))
    else:
        kept = {key: value for key, value in {**decisions.answers, **answers}.items() if value}
        _keep(waiting, replace(decisions, mapping=decisions.mapping.corrected(columns, layout=layout), answers=kept))


def tick(waiting: FamilyImport, ticks: ReadOnly[str, bool], *, parents: bool = False) -> None:
    """Keep who has parental responsibility, by key of the link, as looked at by a person.

    ``parents`` proposes every mother and father of whom the list says nothing; each box is still to be looked at, and
    what somebody ticked or left empty before stays.
    """
    decisions = _decisions(waiting)
    _keep(waiting, replace(decisions, ticks={**decisions.ticks, **ticks}, parents=decisions.parents or parents))


def confirm(import_id: int, *, digest: str, basis: ResponsibilityBasis, today: date, by_id: int) -> FamiliesImported:
    """Import the list, if that still does what ``digest`` stands for, and return what was written.

    Raises ListOver, ListGone, ListChanged, BoxesUnseen, NothingNew, FileNotReadable, and RestrictionStands when a court
    order was noted at this moment.
    """
    with db.atomic():
        lock_register()
        waiting = FamilyImport.get_or_none((FamilyImport.id == import_id) & FamilyImport.confirmed_at.is_null())
        if waiting is None:
            raise ListOver
        found = read_waiting(waiting, today=today)
        if not found.is_blocked and found.plan.is_empty:
            raise NothingNew
        if found.unseen:
            raise BoxesUnseen
        if found.is_blocked or found.digest != digest:
            raise ListChanged
        FamilyImport.update(decisions="", confirmed_at=clock.now()).where(FamilyImport.id == import_id).execute()
        written = _write(found, subject_id=import_id, basis=basis, by_id=by_id)
    attachments.erase_files_of(_SUBJECT, [import_id])
    return written


def cancel(waiting: FamilyImport) -> None:
    """Forget a list that waits. Raises ListOver when it was confirmed meanwhile."""
    still = (FamilyImport.id == waiting.id) & FamilyImport.confirmed_at.is_null()
    if not FamilyImport.delete().where(still).execute():
        raise ListOver
    attachments.erase_files_of(_SUBJECT, [waiting.id])


def import_at_once(
    sheets: Sequence[Sheet], decisions: Decisions, *, by_list: bool, today: date, by_id: int | None
) -> tuple[ListRead, FamiliesImported | None]:
    """Import a list in one step, for the terminal; questions without an answer leave people out.

    Nothing is written, and no event returned, when columns are missing or nothing would change.
    """
    with db.atomic():
        lock_register()
        found = compare(sheets, decisions, today=today, by_list=by_list)
        if not found.can_be_confirmed:
            return found, None
        return found, _write(found, subject_id=0, basis=ResponsibilityBasis.OWN_LIST, by_id=by_id)


def _write(found: ListRead, *, subject_id: int, basis: ResponsibilityBasis, by_id: int | None) -> FamiliesImported:
    written = event_of(found.plan, by_id=by_id, subject_id=subject_id, rows_left_out=len(found.rows_left_out))
    apply_plan(found.plan, basis=basis, by_id=by_id)
    bus.publish(written)
    return written
