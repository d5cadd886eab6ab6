"""Names, dates, addresses."""

import pytest

from generator.formats.common import http_url, parse_date, parse_name
from generator.model import Author, PartialDate


@pytest.mark.parametrize(
    ("written", "family", "given"),
    [
        ("Yann LeCun", "LeCun", "Yann"),
        ("LeCun, Yann", "LeCun", "Yann"),
        ("LeCun,Yann", "LeCun", "Yann"),
        ("Laurens van der Maaten", "van der Maaten", "Laurens"),
        ("van der Maaten, Laurens", "van der Maaten", "Laurens"),
        ("Ludwig von Beethoven", "von Beethoven", "Ludwig"),
        ("Sammy Davis Jr.", "Davis Jr.", "Sammy"),
        ("Davis, Jr., Sammy", "Davis Jr.", "Sammy"),
        ("Davis, Sammy, Jr.", "Davis Jr.", "Sammy"),
        ("Hal Daumé III", "Daumé III", "Hal"),
        ("Plato", "Plato", ""),
        ("OpenAI", "OpenAI", ""),
        ("World Health Organization,", "World Health Organization", ""),
        ("  Ada\n Lovelace * ", "Lovelace", "Ada"),
        ("李明", "李明", ""),
        ("Wei Wang 0001", "Wang", "Wei"),
    ],
)
def test_a_name_has_family_and_given(written: str, family: str, given: str) -> None:
    assert parse_name(written) == Author(family, given)


@pytest.mark.parametrize("written", ["", " ", ",", " ; ", "*"])
def test_nothing_is_no_name(written: str) -> None:
    assert parse_name(written) is None


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2024", PartialDate(2024)),
        ("2024-03", PartialDate(2024, 3)),
        ("2024-03-12", PartialDate(2024, 3, 12)),
        ("2024/3/12", PartialDate(2024, 3, 12)),
        ("2024-03-12T10:00:00Z", PartialDate(2024, 3, 12)),
        ("12 March 2024", PartialDate(2024, 3, 12)),
        ("March 2024", PartialDate(2024, 3)),
        ("Mar 12, 2024", PartialDate(2024, 3, 12)),
        ("Sept. 2nd, 2024", PartialDate(2024, 9, 2)),
        ("27-30 June 2016", PartialDate(2016, 6, 27)),
        ("Nov.-Dec. 2020", PartialDate(2020, 11)),
        ("2016 Apr 12", PartialDate(2016, 4, 12)),
        ("2020 Nov-Dec", PartialDate(2020, 11)),
        ("2020 Winter", PartialDate(2020)),
        ("2024-02-30", None),
        ("2024-13", None),
        ("0024", None),
        ("12/03/2024", None),
        ("Mar 12", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_date_is_of_the_calendar_or_none(written: str, date: PartialDate | None) -> None:
    assert parse_date(written) == date


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("www.example.org", "https://www.example.org"),
        ("HTTP://EXAMPLE.ORG", "HTTP://EXAMPLE.ORG"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("https://example.org/<script>", ""),
        ('https://example.org/"x', ""),
        ("https://a b", ""),
        ("//example.org", ""),
        ("", ""),
    ],
)
def test_only_web_addresses_enter(written: str, address: str) -> None:
    assert http_url(written) == address
