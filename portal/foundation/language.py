"""Marks sentences for translators where no request, and so no language, is known yet."""


def mark(sentence: str) -> str:
    """Return ``sentence`` as it is; the catalogue's extractor finds it by this function's name."""
    return sentence
