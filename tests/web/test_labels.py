"""Names stand in a sentence as people say them."""

import pytest

from portal.web.labels import join_names


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ((), ""),
        (("Zofia",), "Zofia"),
        (("Zofia", "Jan"), "Zofia and Jan"),
        (("Zofia", "Jan", "Amira"), "Zofia, Jan and Amira"),
    ],
)
def test_several_names_are_one_list(db_ready: str, names: tuple[str, ...], said: str) -> None:
    assert join_names(iter(names)) == said
