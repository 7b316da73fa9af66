"""Finds what no part of the running portal uses: vulture by name, and whatever stands at the top of a module by import.

A name in a test or in a benchmark is no use. Templates are read as code: what they look up counts.
"""

import ast
import importlib
import inspect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, cached_property

from jinja2 import Environment, nodes
from vulture import Vulture
from vulture.utils import get_decorator_name

from tests.architecture.sources import PORTAL, ROOT, Function, sources, templates

# What registers a function with Flask or click, which call it from then on.
REGISTERED = [
    "@*.get",
    "@*.post",
    "@*.route",
    "@*.command",
    "@*.context_processor",
    "@*.before_request",
    "@*.after_request",
]
# Filters of Jinja whose argument names an attribute.
BY_ATTRIBUTE = {"map", "selectattr", "rejectattr", "sort", "groupby", "sum", "unique", "min", "max", "attr"}
ENTRY_POINT = re.compile(r"([\w.]+):(\w+)")


@dataclass(frozen=True)
class File:
    """One file by its path from the root, with every node of its tree."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        return tuple(ast.walk(self.tree))

    @property
    def module(self) -> str:
        return self.path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Every text in the code."""
        return tuple(n.value for n in self.nodes if isinstance(n, ast.Constant) and isinstance(n.value, str))

    @cached_property
    def quoted_names(self) -> frozenset[str]:
        """Names in annotations that stand in quotes."""
        annotations = [getattr(node, "annotation", None) or getattr(node, "returns", None) for node in self.nodes]
        parts = [
            part for annotation in annotations if isinstance(annotation, ast.expr) for part in ast.walk(annotation)
        ]
        texts = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        return frozenset(name for text in texts for name in re.findall(r"\w+", text))

    @cached_property
    def modules(self) -> dict[str, str]:
        """By which name the file knows which module; that it lists other imports too does no harm."""
        imports = [node for node in self.nodes if isinstance(node, ast.ImportFrom)]
        return {alias.asname or alias.name: f"{node.module}.{alias.name}" for node in imports for alias in node.names}


def production_files() -> list[File]:
    """Return the portal with its migrations, which call it too, and what a server starts."""
    paths = sorted([*PORTAL.rglob("*.py"), ROOT / "wsgi.py"])
    return [File(path.relative_to(ROOT).as_posix(), path.read_text()) for path in paths]


def looked_up_in_templates(environment: Environment, texts: Iterable[str] | None = None) -> frozenset[str]:
    """Return the name of every attribute that ``texts``, by default all templates, look up."""
    found: set[str] = set()
    for text in [path.read_text() for path in templates()] if texts is None else texts:
        tree = environment.parse(text)
        found |= {node.attr for node in tree.find_all(nodes.Getattr)}
        constants = [node.arg for node in tree.find_all(nodes.Getitem)]
        for node in tree.find_all(nodes.Filter):
            if node.name in BY_ATTRIBUTE:
                constants += [*node.args[:1], *(word.value for word in node.kwargs)]
        values = [node.value for node in constants if isinstance(node, nodes.Const)]
        found |= {part for value in values if isinstance(value, str) for part in value.split(".")}
    return frozenset(found)


def dead(files: list[File], looked_up: frozenset[str] = frozenset()) -> dict[str, int]:
    """Return ``portal/file.py name`` and the line of everything that nothing uses."""
    found = dict(_by_name(files, looked_up)) | dict(_by_import(files, looked_up))
    # Migrations are frozen: they keep whole tables of which they read a part.
    return {what: line for what, line in sorted(found.items()) if not what.startswith("portal/migrations/")}


def _by_name(files: list[File], looked_up: frozenset[str]) -> Iterator[tuple[str, int]]:
    """What vulture finds, less what a framework reads."""
    search, by_path = Vulture(ignore_decorators=REGISTERED), {file.path: file for file in files}
    for file in files:
        search.scan(file.text, file.path)
        search.used_names |= file.quoted_names | {name for _, name in _entry_points(file)}
        if file.name == "events.py":  # the audit log writes down each of their fields
            search.used_names |= {getattr(n.target, "id", "") for n in file.nodes if isinstance(n, ast.AnnAssign)}
    search.used_names |= looked_up
    for item in search.get_unused_code():
        file = by_path[item.filename.as_posix()]
        if not _is_read_by_a_framework(file, item.name, item.first_lineno):
            yield f"{file.path} {item.name}", item.first_lineno


