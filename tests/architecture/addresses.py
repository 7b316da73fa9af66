"""How an address with an object in it is filled in: one line for each, for the tests that walk every route."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from flask import Flask
from werkzeug.routing import Rule

from portal.access.guard import PUBLIC
from portal.access.permissions import Permission, Role
from portal.accounts import handlers, invitations
from portal.accounts.models import Account, HandlerProposal
from portal.accounts.policy import Channel
from portal.acknowledgements.models import Acknowledgement
from portal.acknowledgements.service import Signer
from portal.attachments import service as attachments
from portal.attachments.models import Attachment
from portal.concerns import drafts
from portal.concerns.drafts import ConcernDraft
from portal.concerns.models import Concern, ConcernFact
from portal.concerns.policy import Kind, Source
from portal.concerns.service import NewConcern
from portal.concerns.subjects import NOBODY
from portal.consents import holds, one_event
from portal.consents.merging import service as merging
from portal.consents.models import ConsentHold, ConsentRecord, EventRequest, PaperForm
from portal.consents.policy import Answer, HoldBasis
from portal.families.models import Child, SamePerson
from portal.families.policy import Relationship
from portal.foundation import clock
from portal.foundation.tokens import new_token
from portal.group import guests
from portal.group.models import GroupGuest
from portal.imports import service as imports
from portal.imports.models import FamilyImport
from portal.posts.clearance import adults
from portal.posts.clearance.models import Clearance, ListedAdult, PosterDesignation
from portal.posts.models import Post
from portal.relationships import service as relationships
from portal.relationships.models import Declaration
from portal.reminders import service as reminders
from portal.reminders.models import ReminderRound
from portal.reminders.recipients import EVERYBODY
from portal.visitors import doors
from portal.visitors import service as visits
from portal.visitors.models import Visit, VisitorDoor
from portal.web.static import static_files
from portal.wording import service as wording
from portal.wording.policy import DocumentKey
from portal.wording.uses import OneEvent, Place
from tests.acknowledgements import factories as rules
from tests.architecture.telling import picture, tell
from tests.concerns.factories import read_texts
from tests.consents.paper_factories import key_in, print_one, scan
from tests.posts import post_factories
from tests.posts.clearance_factories import clear, make_families, make_poster, sign_staff_rules
from tests.support import factories

Values = dict[str, object]

NAMES = {
    Role.STAFF: "Priya Raman",
    Role.POSTER: "Tomasz Nowak",
    Role.LEAD: "Adaeze Okafor",
    Role.MANAGER: "Siobhán Kelly",
    Role.CHAIR: "Margaret Whitlock",
    Role.INSPECTOR: "Helen Ashworth",
}


@dataclass(frozen=True)
class Household:
    """The setting's people, and a parent with one child who has signed and told, and so owns one object of each kind."""

    people: dict[Role, Account]
    child: Child
    record: ConsentRecord
    paper: PaperForm
    keyed: ConsentRecord
    acknowledgement: Acknowledgement
    concern: Concern
    family_list: FamilyImport
    reminders: ReminderRound
    hold: ConsentHold
    waiting: Attachment
    same_person: SamePerson
    draft: ConcernDraft
    logged: ConcernDraft
    proposal: HandlerProposal
    clearance: Clearance
    volunteer: ListedAdult
    declaration: Declaration
    visit: Visit
    post: Post
    guest: GroupGuest
    event: EventRequest

    @property
    def parent(self) -> Account:
        return self.people[Role.PARENT]


