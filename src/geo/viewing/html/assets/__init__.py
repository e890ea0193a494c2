"""Our own scripts, styles and icon."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Final

ASSETS: Final = Path(__file__).parent


@functools.cache
def read_assets(*names: str) -> str:
    """Return some of these files, one after the other, as text."""
    return "".join((ASSETS / name).read_text(encoding="utf-8") for name in names)
