"""What can still go wrong once a form is valid: said beside its question, with all that was typed still there."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from peewee import OperationalError
from wtforms import Field

from portal.concerns.clocks import DateNotPossible, DateProblem, LateReasonNeeded
from portal.concerns.service import NoticedInFuture
from portal.concerns.subjects import NotAPersonHere
from portal.concerns.words import DATE_PROBLEMS
from portal.web.uploads import FilesNotStored

log = logging.getLogger("portal.concerns")
Sentences = Mapping[type[Exception], LazyString]

NOTICED: Sentences = {NoticedInFuture: DATE_PROBLEMS[DateProblem.RECEIVED_IN_FUTURE]}
ABOUT: Sentences = {NotAPersonHere: _l("Somebody you chose no longer works here. Look at your choice again")}
LATE: Sentences = {LateReasonNeeded: _l("The 28 days are over. Write why it took longer")}
FILES: Sentences = {
    FilesNotStored: _l(
        "Your files could not be stored, so nothing was sent. What you wrote is still here. Try again, send it without "
        "the files, or call us"
    )
}
STORAGE: Sentences = {
    OperationalError: _l("This could not be stored, so nothing was sent. What you wrote is still here. Try again, "
                         "or call us")
}  # fmt: skip


@contextmanager
def said_beside(field: Field, sentences: Sentences) -> Iterator[None]:
    """Put what is raised inside beside ``field``, as a form's own errors are, and go on to show the form again."""
    try:
        yield
    except tuple(sentences) as problem:
        log.error("refused after the form was valid: %s", type(problem).__name__, exc_info=problem)
        field.errors = [str(_sentence(problem, sentences))]


@contextmanager
def day_said_beside(field: Field) -> Iterator[None]:
    """Say beside ``field`` that its day cannot be right after all: at midnight a page is a day old."""
    try:
        yield
    except DateNotPossible as problem:
        field.errors = [str(DATE_PROBLEMS[problem.problem])]


def _sentence(problem: Exception, sentences: Sentences) -> LazyString:
    return next(said for kind, said in sentences.items() if isinstance(problem, kind))
