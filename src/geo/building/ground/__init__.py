"""The detail of the ground of any country, from GSHHG, WDBII, Natural Earth and GeoNames: see `geo.contract.ground`."""
