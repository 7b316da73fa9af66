"""The catalogue that translators work from holds exactly what the portal says."""

import ast
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from tests.architecture.sources import PORTAL, TEMPLATES, sources

TRANSLATIONS = PORTAL / "translations"
POT = TRANSLATIONS / "messages.pot"
# Our own names for “this is a sentence”, besides gettext’s.
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None, "mark": None}
HINT = "run: make translations"
Key = tuple[str, ...]


@cache
def spoken() -> frozenset[Key]:
    """Return each sentence of the sources; a plural comes with both its forms."""
    with (TRANSLATIONS / "babel.cfg").open() as config:
        methods, options = parse_mapping_cfg(config)
    return frozenset(
        key_of(message)
        for folder in (PORTAL, TEMPLATES)
        for _, _, message, _, _ in extract_from_dir(folder, methods, options, KEYWORDS)
    )


def key_of(message: str | tuple[str, ...] | list[str]) -> Key:
    return (message,) if isinstance(message, str) else tuple(message)


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def test_the_catalogue_holds_what_the_portal_says() -> None:
    written = {key_of(message.id) for message in catalogue(POT) if message.id}
    said = spoken()
    assert sorted(said - written) == [], f"not in the catalogue; {HINT}"
    assert sorted(written - said) == [], f"nobody says this any more; {HINT}"


def test_a_sentence_is_found_in_code_forms_and_templates() -> None:
    said = spoken()
    assert ("signed a consent form",) in said, "mark() in events"
    assert ("Password",) in said, "_l() in forms"
    assert ("We cannot find that page",) in said, "_() in templates"


def test_no_sentence_is_put_together_before_it_is_translated() -> None:
    """An f-string inside ``_()`` has a different text each time, so no translation is ever found for it."""
    wrong = [
        f"{source.name}:{node.lineno}"
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"_", *KEYWORDS} and node.args
        if isinstance(node.args[0], ast.JoinedStr | ast.BinOp | ast.Call)
    ]
    assert wrong == []


def test_translations_fit_their_sentences() -> None:
    """A translation names the same placeholders as its sentence, or the page would break in that language."""
    faults = [
        f"{path.parent.parent.name}: {message.id!r}: {fault}"
        for path in TRANSLATIONS.glob("*/LC_MESSAGES/*.po")
        for message, problems in catalogue(path).check()
        for fault in problems
    ]
    assert faults == []
