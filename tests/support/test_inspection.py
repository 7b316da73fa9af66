"""The inspection of pages finds each fault that it looks for, and lets a good page pass."""

import re

import pytest
from lxml import html

from tests.support.forms import NoSuchThing, fill, find_form
from tests.support.inspection import PageFault, inspect, words

GOOD = """<!doctype html><html lang="en-GB"><head><title>Sign in – Portal</title></head><body><main><h1>Sign in</h1>
<form method="post" action="/x"><input type="hidden" name="csrf_token" value="t">
<label for="name">Name</label><input id="name" name="name" value="Ada">
<fieldset><legend>Colour</legend><input type="radio" id="c1" name="colour" value="red" checked><label for="c1">Red</label>
<input type="radio" id="c2" name="colour" value="blue"><label for="c2">Blue</label></fieldset>
<label><input type="checkbox" name="agreed" value="y"> I agree</label>
<label for="many">Days</label><select id="many" name="days" multiple><option>Mon</option><option selected>Tue</option></select>
<label for="text">Text</label><textarea id="text" name="text">
first
second</textarea>
<label for="file">File</label><input id="file" type="file" name="file">
<button>Send</button></form></main></body></html>"""

FAULTS = {
    "says no language": ('<html lang="en-GB">', "<html>"),
    "one h1 expected": ("</h1>", "</h1><h1>More</h1>"),
    "does not start with the h1": ("<title>Sign in", "<title>Welcome"),
    "used 2 times": ('id="c2"', 'id="c1"'),
    "has no label": ('<label for="name">Name</label>', ""),
    "no fieldset with a legend": ("<legend>Colour</legend>", ""),
    "is tied to no field": ("<fieldset>", '<p class="field__error" id="name-error">Enter a name</p><fieldset>'),
    "is not in the summary": ("<fieldset>", '<p class="field__error" id="name-error">Enter a name</p><fieldset>'),
    "does not say why": ('name="name"', 'name="name" aria-invalid="true"'),
    "points at nothing": ('name="name"', 'name="name" aria-describedby="nowhere"'),
    "a button has no text": ("Send</button>", "</button>"),
    "has no text": ("<button>", '<a href="/y"></a><button>'),
    "has no alt": ("<button>", '<img src="/a.png"><button>'),
    "has no action": ('action="/x"', 'action=""'),
    "carries no token": ('name="csrf_token"', 'name="other"'),
    "an inline style": ("<button>", '<button style="color:red">'),
    "an inline onclick": ("<button>", '<button onclick="go()">'),
    "an inline script": ("<button>", "<script>go()</script><button>"),
    "is not a local address": ("<button>", '<img alt="" src="https://example.org/a.png"><button>'),
    "//example.org": ("<button>", '<img alt="" src="//example.org/a.png"><button>'),
    "runs something": ("<button>", '<a href="javascript:go()">Go</a><button>'),
    "has no caption": ("<button>", "<table><tr><th>A</th></tr></table><button>"),
    "has no heading cells": ("<button>", "<table><caption>A</caption><tr><td>A</td></tr></table><button>"),
    "“None” leaks": ("<button>", "<p>Born on None</p><button>"),
    "leaks into “l'Yes'": ("<button>", "<p>l'Yes'</p><button>"),
    "“{{” leaks": ("<button>", "<p>{{ name</p><button>"),
    "“%(name)s” leaks": ("<button>", "<p>Hello %(name)s</p><button>"),
    "“Undefined” leaks": ("<button>", "<p>Undefined</p><button>"),
    "“<portal.Child object” leaks": ("<button>", "<p>&lt;portal.Child object at 0x7f&gt;</p><button>"),
    'href=“/children/None”': ("<button>", '<a href="/children/None">Child</a><button>'),
    'value=“None”': ('value="Ada"', 'value="None"'),
}  # fmt: skip


def test_a_good_page_passes() -> None:
    inspect(GOOD, "here")


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found(fault: str) -> None:
    good, bad = FAULTS[fault]
    assert good in GOOD
    with pytest.raises(PageFault, match=re.escape(fault)):
        inspect(GOOD.replace(good, bad, 1), "here")


def filled(**answers: object) -> list[tuple[str, object]]:
    form = find_form(html.document_fromstring(GOOD), "Send")
    return [(name, value) for name, value in fill(form, answers, button="Send", url="/").pairs if name != "file"]


def test_a_form_is_sent_with_what_the_page_holds() -> None:
    assert filled() == [
        ("csrf_token", "t"), ("name", "Ada"), ("colour", "red"), ("days", "Tue"), ("text", "first\r\nsecond"),
    ]  # fmt: skip


def test_answers_lie_on_top() -> None:
    assert filled(name="Bea", colour="blue", agreed=True, days=["Mon", "Tue"], text="") == [
        ("csrf_token", "t"), ("name", "Bea"), ("colour", "blue"), ("agreed", "y"), ("days", "Mon"), ("days", "Tue"),
        ("text", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("answers", [{"age": "3"}, {"colour": "green"}, {"csrf_token": "x"}, {"days": ["Sun"]}])
def test_what_the_form_does_not_offer_cannot_be_answered(answers: dict[str, object]) -> None:
    with pytest.raises(NoSuchThing):
        filled(**answers)


def test_hidden_text_is_not_read() -> None:
    page = html.document_fromstring(
        "<body><p>One<b>two</b></p><p hidden>three</p><p>four</p><script>five</script></body>"
    )
    assert words(page) == "Onetwo four"
