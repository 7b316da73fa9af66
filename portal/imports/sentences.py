"""Every fault of a family list in words, saying what to do."""

from collections.abc import Mapping
from datetime import date

from babel.dates import format_date
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

from portal.families.labels import RELATIONSHIPS
from portal.families.policy import Relationship
from portal.imports.columns import MappingFault, MappingFaultKind
from portal.imports.faults import Fault, FaultKind, FaultValue
from portal.imports.fields import Field
from portal.imports.labels import field_label
from portal.imports.planned import Notice, NoticeKind
from portal.imports.sheet import Note, NoteKind, Unreadable, UnreadableFile

FAULTS = {
    FaultKind.CHILD_NAME_MISSING: _l("There is no first name for the child. Add it to the list, and upload it again."),
    FaultKind.BIRTH_DATE_MISSING: _l("There is no date of birth. Add it to the list, and upload it again."),
    FaultKind.BIRTH_DATE_IN_FUTURE: _l("The date of birth, %(date)s, has not come yet. Check the year."),
    FaultKind.BIRTH_DATE_TOO_LONG_AGO: _l("Born on %(date)s, this person is 18 or over. Check the year."),
    FaultKind.DATE_UNREADABLE: _l("“%(value)s” is not a date we can read. Write it like 3/9/2022, with the day first."),
    FaultKind.DATE_IMPOSSIBLE: _l("There is no such day as “%(value)s”. Check the day and the month."),
    FaultKind.DATE_MONTH_FIRST: _l(
        "“%(value)s” has the month first. We have not swapped it. Write the day first, like 23/9/2022, "
        "and check the other dates too."
    ),
    FaultKind.EMAIL_INVALID: _l("“%(value)s” is not a full e-mail address. Correct it, or leave the cell empty."),
    FaultKind.LEAVES_BEFORE_START: _l(
        "The last day, %(leaves)s, is before the first day, %(starts)s. Correct one of them."
    ),
    FaultKind.TEXT_TOO_LONG: _l("This is longer than %(limit)s letters. Make it shorter."),
    FaultKind.CHILD_SURNAME_MISSING: _l("%(name)s has no last name here. Add it if you know it."),
    FaultKind.CHILD_CARRIED_DOWN: _l(
        "No child is named in this row, so we took it to be about %(child)s, from the row above. "
        "Name the child if that is wrong."
    ),
    FaultKind.DATE_MAYBE_MONTH_FIRST: _l(
        "We read “%(value)s” as %(date)s. Another date in this column has the month first, so check that this is right."
    ),
    FaultKind.SESSION_UNKNOWN: _l(
        "We do not know these words as sessions: %(words)s. We left them out. "
        "Write playgroup, breakfast, after school or holiday."
    ),
    FaultKind.SESSION_FLAG_UNCLEAR: _l("“%(value)s” is not a clear yes or no, so we took it as no. Write yes or no."),
    FaultKind.ADULT_SURNAME_MISSING: _l(
        "%(name)s has only one name here. Add the other so that they can be told apart."
    ),
    FaultKind.ADULT_NAME_MISSING: _l(
        "There is an e-mail or telephone number, but no name to go with it. We left this adult out. Add the name."
    ),
    FaultKind.ADULT_TWO_PEOPLE: _l(
        "“%(name)s” looks like two people. We left them out. Give each adult columns or a row of their own."
    ),
    FaultKind.RELATIONSHIP_MISSING: _l(
        "The list does not say what %(name)s is to the child. We put “other”. Add mother, father or another word."
    ),
    FaultKind.RELATIONSHIP_UNKNOWN: _l(
        "We do not know “%(value)s” as what %(name)s is to the child. We put “other”. "
        "Change it on the child’s page if that is wrong."
    ),
    FaultKind.RESPONSIBILITY_BLANK: _l(
        "The list does not say if %(name)s has parental responsibility, so we took it as no. "
        "Write yes in the list, or change it on the child’s page, when you have checked."
    ),
    FaultKind.RESPONSIBILITY_UNCLEAR: _l(
        "“%(value)s” is not a clear yes or no about parental responsibility, so for %(name)s we took it as no. "
        "Write yes or no."
    ),
    FaultKind.RESPONSIBILITY_CONFLICT: _l(
        "One row says that %(name)s has parental responsibility and another says not (see row %(row)s). "
        "We took it as no. Make the rows agree."
    ),
    FaultKind.TWO_EMAILS: _l("There are two e-mail addresses here. We kept %(kept)s and left out %(other)s."),
    FaultKind.SHARED_EMAIL: _l(
        "%(first)s and %(name)s have the same e-mail address, %(email)s. Only %(first)s can sign in with it. "
        "We kept %(name)s without an e-mail. Give %(name)s one of their own if they have one."
    ),
    FaultKind.PHONE_NOUGHT_ADDED: _l("The first 0 of the telephone number was missing. We read it as %(value)s."),
    FaultKind.PHONE_DAMAGED: _l(
        "The spreadsheet has cut the telephone number short: “%(value)s”. We left it out. Type it again as text."
    ),
    FaultKind.CONTROL_CHARACTERS: _l("We took out marks that cannot be seen. Check that this is right: “%(value)s”."),
    FaultKind.GARBLED_LETTERS: _l(
        "Some letters in “%(value)s” look wrong. Save the list again as “CSV UTF-8” or as a workbook, and upload that."
    ),
    FaultKind.CONFLICT: _l(
        "%(field)s: row %(row)s says “%(kept)s” and this row says “%(other)s”. We kept “%(kept)s”. Make the rows agree."
    ),
    FaultKind.REFERENCE_SHARED: _l(
        "The reference “%(value)s” is already used for %(name)s in row %(row)s. We kept this child without it."
    ),
    FaultKind.POSSIBLE_DUPLICATE: _l(
        "%(name)s is also in row %(row)s, born on %(date)s. We took them to be two children. "
        "If they are one, make the dates agree."
    ),
    FaultKind.ADULT_SAME_NAME: _l(
        "%(name)s is also in row %(row)s. Nothing else agrees, so we took them to be two people. "
        "If they are one, give both rows the same e-mail, telephone or address."
    ),
    FaultKind.ADULT_AMBIGUOUS: _l(
        "More than one adult called %(name)s could be meant here. Check that this is the right one, "
        "or add an e-mail address so that we can tell."
    ),
}

