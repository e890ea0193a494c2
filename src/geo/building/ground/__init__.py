"""The detail of any country's ground and its relief, from several sources: see `geo.contract.ground`."""
