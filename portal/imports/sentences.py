"""Every detail, fault, question and note of a family list in words, saying what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.families.labels import RELATIONSHIPS, RESPONSIBILITIES, session_words
from portal.families.policy import Relationship, Responsibility
from portal.imports.columns import Field, Who
from portal.imports.faults import Fault, Option, Question, QuestionKind
from portal.imports.people import Detail
from portal.imports.sheet import Sheet
from portal.web.dates import format_date

DETAILS = {
    Detail.FIRST_NAME: _l("First name"),
    Detail.LAST_NAME: _l("Last name"),
    Detail.NAME: _l("Full name"),
    Detail.KNOWN_AS: _l("Known as"),
    Detail.BORN_ON: _l("Date of birth"),
    Detail.REFERENCE: _l("Reference"),
    Detail.SESSIONS: _l("Sessions"),
    Detail.STARTS_ON: _l("First day"),
    Detail.LEAVES_ON: _l("Last day"),
    Detail.EMAIL: _l("E-mail"),
    Detail.PHONE: _l("Telephone"),
    Detail.ADDRESS: _l("Address"),
    Detail.RELATIONSHIP: _l("Relationship to the child"),
    Detail.RESPONSIBILITY: _l("Parental responsibility"),
}
_LABELS: dict[type, Mapping[Any, object]] = {
    Relationship: RELATIONSHIPS, Responsibility: RESPONSIBILITIES, Detail: DETAILS,
}  # fmt: skip
# Of a child and an adult, of a birth date and another one, a fault has the same words: they stand for its name without that.
FAULTS = {
    "name_no_letters": _l("“%(value)s” is not a name. Write the name."),
    "name_too_long": _l("This name is longer than %(limit)s letters. Make it shorter."),
    "name_unanswered": _l("“%(value)s” may not be a name. Answer the question about it."),
    "name_left_out": _l("“%(value)s” is left out, as you said."),
    "date_unreadable": _l("“%(value)s” is not a date we can read. Write it like 3/9/2022, with the day first."),
    "date_impossible": _l("There is no such day as “%(value)s”. Check the day and the month."),
    "date_month_first": _l("“%(value)s” has the month first. Write the day first, and check the other dates too."),
    "date_order_unclear": _l("We cannot tell day from month in “%(value)s”. Answer the question about this column."),
    "child_name_missing": _l("There is no first name for the child. Add it to the list, and upload it again."),
    "child_above_left_out": _l("This row belongs to the child in row %(row)s, who is left out."),
    "same_child_open": _l("Is %(name)s one child or two? Answer the question about it."),
    "birth_date_missing": _l("There is no date of birth. Add it to the list, and upload it again."),
    "birth_date_in_future": _l("The date of birth, %(date)s, has not come yet. Check the year."),
    "birth_date_too_long_ago": _l("Born on %(date)s, this person is 18 or over. Check the year."),
    "child_surname_missing": _l("%(name)s has no last name here. Add it if you know it."),
    "child_carried_down": _l("No child is named here: we took %(child)s, from row %(row)s. Check that it is right."),
    "leaves_before_start": _l(
        "The last day, %(leaves)s, is before the first, %(starts)s. We left out both: correct one."
    ),
    "session_unknown": _l("We do not know these words as sessions: %(words)s. We left them out."),
    "sessions_unanswered": _l("“%(value)s” is none of our sessions. Answer the question about it."),
    "adult_name_missing": _l("An adult is meant here, but there is no name. We left them out. Add the name."),
    "adult_name_blank": _l("“%(value)s” stands for no name, so there is no adult here. Add the name if there is one."),
    "same_adult_open": _l("Is %(name)s one adult or two? Left out until you answer."),
    "adult_surname_missing": _l("%(name)s has only one name here. Add the other so that they can be told apart."),
    "relationship_missing": _l("Nothing says what %(name)s is to the child. We put “other”. Add mother or father."),
    "relationship_unknown": _l(
        "We do not know “%(value)s”. For %(name)s it is “other”. Change it on the child’s page."
    ),
    "relationship_beside": _l("“%(value)s” is not what stands beside the name. For %(name)s we took “%(beside)s”."),
    "relationship_differs": _l("The heading says %(heading)s, the cell “%(value)s”. For %(name)s we took the cell."),
    "responsibility_unclear": _l("“%(value)s” is not a clear yes or no. You say it for %(name)s before you confirm."),
    "responsibility_limited": _l("“%(value)s” may be about a court order. You say it for %(name)s before you confirm."),
    "responsibility_conflict": _l(
        "This row and row %(row)s disagree about the parental responsibility of %(name)s. You say it before you confirm."
    ),
    "email_invalid": _l("“%(value)s” is not a full e-mail address. We left it out. Correct it if they have one."),
    "two_emails": _l("There are two e-mail addresses here. We kept %(kept)s and left out %(other)s."),
    "email_in_phone_column": _l("“%(value)s” is an e-mail address, so we read it as one."),
    "phone_in_email_column": _l("“%(value)s” is a telephone number, so we read it as one."),
    "phone_nought_added": _l("The first 0 of the telephone number was missing. We read it as %(value)s."),
    "phone_damaged": _l("The spreadsheet cut this number short: “%(value)s”. We left it out. Type it again as text."),
    "phone_of_two": _l("“%(value)s” stands beside two names. We left it out. Add it to whose it is."),
    "phone_without_number": _l("There is no telephone number in “%(value)s”. We left it out."),
    "text_too_long": _l("This is longer than %(limit)s letters. We left off “%(value)s”."),
    "control_characters": _l("We took out marks that cannot be seen. Check that this is right: “%(value)s”."),
    "garbled_letters": _l("Some letters in “%(value)s” look wrong. Save the list as “CSV UTF-8”, and upload that."),
    "letters_in_doubt": _l("Some letters in this row may be wrong. Check the names."),
    "conflict": _l("%(name)s, %(detail)s: row %(row)s says “%(kept)s”, this row “%(other)s”. We kept “%(kept)s”."),
    "child_again": _l("%(name)s is in row %(row)s too. We put both rows together."),
    "email_shared": _l("%(holder)s in row %(row)s has %(value)s too. One person can sign in with it, so not %(name)s."),
    "email_taken": _l("%(value)s is the e-mail address of %(holder)s on the register. %(name)s is kept without it."),
    "reference_shared": _l("%(holder)s in row %(row)s has the reference %(value)s too. %(name)s is kept without it."),
    "reference_taken": _l("The reference %(value)s is already used for %(holder)s. %(name)s is kept without it."),
    "no_child_name": _l("Say which column has the child’s name."),
    "no_birth_date": _l("Say which column has the date of birth."),
    "field_twice": _l("More than one column is set to “%(field)s” (columns %(columns)s). Keep one."),
    "no_child_surname": _l("No column has the child’s last name. Choose one if the list has it."),
    "no_adults": _l("No column has an adult, so only children will be added."),
    "no_relationship": _l("Nothing says what “%(field)s” is to the child. We put “other”."),
    # Of the whole file.
    "letters_tried": _l("We read the letters as %(encoding)s. Check names with accents, like Núñez."),
    "lines_above_skipped": _l("Lines above the headings that we skipped: %(count)s, such as “%(example)s”."),
    "headings_joined": _l("The headings stand in two rows. We read them together, such as “%(example)s”."),
    "headings_repeated": _l("Rows that only repeat the headings, which we skipped: %(count)s."),
    "no_headings": _l("We found no row of headings. Say below what each column holds."),
    "hidden_columns": _l("Columns that are hidden in the spreadsheet, which we read too: %(headings)s."),
    "hidden_sheets": _l("Sheets that are hidden in the workbook, which we did not read: %(sheets)s."),
    "sheets_left_out": _l(
        "Sheets that we cannot use: %(sheets)s. They have no rows, too many columns or a cell with too many letters."
    ),
    "empty": _l("“%(filename)s” is empty. Choose the file with your family list."),
    "no_rows": _l("“%(filename)s” has headings, but no children under them. Add a row for each child."),
    "not_a_list": _l("“%(filename)s” is not a list we can read. Save it as XLSX or as CSV, and upload that."),
    "damaged": _l("“%(filename)s” is damaged. Open it in your spreadsheet program, save it again and retry."),
    "password": _l("“%(filename)s” has a password. Save a copy without it, and upload that."),
    "unclosed_quote": _l(
        'A speech mark (") opens near row %(row)s of “%(filename)s” and is never closed. Take it out, or close it.'
    ),
    "file_too_large": _l("“%(filename)s” is larger than %(limit)s MB. Split the list and upload each part."),
    "unpacks_too_large": _l("“%(filename)s” is too large inside. Copy the list alone to a new workbook."),
    "too_many_rows": _l("“%(filename)s” has more than %(limit)s rows. Split the list and upload each part."),
    "too_many_columns": _l("“%(filename)s” has more than %(limit)s columns. Take out those you do not need."),
    "cell_too_long": _l("A cell in row %(row)s has more than %(limit)s letters. Make it shorter."),
    "too_much_work": _l("“%(filename)s” takes too long to open. Save the list as CSV, and upload that."),
    "busy": _l("We are looking into other files at the moment. Send “%(filename)s” again in a minute."),
}
RESTRICTION_STAYS = _l(
    "A court order restricts the parental responsibility of %(name)s for %(child)s. A list never changes that. "
    "If it is over, change it on the child’s page."
)

QUESTIONS = {
    QuestionKind.DATE_ORDER: _l(
        "Which comes first in the column “%(heading)s”, such as “%(text)s”: the day or the month?"
    ),
    QuestionKind.SESSIONS: _l("The column “%(heading)s” says: %(texts)s. What do all of these children come to?"),
    QuestionKind.CHILD_NAME: _l("Child in %(rows)s: “%(text)s”. What is the name?"),
    QuestionKind.ADULT_NAME: _l("“%(heading)s” in %(rows)s: “%(text)s”. What is the name?"),
    QuestionKind.SAME_CHILD: _l(
        "%(name)s, born %(date)s, in %(rows)s (with %(adults)s). Do we know this child already?"
    ),
    QuestionKind.SAME_ADULT: _l(
        "%(name)s in %(rows)s, for %(children)s. Contact: %(contact)s. Do we know this adult already?"
    ),
}
OPTIONS = {
    (QuestionKind.DATE_ORDER, "day_first"): _l("The day first: %(day_first)s"),
    (QuestionKind.DATE_ORDER, "month_first"): _l("The month first: %(month_first)s"),
    (QuestionKind.SESSIONS, "session"): "%(session)s",
    (QuestionKind.SESSIONS, "none"): _l("None of these yet"),
    (QuestionKind.CHILD_NAME, "as_written"): "%(name)s",
    (QuestionKind.CHILD_NAME, "known_as"): _l("%(name)s, known as %(other)s"),
    (QuestionKind.CHILD_NAME, "part"): "%(name)s",
    (QuestionKind.CHILD_NAME, "split"): _l("Two children: %(name)s and %(other)s"),
    (QuestionKind.CHILD_NAME, "leave_out"): _l("Nobody: leave it out"),
    (QuestionKind.ADULT_NAME, "as_written"): "%(name)s",
    (QuestionKind.ADULT_NAME, "part"): "%(name)s",
    (QuestionKind.ADULT_NAME, "split"): _l("Two adults: %(name)s and %(other)s"),
    (QuestionKind.ADULT_NAME, "leave_out"): _l("Nobody: leave it out"),
    (QuestionKind.SAME_CHILD, "same"): _l("Yes: %(name)s, born %(date)s, %(where)s (with %(adults)s)"),
    (QuestionKind.SAME_CHILD, "different"): _l("No, this is another child"),
    (QuestionKind.SAME_ADULT, "same"): _l("Yes: %(name)s, %(where)s, for %(children)s. Contact: %(contact)s"),
    (QuestionKind.SAME_ADULT, "different"): _l("No, this is somebody else"),
}
# Of several names that are asked about together.
SHARED = _l("“%(heading)s” in %(rows)s: what are the names?")
SHARED_OPTIONS = {
    "as_written": _l("All as they are written"),
    "known_as": "%(people)s",
    "part": "%(people)s",
    "split": _l("Two people each: %(people)s"),
    "leave_out": _l("Nobody: leave them all out"),
}
PAIR = _l("%(name)s and %(other)s")
ON_REGISTER, IN_ROW = _l("on the register"), _l("in row %(row)s")
ROW, ROWS = _l("row %(rows)s"), _l("rows %(rows)s")
NOBODY, NO_CONTACT, NOT_POSSIBLE = _l("no adult"), _l("no e-mail or telephone"), _l("not possible for every date")


def fault_sentence(fault: Fault) -> str:
    """Return a fault, or what was noticed about the file, in words."""
    return str(FAULTS[words_of(fault.kind)]) % _shown(fault.values)


def words_of(kind: str) -> str:
    """Return under which name a fault has its words."""
    return kind if kind in FAULTS else kind.partition("_")[2]


def question_sentence(question: Question, sheet: Sheet) -> str:
    """Return a question in words."""
    return str(QUESTIONS[question.kind]) % _in_words(question, question.values, sheet)


def option_sentence(question: Question, option: Option, sheet: Sheet) -> str:
    """Return one answer to a question in words."""
    values = _in_words(question, {**question.values, **option.values}, sheet)
    return str(OPTIONS[question.kind, option.label]) % values


def shared_question_sentence(group: Sequence[Question], sheet: Sheet) -> str:
    """Return in words what is asked of several names together."""
    rows = sorted({row for question in group for row in question.rows})
    return str(SHARED) % _in_words(replace(group[0], rows=tuple(rows)), group[0].values, sheet)


def shared_option_sentence(group: Sequence[Question], label: str, sheet: Sheet) -> str:
    """Return one answer to several questions in words, with everybody whom it names."""
    options = [(question, option) for question in group for option in question.options if option.label == label]
    named = (str(PAIR) % option.values if label == "split" else option_sentence(question, option, sheet)
             for question, option in options)  # fmt: skip
    return str(SHARED_OPTIONS[label]) % {"people": "; ".join(named)}


def _in_words(question: Question, values: Mapping[str, object], sheet: Sheet) -> dict[str, str]:
    row, column, rows = values.get("row"), values.get("column"), ", ".join(map(str, question.rows))
    contact = ", ".join(str(values.get(each)) for each in ("email", "phone") if values.get(each))
    dates = {name: str(NOT_POSSIBLE) for name in ("day_first", "month_first") if not values.get(name)}
    return {
        **_shown(values),
        **dates,
        "rows": str(ROW if len(question.rows) == 1 else ROWS) % {"rows": rows},
        "where": str(IN_ROW) % {"row": row} if row else str(ON_REGISTER),
        "heading": column_name(sheet, column) if isinstance(column, int) else "",
        "contact": contact or str(NO_CONTACT),
        "adults": str(values.get("adults") or NOBODY),
    }


def column_name(sheet: Sheet, column: int) -> str:
    """Return a column's heading, or its number where it has none."""
    heading = sheet.headings[column] if column < len(sheet.headings) else ""
    return " ".join(heading.split()) or str(_l("Column %(number)s", number=column + 1))


def _shown(values: Mapping[str, object]) -> dict[str, str]:
    return {name: in_words(value) for name, value in values.items()}


def in_words(value: object) -> str:
    """Return a value of a list or of the register as people read it; "" for none."""
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, frozenset):
        return session_words(value)
    if isinstance(value, Field):
        return field_label(value)
    if isinstance(value, tuple):
        return ", ".join(map(in_words, value))
    labels: Mapping[object, object] = _LABELS.get(type(value), {})
    return str(labels.get(value, "" if value is None else value))


def person_label(field: Field) -> str:
    """Return of whom a column speaks, in words: "Adult 2"."""
    if field.who is Who.CHILD:
        return str(_("Child") if field.number == 1 else _("Child %(number)s", number=field.number))
    return str(_("Adult %(number)s", number=field.number))


def field_label(field: Field) -> str:
    """Return what a column holds, in words: "Adult 2: E-mail"."""
    return str(_("%(person)s: %(detail)s", person=person_label(field), detail=DETAILS[field.detail]))
