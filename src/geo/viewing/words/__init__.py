"""Every string that a person reads, numbers, money and dates as each language writes them, and the colours.

No data is read here and nothing is drawn; no Streamlit.
"""
