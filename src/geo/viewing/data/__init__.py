"""The data in memory and what follows from a selection of it: values in, values out, no HTML and no Streamlit."""
