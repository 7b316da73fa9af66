"""Names in cells: what is one plain name, and what is asked about."""

import pytest

from portal.imports.names import has_note, plain_name, unlike_the_rest, ways_to_read


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("Zoë Müller", "Zoë", "Müller"), ("MÜLLER, Zoë", "Zoë", "MÜLLER"), ("Ana de la Cruz", "Ana", "de la Cruz"),
        ("van der Berg, Jan", "Jan", "van der Berg"), ("Nguyễn Minh Anh", "Nguyễn Minh", "Anh"),
        ("Amina", "Amina", ""), ("Amina,", "Amina", ""), ("أميرة خان", "أميرة", "خان"), ("Soo-ah Na", "Soo-ah", "Na"),
        ("Dr. Ann Day", "Ann", "Day"), ("Prof Dr Ann Day", "Ann", "Day"), ("Day, Mrs Ann", "Ann", "Day"),
        ("Robert Day Jr.", "Robert", "Day Jr."), ("Robert Day, Jr", "Robert", "Day Jr"),
        ("Day, Robert, III", "Robert", "Day III"), ("Siân ap Rhys", "Siân", "ap Rhys"), ("Day,Ann", "Ann", "Day"),
        ("St. John, Ivy", "Ivy", "St. John"), ("Conor d'Arcy", "Conor", "d'Arcy"), ("AJ Day", "AJ", "Day"),
        ("Mrs", "Mrs", ""), ("Smith–Jones, Ivy", "Ivy", "Smith–Jones"), ("Kid01 Mail", "Kid01", "Mail"),
        ("MARSH Ivy Rose", "Ivy Rose", "MARSH"), ("VAN DER BERG Jan", "Jan", "VAN DER BERG"), ("IVY MARSH", "IVY", "MARSH"),
    ],
)  # fmt: skip
def test_one_name_is_parted_and_kept_as_typed(written, first, last):
    name = plain_name([written])
    assert (name.first, name.last) == (first, last)
    assert not has_note(written)


@pytest.mark.parametrize(
    ("written", "people"),
    [
        ("Ava & Noah Smith", {"split": "Ava Smith + Noah Smith"}),
        ("Lily and Tom Reed", {"split": "Lily Reed + Tom Reed"}),
        ("Max Boyle, Eve Boyle", {"as-written": "Eve Boyle Max Boyle", "split": "Max Boyle + Eve Boyle"}),
        ("Amy/Zoe Frost", {"split": "Amy Frost + Zoe Frost"}),
        ("Twins: Ben + Dan Hill", {"part-1": "Twins", "split": "Ben Hill + Dan Hill"}),
        ("Smith, Ava & Noah", {"as-written": "Ava & Noah Smith", "split": "Ava Smith + Noah Smith"}),
        ("Ava, Noah & Mia Smith", {"as-written": "Noah & Mia Smith Ava",
                                   "split": "Ava Smith + Noah Smith + Mia Smith"}),
        ("Ava Smith / Noah Jones", {"split": "Ava Smith + Noah Jones"}),
        ("García López, María José", {"as-written": "María José García López",
                                      "split": "García López + María José"}),
        ("Nell Marsh\nRob Marsh", {"as-written": "Nell Marsh Rob Marsh", "split": "Nell Marsh + Rob Marsh"}),
        ("Mr & Mrs Nowak", {}), ("Mr N & Mrs R Marsh", {"split": "N Marsh + R Marsh"}),
        ("Ivy Marsh (leaving July)", {"part-1": "Ivy Marsh"}), ("Ivy Marsh (leaving July", {"part-1": "Ivy Marsh"}),
        ("Nell Marsh - DO NOT RELEASE TO", {"part-1": "Nell Marsh", "part-2": "DO NOT RELEASE TO"}),
        ("NEW - Una Roe", {"part-1": "NEW", "part-2": "Una Roe"}), ("Otis Crane*", {"part-1": "Otis Crane"}),
        ("Fay Crane?", {"part-1": "Fay Crane"}), ("1. Ann Day", {"part-1": "Ann Day"}),
        ("Al Reed, 07700 900124", {"part-1": "Al Reed"}),
        ("Ivy Marsh 07700 900123", {"part-1": "Ivy Marsh"}), ("Ivy Marsh [SEN]", {"part-1": "Ivy Marsh"}),
        ("Ivy Marsh – no photos", {"part-1": "Ivy Marsh", "part-2": "no photos"}),
        ("Max (Maxwell) Pope", {"known-as": "Max Pope (Maxwell)", "part-1": "Max Pope"}),
        ("Max Pope (Maxwell)", {"known-as": "Max Pope (Maxwell)", "part-1": "Max Pope"}),
        ('Robert "Bob" Day', {"known-as": "Robert Day (Bob)", "part-1": "Robert Day"}),
    ],
)  # fmt: skip
def test_a_note_or_two_names_are_offered_as_they_may_be_meant(written, people):
    assert has_note(written)
    ways = ways_to_read([written], of_child=True)
    shown = {
        key: " + ".join(f"{n} ({n.known_as})" if n.known_as else str(n) for n in names) for key, names in ways.items()
    }
    assert shown == {"as-written": written, **people, "leave-out": ""}


