"""The one sanitiser: HTML in, harmless HTML out, whatever it was."""

import nh3

# Markdown makes these and no others; whatever else a text brings is dropped.
TAGS = {
    *("a", "abbr", "blockquote", "br", "code", "dd", "div", "dl", "dt", "em", "hr", "img", "li"),
    *("ol", "p", "pre", "s", "span", "strong", "ul"),
    *("table", "tbody", "td", "th", "thead", "tr"),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
}
ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "title", "rel", "target"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "th": {"scope"},
    **{f"h{level}": {"id"} for level in range(1, 7)},
}
CLASSES = {
    "a": {"app-external"},
    "span": {"nhsuk-u-visually-hidden"},
    "div": {"table-scroll"},
    "td": {"app-right", "app-centre"},
    "th": {"app-right", "app-centre"},
}
# Where links of a preview lead, so that what somebody is writing beside it is not lost.
NEW_TAB = "_blank"
SCHEMES = {"http", "https", "mailto", "tel", "sms"}


def clean(html: str, base_url: str = "") -> str:
    """Only what Markdown makes; with ``base_url`` the addresses are made whole, for a mail."""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        attribute_filter=_filtered,
        url_schemes=SCHEMES,
        url_relative=("rewrite_with_base", base_url) if base_url else "pass_through",
        link_rel=None,
    )


def _filtered(tag: str, attribute: str, value: str) -> str | None:
    # RULES R1: a picture from elsewhere tells its host who reads the page.
    if tag == "img" and attribute == "src":
        return value if value.startswith("/") and not value.startswith("//") else None
    if attribute == "target":
        return value if value == NEW_TAB else None
    return value
