"""Our lean macros draw the same DOM as nhsuk-frontend and as its Jinja port (STACK, trap 1)."""

import pytest
from jinja2 import ChainableUndefined, Environment, PackageLoader

from tests.look import official
from tests.look.dom import environment, trees

# How many official examples of each part are made of what we draw: fewer means we stopped looking.
AT_LEAST = {
    "input": 18,
    "textarea": 12,
    "select": 12,
    "radios": 14,
    "checkboxes": 14,
    "button": 14,
}
HOSTILE = "\"'><script>alert(1)</script>&amp;"


@pytest.mark.parametrize("component", AT_LEAST)
def test_every_official_example_of_what_we_use_is_drawn_alike(component: str) -> None:
    seen = 0
    for name, options, html in official.examples(component):
        drawn = official.DRAW[component](options)
        assert trees(drawn) == trees(html), f"{component}: {name}"
        seen += 1
    assert seen >= AT_LEAST[component]


def port(component: str, options: official.Options) -> str:
    """What the port draws, escaped: under Flask's defaults it would not be."""
    jinja = Environment(
        loader=PackageLoader("nhsuk_frontend_jinja"), autoescape=True, undefined=ChainableUndefined
    )
    source = f"{{% from 'nhsuk/components/{component}/macro.jinja' import {component} %}}"
    return jinja.from_string(source + f"{{{{ {component}(options) }}}}").render(options=options)


@pytest.mark.parametrize("component", ["input", "textarea", "select", "radios", "checkboxes"])
def test_hostile_text_is_drawn_as_the_port_draws_it(component: str) -> None:
    words = {"text": HOSTILE}
    options: official.Options = {"name": "x", "hint": words, "errorMessage": words}
    if component in ("radios", "checkboxes"):
        options |= {"idPrefix": "x", "fieldset": {"legend": {"text": HOSTILE}}}
    else:
        options |= {"id": "x", "label": words}
    if component in ("radios", "checkboxes", "select"):
        options["items"] = [{"value": HOSTILE, "text": HOSTILE}, {"value": "b", "text": "B"}]
    assert trees(official.DRAW[component](options)) == trees(port(component, options))


def test_the_error_summary_is_the_official_one() -> None:
    class Faulty:
        errors_in_order = [("a", "Enter your first name"), ("", HOSTILE)]

    macros = environment().get_template("macros/forms.html").module
    errors = [{"text": "Enter your first name", "href": "#a"}, {"text": HOSTILE}]
    options = {"heading": {"text": "There is a problem"}, "errorList": errors}
    source = "{% from 'nhsuk/components/error-summary/macro.jinja' import errorSummary %}"
    jinja = Environment(
        loader=PackageLoader("nhsuk_frontend_jinja"), autoescape=True, undefined=ChainableUndefined
    )
    theirs = jinja.from_string(source + "{{ errorSummary(options) }}").render(options=options)
    assert trees(macros.error_summary(Faulty)) == trees(theirs)  # type: ignore[attr-defined]  # a macro
