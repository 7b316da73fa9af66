"""Each template compiles, is used, trusts nothing that people typed, and can be translated whole."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

from portal.web import errors
from tests.architecture.sources import sources, template_name, templates

PAGES = [path for path in templates() if path.suffix == ".html"]
LETTERS = re.compile(r"[^\W\d_]{2,}")
HANDLER = re.compile(r"""\son[a-z]+\s*=""", re.IGNORECASE)
# Attributes whose value a person reads or hears.
SPOKEN = re.compile(r"""\s(?:alt|title|placeholder|aria-label|label)="([^"{]*)\"""")
TAGS = re.compile(r"<!doctype[^>]*>|<!--.*?-->|<[^<>]*>|&[a-z#0-9]+;", re.DOTALL | re.IGNORECASE)
# Words in a template that no language changes.
SAME_IN_EVERY_LANGUAGE = {"KB", "MB", "PDF", "SHA", "CSV", "ZIP"}
REFERENCE = re.compile(r"\b[A-Z0-9]{1,4}(?:-[A-Z0-9]{3,4})+\b")
ATTRIBUTE = re.compile(r"""[\w-]+="[^"]*\"""")
EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
# Blocks that hold a class and not words.
NO_WORDS = {"kind"}
# An error chooses its page by its number.
CHOSEN_BY_NUMBER = re.compile(r"errors/\d{3}\.html")


@pytest.mark.parametrize("path", templates(), ids=template_name)
def test_a_template_compiles(app: Flask, path: Path) -> None:
    app.jinja_env.get_template(template_name(path))


def test_every_template_is_used(app: Flask) -> None:
    used = set(named_in_python()) | {name for path in templates() for name in named_in_template(app, path)}
    unused = {template_name(path) for path in templates()} - used
    assert {name for name in unused if not CHOSEN_BY_NUMBER.fullmatch(name)} == set()


def test_every_template_that_is_named_exists() -> None:
    assert set(named_in_python()) - {template_name(path) for path in templates()} == set()


def test_every_error_has_its_page() -> None:
    assert {f"errors/{code}.html" for code in errors.PAGES} - {template_name(path) for path in templates()} == set()


def named_in_python() -> Iterator[str]:
    """Return each ``"folder/name.html"`` in the code, and each ``"folder/name"`` that mail makes a text of."""
    for source in sources():
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if node.value.endswith((".html", ".txt")) and "/" in node.value:
                    yield node.value
                elif re.fullmatch(r"[a-z_]+/[a-z_]+", node.value):
                    name = f"emails/{node.value}.txt"
                    if name in {template_name(path) for path in templates()}:
                        yield name


def named_in_template(app: Flask, path: Path) -> Iterator[str]:
    tree = app.jinja_env.parse(path.read_text())
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        yield from (constant.value for constant in [node.template, *node.template.find_all(nodes.Const)]
                    if isinstance(constant, nodes.Const) and isinstance(constant.value, str))  # fmt: skip


@pytest.mark.parametrize("path", PAGES, ids=template_name)
def test_a_template_trusts_nothing_that_people_typed(app: Flask, path: Path) -> None:
    """``|safe`` is for markup that stands in the template itself, never for a value."""
    tree = app.jinja_env.parse(path.read_text())
    trusted = [node for node in tree.find_all(nodes.Filter) if node.name == "safe" and not is_own_markup(node.node)]
    assert [f"line {node.lineno}" for node in trusted] == []
    assert list(tree.find_all(nodes.ScopedEvalContextModifier)) == [], "autoescape is switched off"


def is_own_markup(node: nodes.Node | None) -> bool:
    return isinstance(node, nodes.Const | nodes.TemplateData)


@pytest.mark.parametrize("path", PAGES, ids=template_name)
def test_a_template_holds_no_script_and_no_style(path: Path) -> None:
    text = EXPRESSION.sub("", path.read_text())
    assert not HANDLER.search(text)
    assert " style=" not in text
    assert "<style" not in text
    assert "javascript:" not in text
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", path.read_text()))


@pytest.mark.parametrize("path", PAGES, ids=template_name)
def test_every_sentence_can_be_translated(app: Flask, path: Path) -> None:
    assert list(untranslated(app, path.read_text())) == []


def untranslated(app: Flask, text: str) -> Iterator[str]:
    """Return words that stand in the markup itself, outside ``_()``."""
    whole = "".join(part.data if isinstance(part, nodes.TemplateData) else "{}" for part in pieces(app, text))
    for spoken in SPOKEN.findall(whole):
        yield from words_of(spoken)
    for words in ATTRIBUTE.sub("", TAGS.sub("\n", whole)).splitlines():
        yield from words_of(REFERENCE.sub("", words))


def pieces(app: Flask, text: str) -> Iterator[nodes.Node]:
    """Return the template's own text and, as a gap, each expression, in the order in which they stand."""
    tree = app.jinja_env.parse(text)
    silent = {id(part) for block in tree.find_all(nodes.Block) if block.name in NO_WORDS
              for output in block.find_all(nodes.Output) for part in output.nodes}  # fmt: skip
    for output in tree.find_all(nodes.Output):
        yield from (part for part in output.nodes if id(part) not in silent)


def words_of(text: str) -> Iterator[str]:
    if set(LETTERS.findall(text)) - SAME_IN_EVERY_LANGUAGE:
        yield text.strip()


def test_the_search_for_sentences_finds_what_it_looks_for(app: Flask) -> None:
    assert list(untranslated(app, '<p class="quiet">Hello {{ name }}</p>')) == ["Hello {}"]
    assert list(untranslated(app, '<img src="a.png" alt="A swallow">')) == ["A swallow"]
    assert list(untranslated(app, '<p>{{ _("Hello") }} – 3 MB &nbsp;</p><br>')) == []
