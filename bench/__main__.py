"""Run every measurement and print the ratios."""

from bench import desk, pages, sending, sign_up


def main() -> None:
    """Print a line for each figure as it comes."""
    for measure in (pages.measure, sign_up.measure, desk.measure, sending.measure):
        for line in measure():
            print(line, flush=True)


main()
