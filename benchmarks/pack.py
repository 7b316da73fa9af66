"""What an inspection pack costs for 100 and 1,000 children, and how that grows; beside it, others drawing its lines.

The pack is tagged, with contents and links; the others draw lines of text and nothing else. Each child has one adult
who signed the form and the rules. The same lines of text, page by page, are drawn by a bare reportlab canvas, and by
WeasyPrint, typst and Chromium where they are installed. Lines read: name value unit.
"""

import html
import importlib.util
import io
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

PEERS_UP_TO = 100  # children: the others take minutes for more

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


def peers():
    """Return by name what turns a file of these lines into a PDF, for those programs that are installed."""
    found = {}
    if importlib.util.find_spec("weasyprint"):
        found["weasyprint"] = lambda page, to: [sys.executable, "-m", "weasyprint", page, to]
    if typst := shutil.which("typst"):
        found["typst"] = lambda page, to: [typst, "compile", page, to]
    if chromium := shutil.which("chromium"):
        quiet = [chromium, "--headless", "--no-sandbox", "--disable-dev-shm-usage", "--no-pdf-header-footer"]
        found["chromium"] = lambda page, to: [*quiet, f"--print-to-pdf={to}", f"file://{page}"]
    return found


def as_html(pages):
    drawn = "".join(f"<pre>{html.escape(chr(10).join(lines))}</pre>" for lines in pages)
    style = "@page{size:A4}pre{page-break-after:always;font:9pt sans-serif;white-space:pre-wrap}"
    return f"<!doctype html><meta charset=utf-8><title>Pack</title><style>{style}</style>{drawn}"


def as_typst(pages):
    drawn = "\n#pagebreak()\n".join(f"#raw({json.dumps(chr(10).join(lines), ensure_ascii=False)})" for lines in pages)
    return f'#set page(paper: "a4")\n#set text(size: 9pt)\n{drawn}\n'


def peer_seconds(pages, command, suffix, text):
    """Return the CPU seconds, those of children included, in which a program draws the same lines."""
    with tempfile.TemporaryDirectory() as folder:
        page, to = Path(folder, f"pack.{suffix}"), Path(folder, "pack.pdf")
        page.write_text(text)
        before = os.times()
        subprocess.run(command(str(page), str(to)), check=True, capture_output=True)
        after = os.times()
        assert to.stat().st_size > 0
    return after.children_user + after.children_system - before.children_user - before.children_system


def measure_peers(children, pages, seconds):
    """Print how many times longer each program takes for the same lines than the pack took, or that it is missing."""
    installed = peers()
    for name in ("weasyprint", "typst", "chromium"):
        if name not in installed:
            print(f"pack.{children}_children.against_{name} 0 not-installed")
            continue
        is_typst = name == "typst"
        text = as_typst(pages) if is_typst else as_html(pages)
        took = peer_seconds(pages, installed[name], "typ" if is_typst else "html", text)
        print(f"pack.{children}_children.{name}_seconds {took:.2f} s")
        print(f"pack.{children}_children.against_{name} {took / seconds:.2f} ratio")


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
    lines = strings_of(out.getvalue())
    floor = bare_canvas_seconds(lines)
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
    if children <= PEERS_UP_TO:
        measure_peers(children, lines, seconds)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(int(sys.argv[1]))
    else:
        took = []
        for size in (100, 1_000):
            run = subprocess.run([sys.executable, __file__, str(size)], check=True, capture_output=True, text=True)
            print(run.stdout, end="")
            took.append(float(re.search(r"children\.seconds (\S+)", run.stdout)[1]) / size)
        print(f"pack.per_child_at_1000_against_100 {took[1] / took[0]:.2f} ratio")
