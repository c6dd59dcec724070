"""Plain values into a short fingerprint: what a result was made from."""

from __future__ import annotations

import hashlib
import json


def digest(*parts: object) -> str:
    """Sixteen hexadecimal digits that change when any part changes."""
    text = json.dumps(parts, ensure_ascii=True, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
