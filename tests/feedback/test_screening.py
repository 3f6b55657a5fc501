"""What a message is looked through for besides its words: signs of programs."""

from datetime import timedelta

from portal.feedback.service import screening
from portal.feedback.service.screening import flags_of

NHS = "943 476 5919"


def test_each_sign_of_a_program_has_its_word() -> None:
    slow = timedelta(seconds=30)
    assert flags_of("Thank you", age=slow, trap="", is_repeated=False) == []
    assert flags_of("Thank you", age=None, trap="", is_repeated=False) == ["bare"]
    assert flags_of("Thank you", age=timedelta(seconds=3), trap="", is_repeated=False) == ["quick"]
    spam = "see https://a.example and www.b.example"
    assert flags_of(spam, age=timedelta(seconds=9), trap="x", is_repeated=True) == [
        "trap",
        "links",
        "repeated",
    ]
    assert flags_of(NHS, age=slow, trap="", is_repeated=False) == ["details"]


def test_the_same_words_are_the_same_in_any_dress_and_short_ones_are_not_compared() -> None:
    assert screening.sameness("Buy   GOOD pills, from us; today!") == screening.sameness(
        "buy good pills from us today"
    )
    assert screening.sameness("Thank you very much!") == ""