def settle() -> Household:
    """Make one person of each role, and the family to which every object in the walk belongs."""
    wording.publish_default_texts(DocumentKey.PRIVACY_NOTICE, by_id=None)
    child = factories.make_child("Zofia", "Kowalska")
    parent = factories.make_parent("Agnieszka Kowalska", child)
    people = {Role.PARENT: parent, **{role: factories.make_account(name, role) for role, name in NAMES.items()}}
    return Household(
        people=people,
        child=child,
        record=factories.sign_all(child, parent),
        paper=print_one(child, people[Role.MANAGER]),
        keyed=_key_in(child, parent, people[Role.MANAGER]),
        acknowledgement=_key_in_rules(parent, people[Role.MANAGER]),
        concern=_work_on(tell(parent, about="nobody"), people[Role.MANAGER]),
        family_list=_upload(people[Role.MANAGER]),
        reminders=_remind(people[Role.MANAGER]),
        hold=holds.place_hold(child, HoldBasis.OTHER, "x", submission=new_token(), by_id=people[Role.MANAGER].id),
        waiting=attachments.accept_file(picture(), "gate.png", by_id=parent.id),
        same_person=_merge(people[Role.MANAGER]),
        draft=drafts.save(
            drafts.begin(Kind.COMPLAINT, by_id=parent.id), "what", [("what_happened", "The gate stood open.")]
        ),
        logged=_log(people[Role.MANAGER]),
        proposal=_propose(people[Role.MANAGER]),
        clearance=_clear(people, child),
        volunteer=adults.list_adult("Margaret Hill", submission=new_token(), by=people[Role.MANAGER]),
        declaration=relationships.declare(
            people[Role.STAFF].id, parent.name, "sisters", submission=new_token(), by_id=parent.id
        ),
        visit=_visit(people[Role.MANAGER]),
        post=_post(people[Role.MANAGER]),
        guest=guests.add_guest("Halina Nowak", "her daughter", submission=new_token(), by_id=people[Role.MANAGER].id),
        event=_ask_about_event(people[Role.MANAGER], child),
    )


def _work_on(concern: Concern, manager: Account) -> Concern:
    """Note an action, and a letter that was sent."""
    by = {"concern": concern, "by": manager, "submission": new_token()}
    ConcernFact.create(kind="action", item=1, text="Mend the gate", happened_on=clock.today(), **by)
    ConcernFact.create(kind="letter", text="Thank you.", happened_on=clock.today(), **by)
    read_texts(concern, manager)
    return concern


def _ask_about_event(manager: Account, child: Child) -> EventRequest:
    """Ask the parent about a fair that is today."""
    fair = OneEvent("Autumn fair", clock.today().isoformat(), "The town hall", "The Weekly News")
    return one_event.ask(one_event.NewEvent(fair, Place.NEWSPAPER, (child.id,), new_token()), by=manager)


def _post(manager: Account) -> Post:
    """Post a picture of a child of another family."""
    (family,) = make_families("Iris Bell", answered=True)
    return post_factories.post(make_poster("Imani Cole", by=manager), family.child)


def _log(manager: Account) -> ConcernDraft:
    """Key in a thank you that somebody told a manager."""
    draft = drafts.begin(Kind.COMPLIMENT, by_id=manager.id, door=Source.LETTER)
    new = NewConcern(
        kind=Kind.COMPLIMENT,
        about=(NOBODY,),
        what_happened="Thank you.",
        source=Source.PHONE,
        submission=draft.reference,
    )
    sent = drafts.send(draft, new, is_checked=True, by_id=manager.id)
    read_texts(Concern.get(Concern.logged_by == manager.id), manager)
    return sent


def _clear(people: dict[Role, Account], child: Child) -> Clearance:
    """Clear a picture with an adult to ask. Whoever works here has signed the staff rules, or no page would open."""
    poster = make_poster("Grace Adeleke", by=people[Role.MANAGER])
    for role in (Role.STAFF, Role.POSTER, Role.LEAD):
        sign_staff_rules(people[role])
    return clear(poster, [child], adults=("Mr Brown",))


def _propose(manager: Account) -> HandlerProposal:
    made = handlers.name_handler(
        Role.CHAIR, name="Femi Adeyemi", email="femi@example.org", submission=new_token(), on=clock.today(), by=manager
    )
    assert isinstance(made, HandlerProposal)
    return made


def _visit(manager: Account) -> Visit:
    """Put a square on the wall, and let somebody come in with it."""
    doors.renew_wall(by_id=manager.id)
    arrival = visits.Arrival("Alex Kim", "Baxter Plumbing", "the boiler", 0, new_token())
    visits.arrive(VisitorDoor.get(), replace(arrival, wording_id=published.id if (published := visits.rules()) else 0))
    visit: Visit = Visit.get()
    return visit


def _merge(manager: Account) -> SamePerson:
    """Put two entries of another child together."""
    one, other = factories.make_child("Mei", "Chen"), factories.make_child("Mei", "Chan")
    return merging.merge(one, other, {}, by_id=manager.id)


def _remind(manager: Account) -> ReminderRound:
    """Remind the other parent, who has not signed."""
    factories.link(factories.make_adult("Marek Kowalski"), Child.get(), relationship=Relationship.FATHER)
    made = reminders.remind(EVERYBODY, None, submission=new_token(), on=clock.today(), by_id=manager.id)
    assert made
    return made


