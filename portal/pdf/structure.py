"""The tree of tags that says what everything drawn is: headings, paragraphs, tables (ISO 32000-1, 14.7 and 14.8)."""

from dataclasses import dataclass, field

from portal.pdf.file import PdfFile, text_string


@dataclass(slots=True)
class Element:
    """A tag that is still open. ``kids`` are its parts as the file names them; ``page`` is where its first words stand."""

    tag: str
    number: int
    under: int
    entries: str = ""
    page: int = 0
    kids: list[str] = field(default_factory=list)


def alternative(text: str) -> str:
    """Return the entry of an element that says in words what a picture shows."""
    return f"/Alt{text_string(text)}"


class Structure:
    """Elements are written as soon as they are closed: what stays in memory is one reference for each piece marked."""

    def __init__(self, file: PdfFile) -> None:
        self._file = file
        self._root = file.reserve()
        self.document = Element("Document", file.reserve(), self._root)
        self.language = ""  # of the elements that are opened now, where it is not that of the document
        self._parents: list[str] = []  # by key: who marks each piece of a page, or an annotation
        self.begin_page(0)

    def open(self, tag: str, under: Element | None = None, entries: str = "", language: str | None = None) -> Element:
        """Add an element to another one, or to the document. ``entries`` are further ones of its dictionary."""
        parent = under or self.document
        language = self.language if language is None else language
        if language:
            entries += f"/Lang{text_string(language)}"
        element = Element(tag, self._file.reserve(), parent.number, entries)
        parent.kids.append(f"{element.number} 0 R")
        return element

    def close(self, *elements: Element) -> None:
        """Write elements to which nothing is added any more."""
        for element in elements:
            page = f"/Pg {element.page} 0 R" if element.page else ""
            kids = element.kids[0] if len(element.kids) == 1 else f"[{' '.join(element.kids)}]"
            self._file.add(
                f"<</S/{element.tag}/P {element.under} 0 R{page}/K {kids}{element.entries}>>", element.number
            )

    def move_last(self, count: int, *, to: int) -> None:
        """Let the last `count` parts of the document be read from position `to` (0 is the first part)."""
        kids = self.document.kids
        moved = kids[-count:]
        del kids[-count:]
        kids[to:to] = moved

    def begin_page(self, page: int) -> None:
        """Mark what is drawn from now on as standing on the page with this object number."""
        self._page = page
        self._marked: list[str] = []

    def mark(self, element: Element) -> int:
        """Return the number under which the next piece of this page belongs to the element."""
        piece = len(self._marked)
        self._marked.append(f"{element.number} 0 R")
        if not element.page:
            element.page = self._page
        on_this_page = element.page == self._page
        element.kids.append(str(piece) if on_this_page else f"<</Type/MCR/Pg {self._page} 0 R/MCID {piece}>>")
        return piece

    def end_page(self) -> int:
        """Return the key under which the page finds the elements of its pieces."""
        return self._keep(str(self._file.add(f"[{' '.join(self._marked)}]")))

    def annotate(self, element: Element, annotation: int) -> int:
        """Make an annotation of this page a part of the element, and return the key by which it finds it."""
        element.kids.append(f"<</Type/OBJR/Pg {self._page} 0 R/Obj {annotation} 0 R>>")
        return self._keep(str(element.number))

    def _keep(self, number: str) -> int:
        self._parents.append(number)
        return len(self._parents) - 1

    def write(self) -> int:
        """Write the root of the tree, and return its object number."""
        self.close(self.document)
        numbers = " ".join(f"{key} {number} 0 R" for key, number in enumerate(self._parents))
        parents = self._file.add(f"<</Nums[{numbers}]>>")
        root = f"<</Type/StructTreeRoot/K {self.document.number} 0 R/ParentTree {parents} 0 R"
        return self._file.add(f"{root}/ParentTreeNextKey {len(self._parents)}>>", self._root)
