"""Which records are one paper: the steps of :mod:`generator.merge`."""