UNREADABLE = {
    Unreadable.EMPTY: _l("“%(filename)s” is empty. Choose the file with your family list."),
    Unreadable.NO_ROWS: _l("“%(filename)s” has headings, but no children under them. Add a row for each child."),
    Unreadable.NOT_A_LIST: _l("“%(filename)s” is not a list we can read. Save it as XLSX or as CSV, and upload that."),
    Unreadable.DAMAGED: _l("“%(filename)s” is damaged. Open it in your spreadsheet program, save it again and retry."),
    Unreadable.PASSWORD: _l("“%(filename)s” has a password. Save a copy without it, and upload that."),
    Unreadable.UNCLOSED_QUOTE: _l(
        'A speech mark (") opens near row %(row)s of “%(filename)s” and is never closed. Take it out, or close it.'
    ),
    Unreadable.FILE_TOO_LARGE: _l("“%(filename)s” is larger than %(limit)s MB. Split the list and upload each part."),
    Unreadable.UNPACKS_TOO_LARGE: _l(
        "“%(filename)s” is too large inside. Look for something typed far below or far to the right of the list, "
        "or copy the list to a new workbook."
    ),
    Unreadable.TOO_MANY_ROWS: _l("“%(filename)s” has more than %(limit)s rows. Split the list and upload each part."),
    Unreadable.TOO_MANY_COLUMNS: _l("“%(filename)s” has more than %(limit)s columns. Take out those you do not need."),
    Unreadable.CELL_TOO_LONG: _l("A cell in row %(row)s has more than %(limit)s letters. Make it shorter."),
    Unreadable.TOO_MUCH_WORK: _l(
        "“%(filename)s” takes too long to open. Copy the list to a new workbook, or save it as CSV, and upload that."
    ),
    Unreadable.BUSY: _l("We are looking into other files at the moment. Send “%(filename)s” again in a minute."),
}

