"""The app: `streamlit run app.py`. The page, and beside it the data and the map's files at URLs of their own."""

import sys
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

# A host such as Streamlit Community Cloud installs requirements.txt and not this package.
sys.path.insert(0, str(Path(__file__).parent / "src"))

from geo import dataset, downloads, head, routes
from geo.security import Security
from geo.warmth import start_warm

# Streamlit puts the folder of its script on the path. Were that src/geo, `import text` would find the package's own.
app = st.App(
    "page.py",
    routes=[*head.ROUTES, *routes.ROUTES, *downloads.ROUTES, *dataset.ROUTES],
    middleware=[Middleware(Security, inline=head.SCRIPT)],
    lifespan=start_warm,
)
