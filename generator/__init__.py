"""Reading List: a static-site generator for curated paper reading lists.

Start with :mod:`generator.library`: it is the pipeline.
"""