NOTES = {
    NoteKind.LETTERS_TRIED: _l(
        "The file does not say how its letters are stored. We read them as %(encoding)s. "
        "Check names with accents, like Núñez."
    ),
    NoteKind.LINES_ABOVE_SKIPPED: _l("Lines above the headings that we skipped: %(count)s, such as “%(example)s”."),
    NoteKind.HEADINGS_JOINED: _l("The headings stand in two rows. We read them together, such as “%(example)s”."),
    NoteKind.HEADINGS_REPEATED: _l("Rows that only repeat the headings, which we skipped: %(count)s."),
    NoteKind.NO_HEADINGS: _l("We found no row of headings. Say below what each column holds."),
    NoteKind.HIDDEN_COLUMNS: _l("Columns that are hidden in the spreadsheet, which we read too: %(headings)s."),
    NoteKind.HIDDEN_SHEETS: _l("Sheets that are hidden in the workbook, which we did not read: %(sheets)s."),
    NoteKind.SHEETS_LEFT_OUT: _l(
        "Sheets that we cannot use: %(sheets)s. They have no rows under their headings, too many columns "
        "or a cell with too many letters."
    ),
}

MAPPING_FAULTS = {
    MappingFaultKind.NO_CHILD_NAME: _l("Say which column has the child’s name."),
    MappingFaultKind.NO_BIRTH_DATE: _l("Say which column has the date of birth."),
    MappingFaultKind.FIELD_TWICE: _l("More than one column is set to “%(field)s” (columns %(columns)s). Keep one."),
    MappingFaultKind.NO_CHILD_SURNAME: _l("No column has the child’s last name. Choose one if the list has it."),
    MappingFaultKind.NO_ADULTS: _l("No column has an adult, so only children will be added."),
}

NOTICES = {
    NoticeKind.EMAIL_TAKEN: _l(
        "%(value)s is already the e-mail address of %(holder)s, so we leave it off for %(name)s. "
        "Two people cannot sign in with one address."
    ),
    NoticeKind.REFERENCE_TAKEN: _l(
        "The reference %(value)s is already used for %(holder)s, so we leave it off for %(name)s."
    ),
    NoticeKind.ADULT_UNCERTAIN: _l(
        "More than one adult called %(name)s is on the register, and we cannot tell which is meant. "
        "We add them as a new adult. Check before you confirm."
    ),
    NoticeKind.RESTRICTION_STAYS: _l(
        "A court order restricts the parental responsibility of %(name)s for %(value)s. A list never changes that, so "
        "we leave it as it is. If it is over, change it on the child’s page."
    ),
}


def fault_sentence(fault: Fault) -> str:
    """Return a fault in words."""
    return _filled(str(FAULTS[fault.kind]), fault.values)


def unreadable_sentence(error: UnreadableFile) -> str:
    """Return in words why a file cannot be read."""
    return _filled(str(UNREADABLE[error.reason]), {"filename": "", **error.values})


def note_sentence(note: Note) -> str:
    """Return in words what was noticed about the whole file."""
    return _filled(str(NOTES[note.kind]), note.values)


def mapping_fault_sentence(fault: MappingFault) -> str:
    """Return a fault of the columns in words; columns are counted from 1."""
    columns = ", ".join(str(column + 1) for column in fault.columns)
    return _filled(str(MAPPING_FAULTS[fault.kind]), {"field": fault.field or "", "columns": columns})


def notice_sentence(notice: Notice) -> str:
    """Return in words why something is left as the register has it."""
    values = {"name": notice.name, "value": notice.value, "holder": notice.holder}
    return _filled(str(NOTICES[notice.kind]), values)


def _filled(sentence: str, values: Mapping[str, FaultValue]) -> str:
    return sentence % {name: _shown(name, value) for name, value in values.items()}


def _shown(name: str, value: FaultValue) -> str:
    if isinstance(value, date):
        return str(format_date(value, "d MMMM yyyy", locale=get_locale() or "en_GB"))
    if isinstance(value, Relationship):
        return str(RELATIONSHIPS[value])
    return field_label(Field(str(value))) if name == "field" and value else str(value)
