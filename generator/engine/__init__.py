"""How a site of a hundred thousand pages is written fast, and never half.

`compose` makes pages from a theme shell that was rendered once (`shell`), `writer` writes them,
`staging` keeps the last good site until the new one is complete, `sitemap` lists the addresses,
`loading` keeps the last good library under a preview server. Nothing here knows the site builder:
the plugin passes it in as functions.
"""
