"""What an inspection pack costs for 100 and 1,000 children, beside the same text on a bare reportlab canvas.

The pack is tagged, with contents and links; the bare pages are lines of text and nothing else. Each child has one adult who signed the form and the rules. Lines read: name value unit.
"""

import io
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def build(children):
    """Return a manager of a setting with this many children, all of whose parents signed."""
    from portal.access.permissions import Role
    from portal.accounts import invitations
    from portal.acknowledgements import service as acknowledgements
    from portal.consents import service as consents
    from portal.consents.policy import Answer
    from portal.families.models import Adult, Child, Guardianship
    from portal.foundation.database import db
    from portal.foundation.tokens import new_token
    from portal.settings import service as settings
    from portal.wording import service as wording
    from portal.wording.policy import DocumentKey

    settings.name_setting("Bench Playgroup", by_id=None)
    wording.publish_default_texts(by_id=None)
    form, text = wording.current(DocumentKey.CONSENT_FORM), wording.current(DocumentKey.PARENT_RULES)
    answers = {use.key: Answer.YES if n % 3 else Answer.NO for n, use in enumerate(form.consent.uses)}
    rules, agreed = (
        wording.get_document(DocumentKey.PARENT_RULES),
        frozenset(rule.key for rule in text.acknowledgement.rules),
    )
    manager = invitations.make_account("Mo", email="mo@example.org", roles=frozenset({Role.MANAGER}), by_id=None)
    with db.atomic():  # one commit: what is measured is the pack, not the disk
        for number in range(children):
            name = f"Parent{number} Surname{number}"
            account = invitations.make_account(
                name, email=f"p{number}@example.org", roles=frozenset({Role.PARENT}), by_id=None
            )
            adult = Adult.create(name=name, email=account.email, account=account)
            child = Child.create(first_name=f"Child{number}", last_name=f"Surname{number}", born_on=date(2022, 1, 1))
            Guardianship.create(child=child, adult=adult, relationship="mother", responsibility="held")
            consents.sign_consent(child, consents.SignedForm(form.id, answers, name, new_token()), by_id=account.id)
            signed = acknowledgements.Signature(text.id, agreed, name, new_token())
            acknowledgements.acknowledge(rules, signed, by_id=account.id)
    return manager


def strings_of(pdf):
    """Return the lines of text on each page of a PDF."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    return [document[number].get_textpage().get_text_range().splitlines() for number in range(len(document))]


def tags_of(pdf):
    """Return how many elements the structure of a PDF has: tables, rows, cells, headings, paragraphs."""
    import pikepdf

    with pikepdf.open(pdf) as document:
        return sum(isinstance(each, pikepdf.Dictionary) and "/S" in each and "/P" in each for each in document.objects)


def bare_canvas_seconds(pages):
    """Return the CPU seconds to draw the same lines with drawString, in the same embedded font."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    fonts = Path(__file__).resolve().parent.parent / "portal" / "pdf" / "fonts"
    pdfmetrics.registerFont(TTFont("Bare", str(next(fonts.glob("*Regular*.ttf")))))
    start = time.process_time()
    canvas = Canvas(io.BytesIO(), pageCompression=1, initialFontName="Bare")
    for lines in pages:
        canvas.setFont("Bare", 9)
        for number, line in enumerate(lines):
            canvas.drawString(50, 800 - 11 * number, line)
        canvas.showPage()
    canvas.save()
    return time.process_time() - start


def measure(children):
    """Print the lines for one size; run in a process of its own, so that the peak is its own."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(PORTAL_ENV="test", PORTAL_INSTANCE=folder, DATABASE_URL=f"sqlite:///{folder}/bench.db")
        from portal import create_app
        from portal.config import Config
        from portal.foundation import clock, migrating
        from portal.records import service
        from portal.records.policy import Period

        app = create_app(Config.from_environment())
        migrating.migrate()
        with app.app_context():
            manager = build(children)
            today = clock.today()
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            start, out = time.process_time(), io.BytesIO()
            pages = service.make_pack(manager, Period(today, today), out, by_id=manager.id)
            seconds = time.process_time() - start
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    floor = bare_canvas_seconds(strings_of(out.getvalue()))
    for name, value, unit in (
        ("seconds", f"{seconds:.2f}", "s"),
        ("pages", pages, "pages"),
        ("per_page", f"{seconds / pages * 1000:.2f}", "ms"),
        ("tags", tags_of(out), "elements"),
        ("peak_memory", f"{peak / 1024:.0f}", "MB"),
        ("peak_memory_above_before", f"{(peak - before) / 1024:.0f}", "MB"),
        ("file", f"{len(out.getvalue()) / 1e6:.2f}", "MB"),
        ("bare_canvas_seconds", f"{floor:.2f}", "s"),
        ("against_bare_canvas", f"{seconds / floor:.2f}", "ratio"),
    ):
        print(f"pack.{children}_children.{name} {value} {unit}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(int(sys.argv[1]))
    else:
        for size in ("100", "1000"):
            subprocess.run([sys.executable, __file__, size], check=True)
