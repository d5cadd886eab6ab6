from generator.model import Author, Paper
from generator.pagekinds.people import People

SAXE = Author("Saxe", "Andrew M.")


def paper(number: int, *authors: Author) -> Paper:
    return Paper(id=f"paper-{number}", title=f"Paper {number}", authors=authors)


def test_an_author_of_one_paper_has_no_page() -> None:
    assert not People([paper(1, SAXE)]).with_page


def test_a_name_twice_on_one_paper_is_one_paper() -> None:
    assert not People([paper(1, SAXE, SAXE)]).with_page


def test_dots_accents_and_case_do_not_part_names() -> None:
    people = People(
        [
            paper(1, SAXE, Author("Müller", "Jörg")),
            paper(2, Author("Saxe", "Andrew M")),
            paper(3, SAXE, Author("Muller", "JORG")),
        ]
    )
    saxe = people.with_page["andrew-m-saxe"]
    assert (saxe.name, saxe.also) == ("Andrew M. Saxe", ("Andrew M Saxe",))
    assert [p.id for p in saxe.papers] == ["paper-1", "paper-2", "paper-3"]
    assert "jorg-muller" in people.with_page


def test_the_index_goes_by_family_name() -> None:
    ada, alan = Author("Turing", "Ada"), Author("Lovelace", "Zoe")
    people = People([paper(1, ada, alan), paper(2, ada, alan)])
    assert list(people.with_page) == ["zoe-lovelace", "ada-turing"]


def test_a_name_without_latin_letters_has_an_address() -> None:
    name = Author("王伟")
    (id,) = People([paper(1, name), paper(2, name)]).with_page
    assert id.startswith("author-")
    assert id == People([]).id_of(name)


def test_who_writes_with_whom() -> None:
    one, two, three = Author("One", "A."), Author("Two", "B."), Author("Three", "C.")
    people = People([paper(1, one, two, three), paper(2, one, two), paper(3, one, three, two)])
    found = people.together(people.with_page["a-one"])
    assert [(other.id, shared) for other, shared in found] == [("b-two", 3), ("c-three", 2)]
