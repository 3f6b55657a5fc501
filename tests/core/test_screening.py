"""What people's words are looked through for: danger, and numbers that should not go."""

import pytest

from portal.core import screening
from portal.core.screening import is_nhs_number, is_urgent, numbers_in

# RULES, NHS number: the first two are valid, the third can be none.
NHS = ("943 476 5919", "999 000 0018")
NO_NHS = ("999 123 4567", "943 476 5918", "943 476 591", "943 476 59191", "0300 123 4567")
CARDS = ("4111 1111 1111 1111", "5555555555554444", "3782-822463-10005", "6011.1111.1111.1117")
INSURANCE = ("QQ 12 34 56 C", "AB123456D", "ab 12 34 56 a", "JG-10-37-59-A")


@pytest.mark.parametrize("number", NHS)
@pytest.mark.parametrize("around", ["{}", "NHS no. {}.", "({})", "a\n{}\nb", "nhs:{},"])
def test_an_nhs_number_is_found_however_it_is_spaced(number: str, around: str) -> None:
    for written in (
        number,
        number.replace(" ", ""),
        number.replace(" ", "-"),
        "9 4 3 4 7 6 5 9 1 9",
    ):
        assert [found.kind for found in numbers_in(around.format(written))] == ["nhs"]


@pytest.mark.parametrize("number", NO_NHS)
def test_other_numbers_are_none(number: str) -> None:
    assert numbers_in(f"Call {number} today") == []
    assert numbers_in(number.replace(" ", "")) == []


def test_the_check_digit_is_reckoned_by_the_rule() -> None:
    assert is_nhs_number("9434765919")
    assert is_nhs_number("9990000018")
    assert not is_nhs_number("9991234567"), "its check would be 10"
    valid = [f"943476{end:04}" for end in range(10_000) if is_nhs_number(f"943476{end:04}")]
    assert 900 <= len(valid) <= 920, "one in eleven"


@pytest.mark.parametrize("number", CARDS)
def test_a_card_number_is_found_by_its_check_digit(number: str) -> None:
    assert [found.kind for found in numbers_in(f"My card is {number}")] == ["card"]
    changed = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert numbers_in(f"My card is {changed}") == []


@pytest.mark.parametrize("number", INSURANCE[1:])
def test_a_national_insurance_number_is_found(number: str) -> None:
    assert [found.kind for found in numbers_in(f"It is {number}, ok?")] == ["insurance"]


@pytest.mark.parametrize(
    "number", [INSURANCE[0], "GB123456A", "DA123456A", "AB12345D", "AB123456E"]
)
def test_what_can_be_no_insurance_number_is_none(number: str) -> None:
    assert numbers_in(number) == []


@pytest.mark.parametrize(
    "number", ["020 7946 0958", "07700 900123", "+44 7700 900123", "SW1A 1AA", "22 November 2026"]
)
def test_telephone_numbers_and_dates_are_left_alone(number: str) -> None:
    assert numbers_in(f"Ring me: {number}, or tomorrow") == []


def test_a_found_number_is_shown_by_its_end_alone() -> None:
    text = f"{NHS[0]} and {CARDS[0]} and {INSURANCE[1]}"
    shown = [found.masked for found in numbers_in(text)]
    assert shown == ["••• ••• •919", "••••••56D", "•••• •••• •••• •111"]


def test_digits_in_another_width_are_found_too() -> None:
    assert [found.kind for found in numbers_in("９４３ ４７６ ５９１９")] == ["nhs"]


@pytest.mark.parametrize(
    "text",
    [
        "I want to die",
        "i WANT   to\ndie.",
        "I don't want to live any more",
        "I don’t want to live",
        "I dont want to live",
        "I do not want to live",
        "thinking about suicide",
        "I have been self-harming",
        "I've taken an overdose",
        "my husband hits me",
        "I'm not safe at home",
        "she can't breathe",
        "I want to ki\u200bll myself",
        "Ｉ ｗａｎｔ ｔｏ ｄｉｅ",
        "'kill myself'",
    ],
)
def test_wording_that_suggests_danger_is_noticed(text: str) -> None:
    assert is_urgent(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The page about sleep helped me",
        "We want to diet together",
        "Your opening times are a killer",
        "The white hits measure badly",
        "Homicide is not a topic here",
    ],
)
def test_parts_of_other_words_are_not(text: str) -> None:
    assert not is_urgent(text)


def test_every_phrase_of_the_list_is_found_by_itself_and_with_apostrophes() -> None:
    assert len(screening.phrases()) > 150
    for phrase in screening.phrases():
        assert is_urgent(f"So: {phrase.upper()}!")
        assert phrase == screening.plain(phrase)
