"""The Streamlit page: what is a widget, and where it stands. What it shows is drawn in `geo.viewing.html`."""
