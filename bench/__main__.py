"""Run every measurement and print the ratios."""

from bench import backups, desk, pages, sending, sign_up


def main() -> None:
    """Print a line for each figure as it comes."""
    parts = (pages, sign_up, desk, sending, backups)
    for measure in (part.measure for part in parts):
        for line in measure():
            print(line, flush=True)


main()
