"""The portal's own sources, read once, for the tests that judge them."""

import ast
import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PORTAL = ROOT / "portal"
TEMPLATES = ROOT / "templates"
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file of the portal."""

    path: Path
    tree: ast.Module

    @property
    def name(self) -> str:
        """The path inside portal/, for messages and lists."""
        return self.path.relative_to(PORTAL).as_posix()

    @property
    def module(self) -> str:
        dotted = ".".join(self.path.relative_to(ROOT).with_suffix("").parts)
        return dotted.removesuffix(".__init__")

    @property
    def folder(self) -> str:
        """The feature; for files at the top, their own name."""
        return self.path.relative_to(PORTAL).parts[0].removesuffix(".py")

    def functions(self) -> Iterator[Function]:
        yield from (node for node in ast.walk(self.tree) if isinstance(node, Function))


@dataclass(frozen=True)
class Import:
    """One import statement's target. ``in_function`` and ``for_types_only`` say where it stands."""

    source: Source
    target: str
    line: int
    in_function: bool
    for_types_only: bool

    def __str__(self) -> str:
        return f"{self.source.name}:{self.line} imports {self.target}"


@cache
def sources() -> tuple[Source, ...]:
    """Return every Python file of the portal but its migrations, which are frozen."""
    paths = sorted(path for path in PORTAL.rglob("*.py") if "migrations" not in path.parts)
    return tuple(Source(path, ast.parse(path.read_text(), str(path))) for path in paths)


@cache
def modules() -> frozenset[str]:
    return frozenset(source.module for source in sources())


def imports_of(source: Source) -> Iterator[Import]:
    """Return every import, with ``from portal.x import y`` resolved to the module it reads."""
    yield from _walk(source, source.tree, in_function=False, for_types_only=False)


def _walk(source: Source, node: ast.AST, *, in_function: bool, for_types_only: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            for target in _targets(child):
                yield Import(source, target, child.lineno, in_function, for_types_only)
            continue
        types = for_types_only or (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test))
        inside = in_function or isinstance(child, Function | ast.Lambda)
        yield from _walk(source, child, in_function=inside, for_types_only=types)


def _targets(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
        return
    base = node.module or ""
    for alias in node.names:
        deeper = f"{base}.{alias.name}"
        yield deeper if deeper in modules() else base


def load_every_module(name: str) -> None:
    """Import each ``portal/*/<name>.py``, so that classes count even before their room is wired."""
    for source in sources():
        if source.path.name == f"{name}.py":
            importlib.import_module(source.module)


@cache
def templates() -> tuple[Path, ...]:
    return tuple(sorted(path for path in TEMPLATES.rglob("*") if path.is_file()))


def template_name(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()
