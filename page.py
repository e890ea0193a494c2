"""The script that Streamlit runs for each visit and each choice: the page is `geo.dashboard`."""

from geo.dashboard import show

show()
