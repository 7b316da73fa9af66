"""The question for evidence, the same on every form about a concern."""

from flask_babel import lazy_gettext as _l

from portal.web.uploads import UploadsField


def evidence_field() -> UploadsField:
    """Return the question: up to ten files of 10 MB, JPEG, PNG or PDF by their content (product.md §4)."""
    return UploadsField(
        _l("Pictures, screenshots or documents"),
        description=_l("Up to 10 files, each up to 10 MB: JPEG or PNG pictures, or PDF. We take out where and when a "
                       "picture was taken before anyone opens it, and keep the original locked away."),
    )  # fmt: skip
