"""What is drawn, as HTML and SVG: pure functions of the data and of an address. No Streamlit and no routes."""
