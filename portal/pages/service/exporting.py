"""What staff published, as files: to be shipped with the next release, or kept elsewhere."""

from pathlib import Path

from portal.pages.service import versions
from portal.pages.service.shelf import Shelf


def export(shelf: Shelf, folder: Path) -> list[str]:
    """Write each page that is not what its file says; returns the names of the files.

    Raises OSError when a file cannot be written.
    """
    pages = folder / "pages"
    pages.mkdir(parents=True, exist_ok=True)
    names = []
    for slug, text in versions.published(shelf):
        (pages / f"{slug}.md").write_text(text, encoding="utf-8", newline="\n")
        names.append(f"{slug}.md")
    return names
