"""How the names of a photo sheet are set: the largest type in which they fit one page."""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from portal.pdf.sheet import BODY_HEIGHT, WIDTH
from portal.pdf.style import HEADINGS, PARAGRAPHS, TextStyle, Weight
from portal.pdf.typesetter import width_in_ems

# Around the names of a block, in points: a rule, the word of their standing, and room.
WORD = HEADINGS[2]
RULE, OVER_WORD, UNDER_WORD = 1.4, 5.0, 4.0
_UNDER_BLOCK, _GUTTER = 9.0, 8.0
_AROUND = RULE + OVER_WORD + WORD.leading + UNDER_WORD + _UNDER_BLOCK
LEADING, SIGN_EMS, _APART = 1.32, 1.3, 1.2  # in parts of the size
LEAD = replace(PARAGRAPHS[TextStyle.LEAD], weight=Weight.BOLD, leading=16, after=3)
# A longer word than this may be broken anywhere; a shorter one, and more than one name in twenty, never.
_LETTERS_KEPT, _WRAPPED = 16, 20
_PARTS = re.compile("[^ -]*-+ ?|[^ -]+ ?")  # what a name may be broken into
_WORDS = re.compile(" +|[^ ]+")


@dataclass(frozen=True)
class Layout:
    """How the names are set: ``size`` is in points, of those who may; without columns, one runs on after the other."""

    size: float
    columns: int = 0


# Best first: large type before small, few columns before many, columns before running text.
IN_COLUMNS = tuple(Layout(half / 2, columns) for half in range(32, 17, -1) for columns in range(2, 7))
RUNNING_TEXT = tuple(Layout(half / 2) for half in range(22, 15, -1))


@dataclass(frozen=True)
class Block:
    """The children of one standing under their word, or as many of them as stand on one page."""

    sign: str
    word: str
    names: tuple[str, ...]
    is_may: bool = False
    is_continued: bool = False

    def size(self, layout: Layout) -> float:
        """Return the size of the names: those who may not stand a little smaller, while that is easy to read."""
        return layout.size if self.is_may or not layout.columns else max(9.0, layout.size - 2)


Pages = tuple[tuple[Block, ...], ...]
_Name = tuple[str, ...]  # its lines
_Placed = tuple[float, int, _Name]  # points from the left, and lines from the top


def best_layout(blocks: Sequence[Block], head_height: Callable[[int, int], float]) -> tuple[Layout, Pages]:
    """Return the largest type in which the blocks fit one page, with that page; else the fewest pages that hold them.

    ``head_height`` tells by a page’s number and the number of pages how many points its head takes.
    """
    for layout in IN_COLUMNS + RUNNING_TEXT:
        if pages := paginate(blocks, layout, BODY_HEIGHT - head_height(1, 1)):
            return layout, pages
    planned = partial(paginate, blocks, room=BODY_HEIGHT - head_height(1, 2), later=BODY_HEIGHT - head_height(2, 2))
    plans = [(layout, pages) for layout in IN_COLUMNS if (pages := planned(layout))]
    return min(plans, key=lambda plan: len(plan[1]))  # of those with as few pages, the first has the largest type


def paginate(blocks: Sequence[Block], layout: Layout, room: float, later: float = 0) -> Pages:
    """Return what stands on which page; no page at all where the names do not fit the columns or the pages.

    ``room`` is the height of the first page in points, ``later`` that of each further one, if there may be any.
    """
    pages: list[list[Block]] = [[]]
    for block in blocks if _is_comfortable(blocks, layout) else ():
        waiting: Block | None = block
        while waiting:
            here, waiting = _divided(waiting, layout, room, is_fresh=bool(later) and not pages[-1])
            if here:
                pages[-1].append(here)
                room -= block_height(here, layout)
            if waiting and not later:
                return ()
            if waiting:
                pages.append([])
                room = later
    return tuple(map(tuple, pages)) if pages[0] else ()


def _divided(block: Block, layout: Layout, room: float, *, is_fresh: bool) -> tuple[Block | None, Block | None]:
    """Return how much of a block has room, and what is left of it. A fresh page takes something of any block."""
    if not layout.columns or not block.names:
        return (block, None) if is_fresh or block_height(block, layout) <= room else (None, block)
    parts = [replace(block, names=block.names[:count]) for count in range(1, len(block.names) + 1)]
    count = max(int(is_fresh), bisect_right(parts, room, key=partial(block_height, layout=layout)))
    rest = replace(block, names=block.names[count:], is_continued=block.is_continued or count > 0)
    return replace(block, names=block.names[:count]) if count else None, rest if rest.names else None


def block_height(block: Block, layout: Layout) -> float:
    lines = max((top + len(name) for _, top, name in name_positions(block, layout)), default=0)
    return _AROUND + (lines * block.size(layout) * LEADING if lines else LEAD.leading)


def name_positions(block: Block, layout: Layout) -> list[_Placed]:
    """Return where each name stands. Columns are read downwards, and as short as they can be."""
    room = _room(block, layout)
    names = [break_name(name, room) for name in block.names]
    if not layout.columns:
        return _running_text(names, block.size(layout))
    placed, top, down = [], 0, -(-len(names) // layout.columns)
    for row in (names[first::down] for first in range(down)):
        placed += [(column * WIDTH / layout.columns, top, name) for column, name in enumerate(row)]
        top += max(map(len, row))
    return sorted(placed)  # in the order in which they are read


def _running_text(names: Sequence[_Name], size: float) -> list[_Placed]:
    placed: list[_Placed] = []
    left, top, below = 0.0, 0, 0
    for name in names:
        width = (SIGN_EMS + max(map(_ems, name))) * size
        if left + width > WIDTH:
            left, top = 0.0, below
        placed.append((left, top, name))
        left, below = left + width + _APART * size, max(below, top + len(name))
    return placed


def _room(block: Block, layout: Layout) -> float:
    """Return the room of a name beside its sign, in ems."""
    return (WIDTH / max(1, layout.columns) - _GUTTER) / block.size(layout) - SIGN_EMS


def _is_comfortable(blocks: Sequence[Block], layout: Layout) -> bool:
    """Return whether the columns are wide enough. Two always are: no page can do better."""
    if layout.columns <= 2:
        return True
    placed = [(name, _room(block, layout)) for block in blocks for name in block.names]
    wrapped = [(name, room) for name, room in placed if _ems(name) > room]
    words = ((part, room) for name, room in wrapped for part in _PARTS.findall(name) if len(part) <= _LETTERS_KEPT)
    return len(wrapped) * _WRAPPED <= len(placed) and all(_ems(part.rstrip()) <= room for part, room in words)


def break_name(name: str, room: float) -> tuple[str, ...]:
    """Return a name in lines of at most ``room`` ems: broken at a space or hyphen, and a word too long anywhere."""
    if _ems(name) <= room:
        return (name,)
    lines = [""]
    for part in _PARTS.findall(name):
        if _ems((lines[-1] + part).rstrip()) > room:
            lines.append("")
        while _ems(part.rstrip()) > room:
            cut = max((at for at in range(1, len(part)) if _ems(f"{part[:at]}-") <= room), default=1)
            lines[-1:] = [f"{part[:cut]}-", ""]
            part = part[cut:]
        lines[-1] += part
    return tuple(line.rstrip() for line in lines if line)


def _ems(text: str) -> float:
    """Return how wide a text is in parts of its size."""
    return sum(width_in_ems(word, Weight.REGULAR) for word in _WORDS.findall(text))
