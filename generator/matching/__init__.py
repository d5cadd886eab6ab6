"""How rules are read and held against papers: the steps of :mod:`generator.labels`."""
