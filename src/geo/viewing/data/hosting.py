"""What a host sets about the addresses of the app, read from the environment."""

from __future__ import annotations

import os
import re
from typing import Final

# A host as `frame-ancestors` names it (CSP level 3, 2.3.1), with no path: a frame is asked for its origin alone.
_SITE: Final = re.compile(r"https?://(?:\*\.)?[A-Za-z0-9.-]+(?::[0-9]{1,5})?")
_URL: Final = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~/-]*)?")


def find_public_url() -> str | None:
    """Return where visitors find the app, with a slash at its end, as GEO_URL has it; raises ValueError if wrong."""
    url = os.environ.get("GEO_URL", "").strip()
    if url and not _URL.fullmatch(url):
        raise ValueError(f"GEO_URL: {url!r} is no address such as https://map.example/here/")
    return url.rstrip("/") + "/" if url else None


def list_embedding_sites() -> tuple[str, ...]:
    """Return the sites that may show the app in a frame, as GEO_EMBED names them; raises ValueError if one is none."""
    sites = tuple(os.environ.get("GEO_EMBED", "").split())
    for site in sites:
        if not _SITE.fullmatch(site):
            raise ValueError(f"GEO_EMBED: {site!r} is no site such as https://news.example or https://*.example")
    return sites
