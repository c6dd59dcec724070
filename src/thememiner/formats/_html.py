"""A jinja2 template and plain values into HTML; the only place that names jinja2."""

from __future__ import annotations

from collections.abc import Mapping


def render(template: str, values: Mapping[str, object]) -> str:
    """The filled template; every value is escaped, so talk that looks like HTML stays talk.

    Raises:
        jinja2.UndefinedError: the template names a value that was not given.
    """
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.from_string(template).render(values)