def _upload(manager: Account) -> FamilyImport:
    content = b"First name,Last name,Date of birth\nLiban,Warsame,3/9/2022\n"
    return imports.keep_list(imports.open_list(content, "families.csv"), by_id=manager.id)


def _key_in(child: Child, parent: Account, manager: Account) -> ConsentRecord:
    answers = {"website": Answer.YES}
    return key_in(print_one(child, manager), factories.adult_of(parent), manager, answers, scan=scan())


def _key_in_rules(parent: Account, manager: Account) -> Acknowledgement:
    signer = Signer(parent.name, adult_id=factories.adult_of(parent).id)
    return rules.key_in(signer, manager, scan=scan())


def _child(household: Household) -> Values:
    return {"child_id": household.child.id}


def _record(household: Household) -> Values:
    return {"reference": household.record.reference}


def _paper(household: Household) -> Values:
    return {"reference": household.paper.reference}


def _keyed(household: Household) -> Values:
    return {"reference": household.keyed.reference}


def _acknowledgement(household: Household) -> Values:
    return {"reference": household.acknowledgement.reference}


def _use(household: Household) -> Values:
    return {"child_id": household.child.id, "use": "group_alone"}


def _declaration(household: Household) -> Values:
    return {"reference": household.declaration.reference}


def _concern(household: Household) -> Values:
    return {"reference": household.concern.reference}


def _draft(household: Household) -> Values:
    return {"reference": household.draft.reference}


def _question(household: Household) -> Values:
    return {**_draft(household), "step": "what"}


def _logged(household: Household) -> Values:
    return {"reference": household.logged.reference}


def _step(household: Household) -> Values:
    return {"reference": household.concern.reference, "slug": "acknowledge"}


def _duty(household: Household) -> Values:
    return {"reference": household.concern.reference, "slug": "lado"}


def _action(household: Household) -> Values:
    return {"reference": household.concern.reference, "item": 1}


def _facts(household: Household) -> Values:
    return {"reference": household.concern.reference, "slug": "staff"}


def _evidence(household: Household) -> Values:
    return {"reference": household.concern.reference, "position": 1}


def _waiting(household: Household) -> Values:
    return {"attachment_id": household.waiting.id}


def _round(household: Household) -> Values:
    return {"round_id": household.reminders.id}


def _list(household: Household) -> Values:
    return {"import_id": household.family_list.id}


def _guardianship(household: Household) -> Values:
    return {"child_id": household.child.id, "adult_id": factories.adult_of(household.parent).id}


def _adult(household: Household) -> Values:
    return {"adult_id": factories.adult_of(household.parent).id}


def _reference_of_post(household: Household) -> Values:
    return {"reference": household.post.reference}


def _clearance(household: Household) -> Values:
    return {"reference": household.clearance.reference}


def _hold(household: Household) -> Values:
    return {"hold_id": household.hold.id}


