"""The word differ: what came, what went, and where the lines end."""

from portal.core.differing import ADDED, REMOVED, SAME, Run, compare


def test_words_that_came_and_went_are_told_in_the_order_of_reading() -> None:
    assert compare("Call us now.", "Call me now.") == [
        Run(SAME, "Call "),
        Run(REMOVED, "us "),
        Run(ADDED, "me "),
        Run(SAME, "now."),
    ]


def test_a_line_whose_last_word_changes_stays_one_line() -> None:
    runs = compare("Sleep\nmore\n", "Rest\nmore\n")
    assert runs == [Run(REMOVED, "Sleep "), Run(ADDED, "Rest\n"), Run(SAME, "more\n")]


def test_a_very_long_text_is_compared_as_a_whole() -> None:
    long = "word " * 2000
    assert compare(long, "short") == [Run(REMOVED, long), Run(ADDED, "short")]
