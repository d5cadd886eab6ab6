"""Pages without Markdown, made from shells.

Pages of one kind and one place share a shell: the theme's page, rendered once with marker words.
Relative links in a shell depend on the folder of its page, so the place counts. In every build a
few pages of each group are also rendered by the theme in full; if the bytes differ, the whole
group is rendered in full: slower, but right.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from urllib.parse import quote

from markupsafe import escape

from generator.addresses import without_index
from generator.engine.shell import PATH_TOKEN, TOKENS, Shell, ShellError, cut, encode
from generator.outputs import GeneratedPage

FEW = 2
"""Groups of so few pages are rendered in full: a shell and its samples would cost more."""


@dataclass(frozen=True, slots=True)
class ThemePage:
    """A page as the theme receives it; title and description are HTML-escaped.

    Attributes:
        kind: As in :class:`~generator.outputs.GeneratedPage`.
        path: Address below the site's root.
        title: Escaped, on one line.
        description: Escaped, on one line; may be empty.
        head: HTML for ``<head>``; may be empty.
        body: HTML of the main part.
        canonical_url: None leaves it to the site builder.
    """

    kind: str
    path: str
    title: str
    description: str
    head: str
    body: str
    canonical_url: str | None = None


Render = Callable[[ThemePage], str]
"""Renders one page by the theme, as the site builder itself does it."""


def theme_page(page: GeneratedPage) -> ThemePage:
    """Make a page's content and escape what the theme prints unescaped."""
    content = page.content()
    return ThemePage(
        kind=page.kind,
        path=page.path,
        title=one_line(page.title),
        description=one_line(content.description),
        head=content.head,
        body=content.body,
    )


def one_line(text: str) -> str:
    """Plain text escaped for HTML, on one line: what ``striptags | e`` of the theme returns.

    Half a surrogate pair cannot be written in front matter or UTF-8 and becomes ``?``.
    """
    return str(escape(" ".join(text.encode("utf-8", "replace").decode().split())))


def page_url(path: str, directory_urls: bool) -> str:
    """The address that the site builder gives to the page ``path``; empty for the root."""
    return quote(without_index(path) if directory_urls else path)


@dataclass(frozen=True, slots=True)
class _Group:
    """What pages have in common that share a shell.

    Attributes:
        kind: Kind of the pages.
        anchor: Deepest folder above or at the page that some link of the shell may lead to:
            links from two folders with one anchor and one depth are the same.
        depth: Number of folders above the page.
        name: File name, ``*.html`` if it is not ``index.html``.
    """

    kind: str
    anchor: str
    depth: int
    name: str

    def example(self) -> str:
        """The address of a page that does not exist, with the links of this group."""
        above = self.anchor.split("/") if self.anchor else []
        folders = [*above, *[PATH_TOKEN] * (self.depth - len(above))]
        return "/".join([*folders, self.name.replace("*", PATH_TOKEN)])


_Variant = tuple[bool, ...]

Shells = Mapping[str, Mapping[str, bytes]]
"""Digests of shells, by group and variant, each in words."""