# What belongs to somebody: another family meets 404.
OWNED: dict[str, Callable[[Household], Values]] = {
    "attachments.preview": _waiting,
    "concerns.action": _action,
    "concerns.ask_first": _child,
    "concerns.breach": _concern,
    "concerns.case": _concern,
    "concerns.check": _draft,
    "concerns.delete_draft": _draft,
    "concerns.question": _question,
    "concerns.close": _concern,
    "concerns.duty": _duty,
    "concerns.evidence": lambda household: {**_evidence(household), "page": 1},
    "concerns.own_evidence": lambda household: {**_evidence(household), "page": 1},
    "concerns.facts": _facts,
    "concerns.letter": _concern,
    "concerns.own_letter": _concern,
    "concerns.send_letter": _concern,
    "concerns.teller": _concern,
    "concerns.logged": _logged,
    "concerns.logged_receipt": _logged,
    "concerns.name_subjects": _concern,
    "concerns.original": _evidence,
    "concerns.outcome": _concern,
    "concerns.own_case": _concern,
    "concerns.own_receipt": _concern,
    "concerns.raised": _concern,
    "concerns.record": _concern,
    "concerns.record_pdf": _concern,
    "concerns.redact": _concern,
    "concerns.step": _step,
    "concerns.withdraw": _concern,
    "concerns.step_aside": _concern,
    "consent_notes.lift_hold": _hold,
    "consent_notes.place_hold": _child,
    "consent_paper.key": _paper,
    "consent_paper.scan": lambda household: {**_keyed(household), "page": 1},
    "consent_paper.store": _paper,
    "consent_paper.stored": _keyed,
    "relationships.confirm": _declaration,
    "relationships.end": _declaration,
    "relationships.end_for_them": _declaration,
    "reminders.print_letters": _round,
    "reminders.sent": _round,
    "consent_register.record": _record,
    "consent_register.record_json": _record,
    "consent_register.record_pdf": _record,
    "consents.answer": _child,
    "consents.answer_event": lambda household: {"child_id": household.child.id, "request_id": household.event.id},
    "consents.call_off_event": lambda household: {"request_id": household.event.id},
    "consents.change": _use,
    "consents.event": lambda household: {"request_id": household.event.id},
    "consents.print_event": lambda household: {"request_id": household.event.id},
    "consents.own_answers": _child,
    "posts.of_child": _child,
    "posts.of_child_pdf": _child,
    "consents.read": _child,
    "consents.sign": _child,
    "consents.signed": _record,
    "consents.withdraw": _use,
    "families.add_adult": _child,
    "families.edit_adult": _adult,
    "families.edit_child": _child,
    "families.edit_link": _guardianship,
    "families.remove_adult": _adult,
    "families.remove_child": _child,
    "families.remove_link": _guardianship,
    "families.merge_adults": lambda household: {"adult_id": factories.adult_of(household.parent).id},
    "families.merge_children": _child,
    "families.undo_merge": lambda household: {"fact_id": household.same_person.id},
    "imports.cancel_import": _list,
    "imports.check_responsibility": _list,
    "imports.confirm_import": _list,
    "imports.decide": _list,
    "imports.preview_list": _list,
    "acknowledgements.acknowledged": _acknowledgement,
    "acknowledgements.record": _acknowledgement,
    "acknowledgements.record_pdf": _acknowledgement,
    "acknowledgements.scan": lambda household: {**_acknowledgement(household), "page": 1},
}


def _worker(household: Household) -> Values:
    return {"account_id": household.people[Role.STAFF].id}


# What everyone who works here opens, whoever's child it is: a parent meets 403.
AT_WORK: dict[str, Callable[[Household], Values]] = {
    "acknowledgements.blank_pdf": lambda household: {"slug": "parent-rules"},
    "acknowledgements.key_paper": lambda household: {"slug": "parent-rules"},
    "acknowledgements.register": lambda household: {"slug": "parent-rules"},
    "children.view": _child,
    "clearances.clear_largest": _clearance,
    "clearances.end_designation": lambda household: {"designation_id": PosterDesignation.get().id},
    "clearances.note_adult": lambda household: {
        **_clearance(household),
        "adult_id": household.clearance.adults.get().id,
    },
    "clearances.see": _clearance,
    "clearances.make_link": lambda household: {"adult_id": household.volunteer.id},
    "clearances.note_no": lambda household: {"adult_id": household.volunteer.id},
    "clearances.unlist": lambda household: {"adult_id": household.volunteer.id},
    "posts.record": _clearance,
    "posts.view": _reference_of_post,
    "posts.edit": _reference_of_post,
    "posts.remove": _reference_of_post,
    "posts.cannot": _reference_of_post,
    "posts.report_comment": _reference_of_post,
    "clearances.show": _clearance,
    "consent_notes.confirm_withdrawal": _child,
    "consent_notes.say": _child,
    "consent_notes.withdrawal": _child,
    "group.end_guest": lambda household: {"guest_id": household.guest.id},
    "group.guest": lambda household: {"guest_id": household.guest.id},
    "group.key_guest_paper": lambda household: {"guest_id": household.guest.id},
    "group.make_link": lambda household: {"guest_id": household.guest.id},
    "handlers.object_to": lambda household: {"proposal_id": household.proposal.id},
    "staff.disable": _worker,
    "visitors.end_door": lambda household: {"door_id": household.visit.door_id},
    "visitors.note_left": lambda household: {"visit_id": household.visit.id},
    "staff.enable": _worker,
    "staff.end_sessions": _worker,
    "staff.invite_again": _worker,
    "staff.person": _worker,
    "staff.revoke_invitations": _worker,
    "wording.add_clause": lambda household: {"name": "consent-form"},
    "wording.edit": lambda household: {"name": "consent-form"},
    "wording.edit_clause": lambda household: {"name": "consent-form", "key": "group_alone"},
    "wording.publish": lambda household: {"name": "consent-form"},
    "wording.discard_draft": lambda household: {"name": "consent-form"},
    "wording.change_details": lambda household: {"name": "consent-form"},
}


