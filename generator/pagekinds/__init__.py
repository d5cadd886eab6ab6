"""What templates receive, a module a kind of page: the parts of :mod:`generator.pages`."""
