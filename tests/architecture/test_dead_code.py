"""Everything in the portal is used by the portal. Code that only a test calls is dead code with a test."""

import pytest
from flask import Flask

from tests.architecture.dead_code import File, dead, looked_up_in_templates, production_files

# What we set for a framework to read; the reason names who reads it.
SET_FOR_A_FRAMEWORK = {
    "portal/upkeep/server.py will_close",  # waitress: a connection that it closes in its next turn
    "portal/attachments/sandbox.py main",  # worker.py: the process that it starts runs this, by a line of text
    "portal/attachments/pictures.py MAX_IMAGE_PIXELS",  # Pillow: the size at which it refuses to open a picture
    "portal/attachments/pdfs.py AP",  # pikepdf: an entry of a PDF
    "portal/attachments/pdfs.py Subtype",  # pikepdf: an entry of a PDF
    "portal/pdf/engine.py cluster_level",  # HarfBuzz: how letters are told apart that it shapes together
    "portal/pdf/engine.py direction",  # HarfBuzz: from where a text is read
    "portal/attachments/models.py protected",  # append_only.py: read from every model that has it
    "portal/attachments/worker.py cpu",  # child.py: sent to it as JSON
    "portal/attachments/worker.py memory",  # child.py: sent to it as JSON
    "portal/accounts/login.py permanent",  # Flask: the session's cookie outlives the browser
    "portal/accounts/login.py session_protection",  # Flask-Login: off, since devices can be signed out here
    "portal/__init__.py jinja_environment",  # Flask: the class of the environment of templates
    "portal/imports/workbook.py file_size",  # zipfile: how much of a part is read
    "portal/imports/workbook.py StartDoctypeDeclHandler",  # expat: called for a document type
    "portal/imports/workbook.py StartElementHandler",  # expat: called for each element
    "portal/web/csrf.py validate_csrf_token",  # WTForms: whether the token of a form holds
    "portal/web/cookies.py response_class",  # Flask: of every response
    "portal/web/templating.py undefined",  # Jinja: StrictUndefined
    "portal/web/templating.py trim_blocks",  # Jinja
    "portal/web/templating.py lstrip_blocks",  # Jinja
}


def test_everything_in_the_portal_is_used_by_the_portal(app: Flask) -> None:
    found = dead(production_files(), looked_up_in_templates(app.jinja_env))
    new = {what: line for what, line in found.items() if what not in SET_FOR_A_FRAMEWORK}
    assert new == {}, "dead code (file, name and line): delete it, with the tests that only it needs"
    assert SET_FOR_A_FRAMEWORK - found.keys() == set(), "no longer there: take it off SET_FOR_A_FRAMEWORK"


PLANTED = {
    "a function": "def nobody_calls_this():\n    pass\n",
    "a function that calls itself": "def nobody_calls_this():\n    nobody_calls_this()\n",
    "a function named like an attribute": "def nobody_calls_this(it):\n    pass\n\nprint(it.nobody_calls_this)\n",
    "a function named like a local variable": "def nobody_calls_this():\n    pass\n\nnobody_calls_this = 1\n",
    "a class": "class nobody_calls_this:\n    pass\n",
    "a constant": "nobody_calls_this = {}\n",
    "a method": "class Kept:\n    def nobody_calls_this(self):\n        pass\n\nKept()\n",
    "a property": "class Kept:\n    @property\n    def nobody_calls_this(self):\n        return 1\n\nKept()\n",
    "a dataclass's field": "@dataclass\nclass Kept:\n    nobody_calls_this: int\n\nKept(nobody_calls_this=1)\n",
    "a check of a field that is gone": "class Kept(Form):\n    def validate_nobody_calls_this(self):\n        1\n\nKept()\n",
    "an import": "from portal.elsewhere import nobody_calls_this\n",
}


@pytest.mark.parametrize("text", PLANTED.values(), ids=PLANTED.keys())
def test_planted_dead_code_is_found(text: str) -> None:
    found = dead([File("portal/planted.py", text)])
    assert [what.removeprefix("portal/planted.py ").removeprefix("validate_") for what in found] == [
        "nobody_calls_this"
    ]


def test_a_dead_function_is_found_though_another_module_has_one_of_its_name() -> None:
    used = File("portal/used.py", "def withdraw():\n    pass\n")
    caller = File("portal/caller.py", "from portal import used\n\nused.withdraw()\n")
    planted = File("portal/planted.py", "def withdraw():\n    pass\n")
    assert dead([used, caller, planted]) == {"portal/planted.py withdraw": 1}


ALIVE = {
    "a view": '@blueprint.get("/")\ndef index():\n    pass\n',
    "a command": '@group.command("tidy")\ndef tidy():\n    pass\n',
    "a check of a field": "class Kept(Form):\n    day = Date()\n    def validate_day(self):\n        1\n\nKept().day\n",
    "an option of peewee": "class Kept(Model):\n    class Meta:\n        indexes = ()\n\nKept()\n",
    "a member of an enum": 'class Kept(StrEnum):\n    ONE = "one"\n\nKept("one")\n',
    "what a template looks up": "class Kept:\n    @property\n    def seen(self):\n        return 1\n\nKept()\n",
    "an entry point": 'def served():\n    pass\n\nrun("portal.planted:served")\n',
    "a type in quotes": 'def asked(it: "Kept"):\n    return it\n\nclass Kept:\n    pass\n\nasked(1)\n',
}


@pytest.mark.parametrize("text", ALIVE.values(), ids=ALIVE.keys())
def test_what_a_framework_or_a_template_uses_is_not_dead(app: Flask, text: str) -> None:
    looked_up = looked_up_in_templates(app.jinja_env, ["{{ one.seen }}"])
    assert dead([File("portal/planted.py", text)], looked_up) == {}


def test_templates_are_read_as_code(app: Flask) -> None:
    text = '{{ a.b["c"] }}{% for x in y|selectattr("d.e")|sort(attribute="f") %}{{ "g" }}{% endfor %}'
    assert looked_up_in_templates(app.jinja_env, [text]) == {"b", "c", "d", "e", "f"}
