"""The wing that shows the data: it reads the GeoJSON of the data and of their ground, and is what a host installs.

Its rooms import downwards only: `server`, `dashboard`, `downloads`, `html`, `data`, `words`, below all the contract.
"""
