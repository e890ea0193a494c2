"""The app: `streamlit run app.py`. The page, and the data and the map's files at URLs of their own."""

import sys
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

# A host such as Streamlit Community Cloud installs requirements.txt and not this package.
sys.path.insert(0, str(Path(__file__).parent / "src"))

from geo.viewing.server.routes import build_routes
from geo.viewing.server.security import Security
from geo.viewing.server.startup import warm_up

# Streamlit puts the folder of its script on the path. Were that src/geo, `import text` would find the package's own.
app = st.App(
    "page.py",
    routes=build_routes(),
    middleware=[Middleware(Security)],
    lifespan=warm_up,
)
