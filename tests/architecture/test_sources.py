"""Small files, one clock, no SQL made from text, and a line on what each file is for."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.sources import Function, Source, sources, template_name, templates

MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 30
MOST_LINES_OF_A_VIEW = 25
MOST_LINES_OF_A_TEMPLATE = 100
VERBS = {"get", "post", "route"}

# Where the machine is asked for the time: the one clock, and the idle time of a cookie, which is no fact.
ASKS_THE_TIME = {"foundation/clock.py": {"datetime.now"}, "accounts/login.py": {"time.time"}}
CLOCKS = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns", "time.localtime",
    "time.gmtime", "time.ctime", "time.strftime",
}  # fmt: skip

# SQL put together from names in the code alone: table names, columns and enum values.
MAKES_SQL = {
    ("foundation/allowed_values.py", "allow_more"),
    ("foundation/allowed_values.py", "_write_in_sqlite"),
    ("foundation/append_only.py", "protect"),
    ("foundation/database.py", "one_of"),
}
TAKES_SQL = {"execute_sql", "execute", "executemany", "executescript", "SQL", "RawQuery", "raw", "Check"}

VAGUE = {"utils", "helpers", "common", "misc", "manager", "tools", "lib"}


def lines_of(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def is_view(node: Function) -> bool:
    """A view hangs on a blueprint: ``@blueprint.get("/…")``."""
    marks = [decorator.func for decorator in node.decorator_list if isinstance(decorator, ast.Call)]
    return any(isinstance(mark, ast.Attribute) and mark.attr in VERBS for mark in marks)


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.name)
def test_a_python_file_is_small_and_says_what_it_is_for(source: Source) -> None:
    text = source.path.read_text()
    assert len(text.splitlines()) <= MOST_LINES
    if text.strip():
        first = (ast.get_docstring(source.tree) or "").splitlines()
        assert "".join(first[:1]).endswith("."), "the module's docstring says in one line what the file is for"
    long = {n.name: lines_of(n) for n in source.functions() if lines_of(n) > MOST_LINES_OF_A_FUNCTION}
    assert long == {}, f"functions of more than {MOST_LINES_OF_A_FUNCTION} lines"
    views = {n.name: lines_of(n) for n in source.functions() if is_view(n) and lines_of(n) > MOST_LINES_OF_A_VIEW}
    assert views == {}, f"views of more than {MOST_LINES_OF_A_VIEW} lines"


@pytest.mark.parametrize("path", [t for t in templates() if t.suffix == ".html"], ids=template_name)
def test_a_template_is_small(path) -> None:
    assert len(path.read_text().splitlines()) <= MOST_LINES_OF_A_TEMPLATE


def test_no_file_has_a_vague_name() -> None:
    assert [source.name for source in sources() if source.path.stem in VAGUE or source.folder in VAGUE] == []


def dotted(node: ast.AST) -> str:
    """Return ``datetime.now`` for ``datetime.datetime.now`` and ``datetime.now`` alike."""
    return ".".join(ast.unparse(node).split(".")[-2:]) if isinstance(node, ast.Attribute) else ""


def test_only_the_clock_asks_the_machine_for_the_time() -> None:
    wrong = [
        f"{source.name}:{node.lineno} {dotted(node)}"
        for source in sources()
        for node in ast.walk(source.tree)
        if dotted(node) in CLOCKS and dotted(node) not in ASKS_THE_TIME.get(source.name, set())
    ]
    assert wrong == []


def test_nobody_takes_a_clock_by_name() -> None:
    """``from time import time`` would hide from the test above."""
    wrong = [
        f"{source.name}:{node.lineno}"
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom) and node.module == "time"
        for alias in node.names
        if f"time.{alias.name}" in CLOCKS
    ]
    assert wrong == []


def test_no_sql_is_put_together_from_text() -> None:
    assert list(made_up_sql()) == []


def made_up_sql() -> Iterator[str]:
    for source in sources():
        for function in [source.tree, *source.functions()]:
            name = getattr(function, "name", "")
            if (source.name, name) in MAKES_SQL:
                continue
            for call in own_calls(function):
                if called(call) in TAKES_SQL and call.args and is_put_together(call.args[0]):
                    yield f"{source.name}:{call.lineno} {ast.unparse(call)[:80]}"


def own_calls(node: ast.AST) -> Iterator[ast.Call]:
    """Return the calls of a function without those of functions inside it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function):
            continue
        if isinstance(child, ast.Call):
            yield child
        yield from own_calls(child)


def called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def is_put_together(argument: ast.AST) -> bool:
    """An f-string, a sum, a ``%`` or a ``.format()``: anything but a text that stands there whole."""
    if isinstance(argument, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in argument.values)
    if isinstance(argument, ast.BinOp):
        return isinstance(argument.op, ast.Mod) or not all(
            isinstance(part, ast.Constant) for part in (argument.left, argument.right)
        )
    return isinstance(argument, ast.Call) and called(argument) in {"format", "join", "replace"}


def test_the_search_for_sql_finds_what_it_looks_for() -> None:
    for text in ('db.execute_sql(f"DROP {table}")', 'SQL("a" + b)', 'db.execute_sql("%s" % a)', 'SQL("{}".format(a))'):
        (call,) = (found for found in own_calls(ast.parse(text)) if called(found) in TAKES_SQL)
        assert is_put_together(call.args[0]), text
    whole = next(own_calls(ast.parse('db.execute_sql("SELECT 1", (a,))')))
    assert not is_put_together(whole.args[0])
