"""What an inspection pack costs for 100 and 1,000 children, and how that grows; beside it, others drawing the same.

Each child has one adult who signed the form and the rules. WeasyPrint, typst and Chromium, where they are installed, set
the same headings, paragraphs and tables on pages of the same size, tagged as ours are (PDF/UA-1; Chromium its own way).
What each does once, to start and to load fonts and templates, is left out for all alike, so that what is compared is
the cost of a further page: theirs is half of what three packs in one file cost above one; ours is a second pack in the
same process, without reading the records from the database, since theirs is written out for them, but with its sentences,
its fonts, its seal and the note that it was made. "first_seconds" is the whole job with all that is loaded once,
"seconds" the whole job after it, "pdf_seconds" what is compared. A bare reportlab canvas draws the lines of text alone,
without tags, tables or seal. Lines read: name value unit.
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
FONTS = Path(__file__).resolve().parent.parent / "portal" / "pdf" / "fonts"

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

    pdfmetrics.registerFont(TTFont("Bare", str(next(FONTS.glob("*Regular*.ttf")))))
    start = time.process_time()
    canvas = Canvas(io.BytesIO(), pageCompression=1, initialFontName="Bare")
    for lines in pages:
        canvas.setFont("Bare", 9)
        for number, line in enumerate(lines):
            canvas.drawString(50, 800 - 11 * number, line)
        canvas.showPage()
    canvas.save()
    return time.process_time() - start


def heard(blocks):
    """Return a kind of Document that also notes what is drawn: a tuple of what it is, and its content."""
    from contextlib import contextmanager

    from portal.pdf import Document

    class Heard(Document):
        def heading(self, text, *, level=1, in_contents=False):
            blocks.append(("heading", level, text))
            super().heading(text, level=level, in_contents=in_contents)

        def paragraph(self, text, **options):
            blocks.append(("paragraph", text))
            super().paragraph(text, **options)

        def facts(self, pairs):
            blocks.append(("table", (), [list(pair) for pair in pairs], (0.4, 0.6)))
            super().facts(pairs)

        def table(self, headings, rows, *, widths=(), **options):
            rows = [list(row) for row in rows]
            blocks.append(("table", list(headings), rows, tuple(widths) or (1,) * len(headings)))
            super().table(headings, rows, widths=widths, **options)

        @contextmanager
        def landscape(self):
            blocks.append(("turned", True))
            with super().landscape():
                yield
            blocks.append(("turned", False))

    return Heard


def peers():
    """Return by name what turns a file into a tagged PDF, for those programs that are installed."""
    found = {}
    if importlib.util.find_spec("weasyprint"):
        tagged = ["--pdf-variant", "pdf/ua-1"]
        found["weasyprint"] = lambda page, to: [sys.executable, "-m", "weasyprint", *tagged, page, to]
    if typst := shutil.which("typst"):
        found["typst"] = lambda page, to: [typst, "compile", "--pdf-standard", "ua-1", page, to]
    if chromium := shutil.which("chromium"):
        quiet = [chromium, "--headless", "--no-sandbox", "--disable-dev-shm-usage", "--no-pdf-header-footer"]
        found["chromium"] = lambda page, to: [*quiet, f"--print-to-pdf={to}", f"file://{page}"]
    return found


def as_html(blocks):
    """Return what was heard as a page with the same tables."""
    font = next(FONTS.glob("*Regular*.ttf"))
    style = (
        f"@font-face{{font-family:Own;src:url(file://{font})}}@page{{size:A4;margin:18mm}}@page t{{size:A4 landscape}}"
        ".t{page:t}body{font:9pt Own}table{width:100%;border-collapse:collapse;table-layout:fixed}"
        "td,th{text-align:left;vertical-align:top;border-bottom:1px solid}"
    )
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>Pack</title><style>{style}</style><div>"
        + "".join(map(_html_of, blocks))
        + "</div></html>"
    )


def _html_of(block):
    match block:
        case "heading", level, text:
            return f"<h{level}>{html.escape(text)}</h{level}>"
        case "paragraph", text:
            return f"<p>{html.escape(text)}</p>"
        case "turned", is_turned:
            return "</div><div class=t>" if is_turned else "</div><div>"
        case _, headings, rows, widths:
            columns = "".join(f"<col style='width:{100 * width / sum(widths):.2f}%'>" for width in widths)
            head = "".join(f"<th scope=col>{html.escape(text)}</th>" for text in headings)
            lines = [
                f"<th scope=row>{html.escape(row[0])}</th>"
                + "".join(f"<td>{html.escape(text)}</td>" for text in row[1:])
                for row in rows
            ]
            body = "".join(f"<tr>{line}</tr>" for line in lines)
            return f"<table><colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def as_typst(blocks):
    """Return what was heard as a source of typst with the same tables."""
    lines, depth = ['#set document(title: "Pack")', '#set page(paper: "a4", margin: 18mm)', "#set text(size: 9pt)"], 0
    for block in blocks:
        match block:
            case "heading", level, text:
                depth = min(level, depth + 1)  # no level may be left out
                lines.append(f"#heading(level: {depth}, {_quoted(text)})")
            case "paragraph", text:
                lines.append(f"#par({_quoted(text)})")
            case "turned", is_turned:
                lines.append(f"#set page(flipped: {str(is_turned).lower()})")
            case _, headings, rows, widths:
                columns = ", ".join(f"{width}fr" for width in widths)
                head = f"table.header({', '.join(map(_quoted, headings))})," if headings else ""
                cells = ", ".join(_quoted(text) for row in rows for text in row)
                lines.append(f"#table(columns: ({columns}), stroke: none, {head} {cells})")
    return "\n".join(lines) + "\n"


def _quoted(text):
    return json.dumps(text, ensure_ascii=False)


def peer_seconds(text, command, suffix):
    """Return the CPU seconds, those of children included, in which a program makes a PDF of a text, and its pages."""
    import pypdfium2

    with tempfile.TemporaryDirectory() as folder:
        page, to = Path(folder, f"pack.{suffix}"), Path(folder, "pack.pdf")
        page.write_text(text)
        before = os.times()
        subprocess.run(command(str(page), str(to)), check=True, capture_output=True)
        after = os.times()
        pages = len(pypdfium2.PdfDocument(to.read_bytes()))
    return after.children_user + after.children_system - before.children_user - before.children_system, pages


def measure_peers(children, blocks, drawn):
    """Print how many times longer each program takes for the same than the pack took, or that it is missing."""
    installed = peers()
    for name in ("weasyprint", "typst", "chromium"):
        label = f"pack.{children}_children.{name}"
        if name not in installed:
            print(f"{label} 0 not-installed")
            continue
        made, suffix = (as_typst, "typ") if name == "typst" else (as_html, "html")
        once, pages = peer_seconds(made(blocks), installed[name], suffix)
        thrice, _ = peer_seconds(made(blocks * 3), installed[name], suffix)
        took = (thrice - once) / 2
        print(f"{label}_first_seconds {once:.2f} s")
        print(f"{label}_seconds {took:.2f} s")
        print(f"{label}_pages {pages} pages")
        print(f"pack.{children}_children.against_{name} {took / drawn:.2f} ratio")


def measure(children):
    """Print the lines for one size; run in a process of its own, so that the peak is its own."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(PORTAL_ENV="test", PORTAL_INSTANCE=folder, DATABASE_URL=f"sqlite:///{folder}/bench.db")
        from portal import create_app
        from portal.config import Config
        from portal.foundation import clock, migrating
        from portal.records import service
        from portal.records.policy import Period
        from portal.settings import paper
        from portal.upkeep import warmup

        app = create_app(Config.from_environment())
        migrating.migrate()
        with app.app_context():
            manager = build(children)
            warmup.warm(app)  # as the server does when it starts
            today = clock.today()
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            taken = []
            for _ in range(2):
                start, out = time.process_time(), io.BytesIO()
                pages = service.make_pack(manager, Period(today, today), out, by_id=manager.id)
                taken.append(time.process_time() - start)
            first, seconds = taken
            start = time.process_time()
            service.gather(manager, Period(today, today))
            drawn = seconds - (time.process_time() - start)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            paper.Document = heard(blocks := [])
            service.make_pack(manager, Period(today, today), io.BytesIO(), by_id=manager.id)
    lines = strings_of(out.getvalue())
    floor = bare_canvas_seconds(lines)
    for name, value, unit in (
        ("first_seconds", f"{first:.2f}", "s"),
        ("seconds", f"{seconds:.2f}", "s"),
        ("pages", pages, "pages"),
        ("pdf_seconds", f"{drawn:.2f}", "s"),
        ("per_page", f"{drawn / pages * 1000:.2f}", "ms"),
        ("tags", tags_of(out), "elements"),
        ("peak_memory", f"{peak / 1024:.0f}", "MB"),
        ("peak_memory_above_before", f"{(peak - before) / 1024:.0f}", "MB"),
        ("file", f"{len(out.getvalue()) / 1e6:.2f}", "MB"),
        ("bare_canvas_seconds", f"{floor:.2f}", "s"),
        ("against_bare_canvas", f"{drawn / floor:.2f}", "ratio"),
    ):
        print(f"pack.{children}_children.{name} {value} {unit}")
    if children <= PEERS_UP_TO:
        measure_peers(children, blocks, drawn)


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
