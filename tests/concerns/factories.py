"""Concerns of invented people, raised through the real service, and pictures to prove them with."""

import io
from datetime import date, timedelta

from PIL import Image

from portal.accounts.models import Account
from portal.concerns import documents, handling, queries, service
from portal.concerns.duties import Answer, Duty, DutyFact
from portal.concerns.models import Concern, ConcernDuty, ConcernEntry
from portal.concerns.policy import EntryKind, Kind
from portal.concerns.redaction import service as redaction
from portal.foundation import clock
from portal.foundation.tokens import new_reference, new_token
from tests.support.browser import Browser

STORY = "Amira was in a screenshot from the closed group."
# Where a phone says that a picture was taken: the GPS block of its metadata.
_GPS_BLOCK = 0x8825
_LATITUDE_REFERENCE, _LATITUDE = 1, 2


def raise_concern(by: Account | None, *, about: tuple[str, ...] = ("nobody",), **given) -> Concern:
    """Raise a concern as a person does on the page."""
    told = {"kind": Kind.SHARED_IMAGE, "what_happened": STORY, "submission": new_token(), **given}
    return service.raise_concern(service.NewConcern(about=about, **told), by_id=by and by.id)


def received_earlier(concern: Concern, *, days: int) -> Concern:
    """Return the like of a concern as it would be, had it been received some days ago. Facts cannot be changed."""
    on = clock.today() - timedelta(days=days)
    row = dict(concern.__data__, reference=new_reference("CN"), received_on=on, submission=new_token())
    row.pop("id")
    older = Concern.create(**row)
    _copy_people(concern, older)
    ConcernEntry.create(concern=older, kind=EntryKind.RECEIVED, by=concern.raised_by_id, happened_on=on,
                        submission=new_token())  # fmt: skip
    return older


def settle(concern: Concern, by: Account) -> None:
    """Answer and do each duty that is open, so that the concern can be closed: nobody was harmed, nothing got out."""
    for duty in (Duty.TRIAGE, Duty.BREACH):
        record(concern, by, duty, Answer.NO, clock.today())
    for duty in (Duty.DATA_ACKNOWLEDGED, Duty.DATA_OUTCOME):
        record(concern, by, duty, Answer.DONE, clock.today(), how="By letter", text="We spoke to them.")


def record(concern: Concern, by: Account, duty: Duty, answer: Answer, on: date, **more) -> ConcernDuty:
    """Record one duty as a handler does on its page, over whatever was recorded before."""
    before = handling.latest_duty(concern, duty)
    fact = DutyFact(duty, answer, on, **more)
    return handling.record_duty(concern, fact, seen=before.id if before else 0, submission=new_token(), by_id=by.id)


def read_texts(concern: Concern, by: Account) -> None:
    """Look at each text of a concern as a handler does on its page, and hide the names that we know."""
    case = queries.load_case(concern, inside=True, on=clock.today())
    redaction.decide(concern, redaction.free_texts(concern, documents.texts_of(case).met), by_id=by.id)


def _copy_people(concern: Concern, older: Concern) -> None:
    for row in [*concern.subjects, *concern.handlers]:
        values = dict(row.__data__, concern=older.id)
        values.pop("id")
        type(row).create(**values)


def photograph(*, width: int = 64, height: int = 48) -> bytes:
    """Return a JPEG that says where it was taken."""
    exif = Image.Exif()
    exif.get_ifd(_GPS_BLOCK).update({_LATITUDE_REFERENCE: "N", _LATITUDE: (51.0, 30.0, 26.0)})
    to = io.BytesIO()
    Image.new("RGB", (width, height), "#2f6fb3").save(to, "JPEG", exif=exif)
    return to.getvalue()


def has_place(picture: bytes) -> bool:
    """Return whether a picture says where it was taken."""
    return bool(Image.open(io.BytesIO(picture)).getexif().get_ifd(_GPS_BLOCK))


def typed(day: date) -> str:
    """Return a day as people type it."""
    return f"{day.day} {day.month} {day.year}"


def write(browser: Browser, **answers) -> Browser:
    """Answer each question of raising a concern, up to the page on which it is checked; ``about`` lists boxes to tick."""
    told = {"kind": "shared_image", "what_happened": STORY, "reply": "here", **answers}
    browser.post("concerns.raise_concern", {"kind": told["kind"]})
    if browser.heading == "Who is it about?":
        answer_who(browser, told.get("about", ()), other_name=told.get("other_name", ""))
    asked = ("what_happened", "noticed_on", "child", "evidence")
    browser.submit("Go on", {name: told[name] for name in asked if name in told})
    if browser.url.endswith("/what"):
        return browser
    return browser.submit("Check it", {name: told[name] for name in ("reply", "phone", "wish") if name in told})


def answer_who(browser: Browser, about=(), **more) -> Browser:
    """Say whom it is about: these boxes and names, or nobody."""
    if not (about or any(more.values())):
        return browser.submit("Nobody, or not sure")
    return browser.submit("Go on", {"about": list(about), **more})


def tell(browser: Browser, **answers) -> Browser:
    """Raise a concern, page by page."""
    return write(browser, **answers).submit("Send it")
