"""Changes between versions: word by word, under their headings, and the rest folded away."""

from portal.notice.service.changes import ADDED, REMOVED, SAME, Run, compare

OLD = """Hello there.

## Kept

One line stays. And [a link](/old) in it.

- first
- second thing to say

### Small

A last line here.

| What | How long |
|---|---|
| Letters | 2 years from our last contact |
| Cards | 1 year |

## Gone

Good bye.

## Same

Nothing new.
"""


def told(section: object) -> str:
    """A section as one text: +added+ and -removed-."""
    signs = {ADDED: "+", REMOVED: "-", SAME: ""}
    lines = []
    for line in section.lines:  # type: ignore[attr-defined]  # any section
        words = [f"{signs[run.what]}{run.text}{signs[run.what]}" for run in line.runs]
        lines.append(" ".join(words) or f"({line.folded})")
    return "\n".join(lines)


def test_a_word_that_changed_is_shown_in_its_line() -> None:
    kept = compare(OLD, OLD.replace("second thing", "third thing"))[1]
    assert kept.heading == "Kept"
    assert kept.lines[1].runs == (
        Run(REMOVED, "second"),
        Run(ADDED, "third"),
        Run(SAME, "thing to say"),
    )
    assert told(kept) == "(2)\n-second- +third+ thing to say\n(5)"


def test_a_row_of_a_table_is_a_line() -> None:
    kept = compare(OLD, OLD.replace("2 years from", "3 years from"))[1]
    assert "Letters: -2- +3+ years from our last contact" in told(kept)


def test_a_link_that_leads_elsewhere_is_a_change() -> None:
    kept = compare(OLD, OLD.replace("/old", "/new"))[1]
    assert "One line stays. And -(/old)- +(/new)+ a link in it." in told(kept)


def test_a_part_that_came_or_went_is_shown_whole() -> None:
    new = OLD.replace("## Gone\n\nGood bye.", "## Come\n\nWelcome.")
    parts = {section.heading: section for section in compare(OLD, new) if section.heading}
    assert (parts["Gone"].what, told(parts["Gone"])) == (REMOVED, "-Good bye.-")
    assert (parts["Come"].what, told(parts["Come"])) == (ADDED, "+Welcome.+")


def test_what_stayed_is_folded_away() -> None:
    sections = compare(OLD, OLD.replace("Good bye.", "Good bye!"))
    assert [section.folded for section in sections] == [("", "Kept"), (), ("Same",)]


def test_a_change_stands_under_its_small_heading() -> None:
    kept = compare(OLD, OLD.replace("A last line here.", "The last line here."))[1]
    assert told(kept) == "(3)\nSmall\n-A- +The+ last line here.\n(3)"


def test_marks_of_promises_are_no_words() -> None:
    new = OLD.replace("Good bye.", 'Good bye.\n\n::promise{id="x"}')
    assert [section.folded for section in compare(OLD, new)] == [("", "Kept", "Gone", "Same")]


def test_nothing_is_lost_and_nothing_is_invented() -> None:
    new = OLD.replace("One line stays.", "Some lines go.").replace("- first\n", "- last\n- first\n")
    runs = [
        run
        for section in compare(OLD, new)
        for line in section.lines
        for run in line.runs
        if run.what == REMOVED
    ]
    assert " ".join(run.text for run in runs) == "One line stays."
