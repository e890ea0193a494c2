"""The Streamlit page: where the map and the other parts stand. What they show the server draws."""
