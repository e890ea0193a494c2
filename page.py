"""The script that Streamlit runs for each visit and each choice: the page is `geo.viewing.dashboard.page`."""

from geo.viewing.dashboard.page import show

show()
