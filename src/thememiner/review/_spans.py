"""A quotation and a text into the one span where it stands."""

from __future__ import annotations

import re


def find_spans(text: str, quote: str) -> list[tuple[int, int]]:
    """Half-open spans of a quotation: where it stands exactly, else with any white space.

    Overlapping finds count too, so that one span in the result means there is no other.
    """
    quote = quote.strip()
    if not quote:
        return []
    exact = re.finditer(f"(?=({re.escape(quote)}))", text)
    spans = [match.span(1) for match in exact]
    if spans:
        return spans
    loose = r"\s+".join(re.escape(word) for word in quote.split())
    return [match.span(1) for match in re.finditer(f"(?=({loose}))", text)]
