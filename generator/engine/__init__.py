"""How a site of a hundred thousand pages is written fast, and never half.

`session` takes a list through a build, `plan` decides how each page comes about, `compose` makes
pages from a theme shell that was rendered once (`shell`), `writer` writes them, `staging` keeps the
last good site until the new one is complete, `again` takes over what did not change since the last
build, `sitemap` lists the addresses, `loading` keeps what a preview server read, `preview` makes its
pages when they are asked for, `watching` has it see a save soon, `trouble` tells what is wrong. Nothing here knows the site builder: the plugin
passes it in as functions.
"""
