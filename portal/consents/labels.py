"""Labels and tones of answers, states and reasons, the same on every page and in every PDF."""

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.consents.parent_view import Shown
from portal.consents.policy import Answer, AnswerState, HoldBasis, Method, Reason, Ruling, RulingState, Wish
from portal.consents.queries import FullRecord

# The glossary of states, of every page and every paper: a word, a tone (colour and drawn mark), a mark to print.
STATES: dict[RulingState, LazyString] = {
    RulingState.MAY: _l("May"),
    RulingState.MAY_NOT: _l("May not"),
    RulingState.NOT_ANSWERED: _l("No answer"),
}
STATE_TONES = {RulingState.MAY: "yes", RulingState.MAY_NOT: "no", RulingState.NOT_ANSWERED: "unanswered"}
STATE_MARKS = {RulingState.MAY: "\u2713", RulingState.MAY_NOT: "\u2717", RulingState.NOT_ANSWERED: "?"}
# Over the names of a photo list: what to do is said with it.
STATE_HEADINGS = STATES | {RulingState.NOT_ANSWERED: _l("No answer, so: may not")}

ANSWERS: dict[Answer, LazyString] = {
    Answer.YES: _l("Yes"),
    Answer.NO: _l("No"),
    Answer.WITHDRAWN: _l("Withdrawn"),
    Answer.NOT_ANSWERED: _l("No answer"),
}

ANSWER_STATES: dict[AnswerState, LazyString] = {
    AnswerState.YES: _l("You said yes"),
    AnswerState.NO: _l("You said no"),
    AnswerState.WITHDRAWN: _l("You withdrew"),
    AnswerState.NOT_ANSWERED: _l("No answer"),
    AnswerState.EXPIRED: _l("Your yes has run out"),
    AnswerState.SUPERSEDED: _l("The form has changed"),
    AnswerState.ASKED_AGAIN: _l("We ask you again"),
}
ANSWER_STATE_TONES = {
    AnswerState.YES: "yes",
    AnswerState.NO: "no",
    AnswerState.WITHDRAWN: "no",
    AnswerState.NOT_ANSWERED: "unanswered",
    AnswerState.EXPIRED: "soon",
    AnswerState.SUPERSEDED: "soon",
    AnswerState.ASKED_AGAIN: "soon",
}

REASONS: dict[Reason, LazyString] = {
    Reason.LEFT: _l("The child has left"),
    Reason.HELD: _l("On hold"),
    Reason.CHILD_SAYS_NO: _l("The child does not want to"),
    Reason.ASKED_FIRST: _l("A parent asked us first"),
    Reason.REFUSED: _l("An adult said no"),
    Reason.REFUSAL_IS_RESTRICTED: _l("A no is of an adult whose parental responsibility a court order restricts"),
    Reason.NOBODY_TO_ASK: _l("Nobody can be asked"),
    Reason.NOT_ANSWERED: _l("Nobody has answered"),
    Reason.EXPIRED: _l("The yes has run out"),
    Reason.SUPERSEDED: _l("The form changed since"),
    Reason.ASKED_AGAIN: _l("Asked again: two entries were put together, or a court order ended"),
    Reason.NOT_EVERY_ADULT: _l("Every adult has to say yes"),
}

METHODS: dict[Method, LazyString] = {
    Method.ONLINE: _l("online"),
    Method.PAPER: _l("on paper"),
    Method.SPOKEN: _l("by word of mouth"),
}

WISHES: dict[Wish, LazyString] = {
    Wish.HAPPY: _l("Happy to be in pictures"),
    Wish.NOT_TODAY: _l("Not today"),
    Wish.NO: _l("No pictures"),
}
WISH_TONES = {Wish.HAPPY: "yes", Wish.NOT_TODAY: "waiting", Wish.NO: "no"}

HOLD_BASES: dict[HoldBasis, LazyString] = {
    HoldBasis.COURT_ORDER: _l("A court order"),
    HoldBasis.SAFEGUARDING: _l("Safeguarding"),
    HoldBasis.OTHER: _l("Something else"),
}

# What a parent is told of today: neither why, nor what another adult said (product.md §2.6).
SHOWN: dict[Shown, LazyString] = {
    Shown.NOW: _l("We may show such a picture today."),
    Shown.NOT_NOW: _l("We show no such picture at present. Speak to the manager."),
    Shown.REFUSED: _l("We show no such picture."),
}


def paper_mark(ruling: Ruling) -> str:
    """Return “on paper” where an answer that the ruling rests on came on paper, or else nothing (product.md §2.3)."""
    return str(METHODS[Method.PAPER]) if ruling.papers else ""


def marked_word(ruling: Ruling) -> str:
    """Return mark and word for a ruling, how the answer came and a yes’s last day, for a narrow cell on paper."""
    word = f"{STATE_MARKS[ruling.state]}\N{NO-BREAK SPACE}{STATES[ruling.state]}"
    on_paper = paper_mark(ruling).replace(" ", "\N{NO-BREAK SPACE}")
    until = _("until %(day)s", day=f"{ruling.counts_until:%d.%m.%y}") if ruling.counts_until else ""
    return ", ".join(filter(None, (word, on_paper, until)))


def coverage_parts(may: int, may_not: int, not_answered: int) -> list[dict[str, object]]:
    """Return how many children stand how, as ``components/coverage.html`` draws it."""
    counts = zip(RulingState, (may, may_not, not_answered), strict=True)
    return [{"word": STATES[state], "count": count, "tone": STATE_TONES[state]} for state, count in counts]


def how_given(method: Method, noted_by: str, *, has_scan: bool = False, witness: str = "") -> str:
    """Return how an answer came to us, who noted or keyed it in, and what proves a paper (product.md §2.3)."""
    how = str(METHODS[method])
    if not noted_by:
        return how
    if method != Method.PAPER:
        return _("%(how)s, noted by %(name)s", how=how, name=noted_by)
    keyed = _("%(how)s, keyed in by %(name)s", how=how, name=noted_by)
    proofs = (_("with a scan") if has_scan else "", _("witnessed by %(name)s", name=witness) if witness else "")
    return ", ".join([keyed, *filter(None, proofs)])


def record_title(record: FullRecord) -> str:
    """Return the name of one record, in lists and of its file: what it is, for which child."""
    name = record.child_called
    if record.is_withdrawal:
        uses = ", ".join(line.use.label for line in record.answers)
        return _("Withdrawal for %(name)s: %(uses)s", name=name, uses=uses)
    if record.row.method == Method.PAPER:
        return _("Picture form for %(name)s, on paper", name=name)
    return _("Picture form for %(name)s", name=name)