def _policy(_household: Household) -> Values:
    return {"name": "privacy-notice", "number": 1}


def _invitation(household: Household) -> Values:
    return {"token": invitations.invite(household.parent, channel=Channel.EMAIL, by_id=None).token}


# What a secret in the address opens, or what is nobody's: whoever holds the address may come in, as far as it is theirs
# to use.
OPEN: dict[str, Callable[[Household], Values]] = {
    "accounts.accept_invitation": _invitation,
    "acknowledgements.document": lambda household: {"slug": "parent-rules"},
    "policies.document": lambda household: {"name": "privacy-notice"},
    "policies.file": _policy,
    "policies.history_pdf": lambda household: {"name": "privacy-notice"},
    "policies.version": _policy,
    "policies.version_pdf": _policy,
    "policies.versions": lambda household: {"name": "privacy-notice"},
    "accounts.set_up": lambda household: {"token": invitations.set_up_token()},
    "group.sign_rules": lambda household: {"token": guests.new_link(household.guest, by_id=household.parent.id)},
    "clearances.answer_by_link": lambda household: {"token": adults.new_link(household.volunteer, by=household.parent)},
    "concerns.tracked_evidence": lambda household: {"position": 1},
    "visits.scan": lambda household: {"token": household.visit.door.wall_token},
    "static_files.stylesheet": lambda household: {"digest": static_files.digest},
}

# What stands behind the question mark of an address that says nothing without it.
_DAYS: Values = {"first": "2026-01-01", "last": "2026-01-31"}
ASKED: dict[str, Values] = {
    "photo_list.pdf": {"use": "website"},
    "posts.period_csv": _DAYS,
    "posts.period_pdf": _DAYS,
}

# A GET that writes one line into the audit log, and nothing else (product.md §8.4).
LOGGED_VIEWS = frozenset(
    {
        "concerns.case",
        "concerns.own_letter",
        "concerns.evidence",
        "concerns.own_evidence",
        "concerns.original",
        "concerns.logged_receipt",
        "concerns.own_case",
        "concerns.own_receipt",
        "concerns.record",
        "concerns.record_pdf",
    }
    | {"consent_paper.scan", "consent_register.register_csv", "consent_register.register_pdf", "photo_list.pdf"}
    | {"acknowledgements.owed_csv", "acknowledgements.owed_pdf", "acknowledgements.scan"}
    | {"relationships.register_csv", "relationships.register_pdf"}
    | {"records.complaints_csv", "records.complaints_pdf"}
    | {"posts.of_child_pdf", "posts.period_csv", "posts.period_pdf"}
    | {"visitors.register_csv", "visitors.register_pdf", "visitors.wall_pdf", "acknowledgements.blank_pdf"}
    | {"acknowledgements.record_pdf", "consent_register.record_pdf", "policies.history_pdf", "policies.version_pdf"}
)


@dataclass(frozen=True)
class Way:
    """One method of one route, and what its view declared."""

    endpoint: str
    method: str
    access: Permission | str | None
    arguments: frozenset[str]

    def __str__(self) -> str:
        return f"{self.method} {self.endpoint}"

    @property
    def is_public(self) -> bool:
        return self.access == PUBLIC

    def values(self, household: Household) -> Values:
        """Fill in the address. Raises KeyError for a route that is in neither list above."""
        if not self.arguments:
            return ASKED.get(self.endpoint, {})
        return {**OWNED, **AT_WORK, **OPEN}[self.endpoint](household)

    def is_granted(self, permissions: frozenset[Permission]) -> bool:
        return self.is_public or self.access in permissions


def every_way(app: Flask) -> list[Way]:
    """Return each route once for GET and once for POST, as far as it takes them."""
    return sorted(_ways(app), key=lambda way: (way.endpoint, way.method))


def _ways(app: Flask) -> Iterator[Way]:
    rule: Rule
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            access = getattr(app.view_functions[rule.endpoint], "access", None)
            yield Way(rule.endpoint, method, access, frozenset(rule.arguments))
