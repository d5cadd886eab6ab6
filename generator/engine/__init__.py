"""How a site of a hundred thousand pages is written fast, and never half.

`session` takes a list through a build, `plan` decides how each page comes about, `compose` makes
pages from a theme shell that was rendered once (`shell`), `writer` writes them, `again` takes over
what did not change since the last build, `staging` keeps the last good site until the new one is
complete, `sitemap` lists the addresses, `trouble` tells what is wrong. For a preview, `loading`
keeps what was read, `preview` makes pages when they are asked for, and `watching` has it see a save
soon. Nothing here knows the site builder: the plugin passes it in as functions.
"""
