"""How names, mentions and neighbours are found: the steps of :mod:`generator.links`."""
