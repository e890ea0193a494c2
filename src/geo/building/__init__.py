"""The wing that builds `data/locations.geojson` from the records that people write and from gazetteers.

Records, geocoder, build, audit. It imports the contract alone and needs the extra `build`; a host does not install it.
"""
