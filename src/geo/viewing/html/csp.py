"""Content security policies: what a page may run and load (CSP level 3)."""

from __future__ import annotations

import base64
import hashlib
import re


def hash_inline_scripts(html: str) -> list[str]:
    """Return the source expressions (CSP 3, 2.3.1) that allow the inline scripts of a page, and no others."""
    scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    digests = [hashlib.sha256(script.encode()).digest() for script in scripts]
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]