@pytest.mark.parametrize(
    ("parts", "people"),
    [
        (["Ava & Noah", "Smith"], {"split": "Ava Smith + Noah Smith"}),
        (["Ivy (leaving July)", "Marsh"], {"part-1": "Ivy Marsh"}),
        (["Max (Maxwell)", "Pope"], {"known-as": "Max Pope", "part-1": "Max Pope"}),
        (["Ivy", "Marsh - no photos"], {"part-1": "Ivy Marsh", "part-2": "Ivy no photos"}),
        (["Tbc", "Marsh"], {}),
    ],
)  # fmt: skip
def test_notes_and_two_names_in_two_columns(parts, people):
    ways = ways_to_read(parts, of_child=True)
    shown = {key: " + ".join(map(str, names)) for key, names in ways.items()}
    assert shown == {"as-written": " ".join(parts), **people, "leave-out": ""}


def test_only_a_child_is_known_as_something():
    assert "known-as" not in ways_to_read(["Max (Maxwell) Pope"], of_child=False)


PLAIN = ["Ivy Marsh", "Otis Crane", "Ana de la Cruz", "Conor McKay", "Seán O'Brien"]


@pytest.mark.parametrize(
    "odd",
    ["DECEASED", "not involved", "Not involved", "ditto", "do.", "Rob Marsh DECEASED", "rob marsh", "no contact"],
)
def test_what_is_written_unlike_the_rest_of_the_column_is_found(odd):
    assert unlike_the_rest({0: [*PLAIN, odd]}) == {0: {odd}}
    assert unlike_the_rest({0: PLAIN, 1: [odd]}) == {0: frozenset(), 1: {odd}}


@pytest.mark.parametrize("style", [str.upper, str.lower])
def test_a_column_wholly_in_capitals_or_small_letters_is_fine(style):
    assert unlike_the_rest({0: [style(name) for name in PLAIN], 1: PLAIN}) == {0: frozenset(), 1: frozenset()}


@pytest.mark.parametrize("style", [str.upper, str.lower])
def test_even_there_what_is_written_in_another_way_is_found(style):
    assert unlike_the_rest({0: [*map(style, PLAIN), style("no contact").swapcase()]}) == {
        0: {style("no contact").swapcase()}
    }


def test_a_column_is_judged_by_itself_where_it_has_enough_names():
    assert unlike_the_rest({0: [name.upper() for name in PLAIN * 2], 1: [*PLAIN, "DECEASED"]})[1] == {"DECEASED"}


def test_half_of_a_column_is_its_habit_whatever_the_others_do():
    names = ["Ivy MARSH", "Otis CRANE", "Una ROE", "Bea LUND", "Al Day"]
    assert unlike_the_rest({0: names, 1: PLAIN, 2: PLAIN}) == dict.fromkeys(range(3), frozenset())


@pytest.mark.parametrize("name", ["AJ Day", "J.R.R. Day", "Rob Day III", "Ali bin Omar", "李小龍", "Conor d'Arcy"])
def test_initials_suffixes_particles_and_other_writing_are_like_the_rest(name):
    assert unlike_the_rest({0: [*PLAIN, name]}) == {0: frozenset()}