@dataclass(slots=True)
class Composer:
    """Composes pages from shells.

    Attributes:
        render: The theme, in full.
        url: Canonical address of the site's root with a trailing slash, or empty.
        directory_urls: Whether addresses leave out ``index.html``.
        alone: Paths of pages that are rendered in full, as those in the navigation, which mark
            themselves as current there.
        linked: Paths that every page may link to (those in the navigation).
        make: Makes a page's content; called once a page.
        make_part: The same, for pages that are rendered in full in each build.
        proved: The shells of each group, whose pages were like what the theme renders; none if
            some were not.
        messages: Why pages were rendered in full, one sentence a group; filled while composing.
        shells: Number of shells that were rendered.
    """

    render: Render
    url: str
    directory_urls: bool
    alone: Collection[str] = ()
    linked: Collection[str] = ()
    make: Callable[[GeneratedPage], ThemePage] = theme_page
    make_part: Callable[[GeneratedPage], ThemePage] | None = None
    messages: list[str] = field(default_factory=list)
    shells: int = 0
    proved: dict[str, dict[str, bytes]] = field(default_factory=dict)

    def compose(self, pages: Iterable[GeneratedPage]) -> Iterator[tuple[str, bytes]]:
        """Path and bytes of every page, group by group; nothing of them is kept."""
        make = self.make_part or self.make
        for group, members in self._groups(pages).items():
            if group is None or len(members) <= FEW:
                for page in members:
                    yield page.path, encode(self.render(make(page)))
            else:
                yield from self._compose_group(group, members)

    def parted(
        self, pages: Iterable[GeneratedPage]
    ) -> tuple[Sequence[GeneratedPage], Sequence[GeneratedPage]]:
        """The largest group, and all other pages: large groups first, what stands alone last."""
        groups = self._groups(pages)
        alone = groups.pop(None)
        largest, *others = sorted(groups.values(), key=len, reverse=True) or [[]]
        return largest, [*chain.from_iterable(others), *alone]

    def learn(self, proved: Shells) -> None:
        """Take over what another composer :attr:`proved` of the same groups."""
        for group, shells in proved.items():
            known = self.proved.get(group, shells)
            self.proved[group] = {**known, **shells} if known and shells else {}

    def unchanged(self, pages: Iterable[GeneratedPage], known: Shells) -> Iterator[str]:
        """Paths of the pages that would be composed from the shells of an earlier build.

        Args:
            pages: All pages that are to be composed.
            known: What was :attr:`proved` then, of pages that held the same.
        """
        for group, members in self._groups(pages).items():
            if group is None or len(members) <= FEW:
                continue
            before = known.get(repr(group), {})
            if before and all(self._gives(group, *shell) for shell in before.items()):
                self.proved[repr(group)] = dict(before)
                yield from (page.path for page in members)

    def _gives(self, group: _Group, variant: str, digest: bytes) -> bool:
        try:
            return self._shell(group, tuple(sign == "1" for sign in variant)).digest() == digest
        except ShellError:
            return False

    def _groups(self, pages: Iterable[GeneratedPage]) -> dict[_Group | None, list[GeneratedPage]]:
        """Pages by group; those that stand alone first, under None."""
        folders = {folder for path in self.linked for folder in _folders_of(path)}
        groups: dict[_Group | None, list[GeneratedPage]] = {None: []}
        for page in pages:
            group = None if page.path in self.alone else _group_of(page, folders)
            groups.setdefault(group, []).append(page)
        return groups

    def _compose_group(
        self, group: _Group, members: Sequence[GeneratedPage]
    ) -> Iterator[tuple[str, bytes]]:
        shells: dict[_Variant, Shell] = {}
        samples = _samples(members)
        in_full = False
        proved = self.proved.setdefault(repr(group), {})
        for page in (*samples.values(), *(p for p in members if p.path not in samples)):
            view = self.make(page)
            if in_full:
                yield page.path, encode(self.render(view))
                continue
            variant = _variant_of(view)
            shell = shells.get(variant)
            unproved = shell is None or page.path in samples
            try:
                if shell is None:
                    shell = shells[variant] = self._shell(group, variant)
                    proved["".join("01"[slot] for slot in variant)] = shell.digest()
                composed = shell.fill(self._values(view))
            except ShellError as error:
                self._give_up(group, members, str(error))
                composed, in_full, unproved = b"", True, True
            if unproved:
                rendered = encode(self.render(view))
                if composed != rendered and not in_full:
                    self._give_up(group, members, _difference(page.path, composed, rendered))
                    in_full = True
                composed = rendered
            if in_full:
                self.proved[repr(group)] = {}
            yield page.path, composed

    def _shell(self, group: _Group, variant: _Variant) -> Shell:
        """Render the shell whose pages have the slots that ``variant`` says."""
        title, description, head, heading = variant
        markers = {
            "title": TOKENS["title"] if title else "",
            "description": TOKENS["description"] if description else "",
            "head": TOKENS["head"] if head else "",
            "body": f"<h1>{TOKENS['body']}</h1>" if heading else TOKENS["body"],
        }
        canonical = TOKENS["canonical_url"] if self.url else None
        html = self.render(
            ThemePage(kind=group.kind, path=group.example(), canonical_url=canonical, **markers)
        )
        self.shells += 1
        if canonical:
            markers["canonical_url"] = canonical
        return cut(html, {name: marker for name, marker in markers.items() if marker})

    def _values(self, view: ThemePage) -> Mapping[str, str]:
        return {
            "title": view.title,
            "description": view.description,
            "canonical_url": self.url + page_url(view.path, self.directory_urls),
            "head": view.head,
            "body": view.body,
        }

    def _give_up(self, group: _Group, members: Sequence[GeneratedPage], reason: str) -> None:
        self.messages.append(
            f"{len(members)} pages of kind '{group.kind}' are rendered one by one: {reason}"
        )


def _group_of(page: GeneratedPage, linked_folders: set[str]) -> _Group:
    folder, name = posixpath.split(page.path)
    above = folder.split("/") if folder else []
    anchor = above[0] if above else ""
    for end in range(len(above), 1, -1):
        if "/".join(above[:end]) in linked_folders:
            anchor = "/".join(above[:end])
            break
    return _Group(page.kind, anchor, len(above), name if name == "index.html" else "*.html")


def _folders_of(path: str) -> Iterator[str]:
    folder = posixpath.dirname(path)
    while folder:
        yield folder
        folder = posixpath.dirname(folder)


def _samples(members: Sequence[GeneratedPage]) -> dict[str, GeneratedPage]:
    """The last page and the one whose title is hardest to escape."""
    hardest = max(members, key=lambda page: sum(page.title.count(sign) for sign in "&<>\"'{}"))
    return {page.path: page for page in (hardest, members[-1])}


def _variant_of(view: ThemePage) -> _Variant:
    """Which slots hold something: themes leave out the element around an empty one.

    Material adds a heading to a page whose content has none, so that counts, too.
    """
    return (bool(view.title), bool(view.description), bool(view.head), "<h1" in view.body)


def _difference(path: str, composed: bytes, rendered: bytes) -> str:
    place = next(
        (i for i, (a, b) in enumerate(zip(composed, rendered, strict=False)) if a != b),
        min(len(composed), len(rendered)),
    )
    start = max(0, place - 30)
    ours = composed[start : place + 30].decode("utf-8", errors="replace")
    theirs = rendered[start : place + 30].decode("utf-8", errors="replace")
    return f"{path} differs from its shell, {ours!r} should be {theirs!r}"
