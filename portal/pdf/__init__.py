"""Drawing records as PDF: page furniture, text and tables. Knows no feature, no Flask, no settings."""

from portal.pdf.document import Document
from portal.pdf.faces import told_apart
from portal.pdf.sheet import Furniture

__all__ = ["Document", "Furniture", "told_apart"]