def _entry_points(file: File) -> Iterator[tuple[str, str]]:
    """Return module and name of what a text such as ``"wsgi:served"`` starts."""
    found = (ENTRY_POINT.fullmatch(text) for text in file.texts)
    yield from ((at.group(1), at.group(2)) for at in found if at)


def _is_read_by_a_framework(file: File, name: str, line: int) -> bool:
    around = [n for n in file.nodes if isinstance(n, ast.ClassDef) and n.lineno <= line <= (n.end_lineno or line)]
    holder = max(around, key=lambda node: node.lineno, default=None)
    if holder is None:
        return False
    if holder.name == "Meta":  # the options of peewee and of wtforms
        return True
    if any(ast.unparse(base).endswith("Enum") for base in holder.bases):  # read by value, listed by iteration
        return True
    if file.name == "models.py" and _is_column(holder, name):  # only a migration may drop one
        return True
    if name.startswith("validate_"):  # wtforms calls it for the field of that name
        stored = {node.id for node in file.nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        return name.removeprefix("validate_") in stored
    return (file.module, holder.name, name) in framework_hooks()


def _is_column(holder: ast.ClassDef, name: str) -> bool:
    made = [node for node in holder.body if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)]
    return any(getattr(target, "id", "") == name for node in made for target in node.targets)


@cache
def framework_hooks() -> frozenset[tuple[str, str, str]]:
    """Return module, class and name of whatever overrides something that a framework's own class defines."""
    found = set()
    for source in sources():
        module = importlib.import_module(source.module)
        for own in [value for value in vars(module).values() if inspect.isclass(value)]:
            if own.__module__ == source.module:
                theirs = [vars(base) for base in own.__mro__ if not base.__module__.startswith("portal")]
                names = [name for name in vars(own) if any(name in base for base in theirs)]
                found |= {(source.module, own.__name__, name) for name in names}
    return frozenset(found)


def _by_import(files: list[File], looked_up: frozenset[str]) -> Iterator[tuple[str, int]]:
    """What stands at the top of a module and is used neither elsewhere in it nor by whoever imports it.

    vulture takes ``ruling.may_show`` for a use of every ``may_show`` there is. Here only ``policy.may_show`` is one,
    and a call of itself is none.
    """
    taken = {pair for file in files for pair in [*_taken_from_modules(file), *_entry_points(file)]}
    shown = {module for file in files for module in _handed_to_templates(file)}
    for file in files:
        read = {id(statement): _names_read(statement) for statement in file.tree.body}
        for name, statement in _tops(file.tree):
            if name.startswith("__") or (file.module, name) in taken or _is_registered(statement):
                continue
            elsewhere = any(name in names for which, names in read.items() if which != id(statement))
            if not elsewhere and name not in file.quoted_names and not (file.module in shown and name in looked_up):
                yield f"{file.path} {name}", statement.lineno


def _tops(tree: ast.Module) -> Iterator[tuple[str, ast.stmt]]:
    for node in tree.body:
        if isinstance(node, Function | ast.ClassDef):
            yield node.name, node
        elif isinstance(node, ast.ImportFrom):  # for those that __all__ hands on; ruff finds the others
            yield from ((alias.asname or alias.name, node) for alias in node.names)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                yield from ((name.id, node) for name in ast.walk(target) if isinstance(name, ast.Name))


def _names_read(statement: ast.stmt) -> frozenset[str]:
    names = (node for node in ast.walk(statement) if isinstance(node, ast.Name))
    return frozenset(name.id for name in names if isinstance(name.ctx, ast.Load))


def _is_registered(statement: ast.stmt) -> bool:
    marks = [get_decorator_name(mark) for mark in getattr(statement, "decorator_list", ())]
    return any(fnmatchcase(mark, pattern) for mark in marks for pattern in REGISTERED)


def _taken_from_modules(file: File) -> Iterator[tuple[str, str]]:
    """Return module and name for ``from portal.x import name``, and for ``x.name`` after ``from portal import x``."""
    for node in file.nodes:
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in file.modules:
            yield file.modules[node.value.id], node.attr


def _handed_to_templates(file: File) -> Iterator[str]:
    """Return the modules that stand as a value in a dictionary or as a named argument: ``{"words": words}``."""
    for node in file.nodes:
        values = node.values if isinstance(node, ast.Dict) else [node.value] if isinstance(node, ast.keyword) else []
        names = (value.id for value in values if isinstance(value, ast.Name))
        yield from (file.modules[name] for name in names if name in file.modules)
