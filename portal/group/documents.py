"""The closed group in the inspection pack: how many people stand how, and each check whether it is still closed."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.group.forms import WHO_POSTS
from portal.group.models import GroupCheck
from portal.group.policy import Membership, WhoPosts
from portal.group.service import GroupRegister
from portal.pdf.document import Document
from portal.web.dates import format_date

_COUNTED = {
    Membership.IN_GROUP: _l("In the group"),
    Membership.INVITED: _l("Invited, not seen yet"),
    Membership.TO_INVITE: _l("Signed the rules, not invited"),
    Membership.DECLINED: _l("Signed the rules, and do not want to be in it"),
    Membership.NOT_ACKNOWLEDGED: _l("Not invited, since the rules are not signed"),
    Membership.TO_REMOVE: _l("In the group or invited, and to be removed"),
}


def draw_group(doc: Document, found: GroupRegister, checks: Sequence[GroupCheck]) -> None:
    """Draw the counts of today, and the checks of the period."""
    rows = [(str(words), str(len(found.on(each)))) for each, words in _COUNTED.items()]
    rows.append((_("In the member list, and nobody whom we know"), str(len(found.strangers))))
    doc.table([_("How people stand"), _("How many")], rows, widths=[0.84, 0.16])
    doc.table(
        [_("Looked at"), _("By"), _("Private"), _("Who can post"), _("Admins")],
        [
            (
                format_date(each.checked_at),
                each.checked_by.name,
                _("yes") if each.is_private else _("no"),
                str(WHO_POSTS[WhoPosts(each.who_posts)]),
                ", ".join(each.admins.splitlines()),
            )
            for each in checks
        ],
        widths=[0.18, 0.2, 0.1, 0.22, 0.3],
        empty=_("Nobody looked in the period whether the group is still closed."),
    )
