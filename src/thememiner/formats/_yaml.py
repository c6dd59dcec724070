"""YAML text into plain structures, tags of any kind refused."""

from __future__ import annotations

from thememiner.errors import InputError


def parse_yaml(text: str) -> object:
    """Plain values of a YAML document.

    Raises:
        InputError: the text is not YAML, or asks for anything but plain values.
    """
    import yaml

    try:
        return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split())
        raise InputError(
            f"This is not readable YAML: {reason}. Check indents and quotes."
        ) from error


def make_yaml(value: object) -> str:
    """A YAML document of plain values, keys in the order given."""
    import yaml

    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=100)
