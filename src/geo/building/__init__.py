"""The wing that makes `data/locations.geojson`: from records that people write, and gazetteers, to checked bytes.

Records, geocoder, build, audit. It imports the contract alone and needs the extra `build`; a host does not install it.
"""
