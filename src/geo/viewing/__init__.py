"""The wing that shows the data: it reads two GeoJSON files and nothing else, and is what a host installs.

Its rooms import downwards only: `server`, `dashboard`, `downloads`, `html`, `data`, `words`, below all the contract.
"""
