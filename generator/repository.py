"""Addresses in the web interface of the list's repository: edit a file, open a prefilled issue."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, urlencode, urljoin, urlsplit

from generator.model import Paper, Trust

Host = Literal["github", "gitlab", "gitea"]
HOSTS: Mapping[str, Host] = {
    "github": "github",
    "gitlab": "gitlab",
    "codeberg": "gitea",
    "gitea": "gitea",
    "forgejo": "gitea",
}
"""First word of an address, or the name that ``repo_name`` gives, to the software of the host."""

BRANCH = "main"
"""Branch to edit if ``edit_uri`` does not name one."""

GUESSES = ("edit/master/docs/", "src/default/docs/")
"""What MkDocs takes for ``edit_uri`` if it is not given."""

EDIT: Mapping[Host, str] = {"github": "edit", "gitlab": "-/edit", "gitea": "_edit"}
NEW_FILE = (
    ("/_edit/", "/_new/"),
    ("/src/branch/", "/_new/"),
    ("/edit/", "/new/"),
    ("/blob/", "/new/"),
)
"""What an address to edit or view a file holds, and what one for a new file holds in its place."""


@dataclass(frozen=True, slots=True)
class Repository:
    """Where readers correct the list. Empty addresses: the host is unknown, so no link is made.

    Attributes:
        url: Address of the repository with a trailing slash, or empty.
        host: Software of the host, or empty; issues are prefilled differently by each.
        files: Start of the addresses to edit files of the content folder, with a trailing
            slash, or empty.
    """

    url: str = ""
    host: Host | Literal[""] = ""
    files: str = ""

    def edit(self, file: str, line: int = 0) -> str:
        """Address to edit a file of the content folder (``topics/offline-rl.yml``), or empty.

        Captures are never edited: they have none.
        """
        file = posixpath.normpath(file)
        if not self.files or file.startswith(("../", "/", "papers/captured/")) or file == ".":
            return ""
        return f"{self.files}{quote(file)}" + (f"#L{line}" if line else "")

    def edit_paper(self, paper: Paper) -> str:
        """Address to edit the most trusted record of a paper, or to begin a curated one."""
        for trust in (Trust.CURATED, Trust.ENRICHED):
            for record in paper.records:
                if record.source.trust is trust:
                    return self.edit(record.location.file, record.location.line)
        for edit, new in NEW_FILE:
            if edit in self.files:
                start, rest = self.files.split(edit, 1)
                return self._new_file(f"{start}{new}{rest}papers/curated", paper)
        return ""

    def _new_file(self, folder: str, paper: Paper) -> str:
        name = f"{paper.id}.yml"
        if self.host == "gitlab":
            return f"{folder}?{_query(file_name=name)}"
        if self.host == "gitea":
            return f"{folder}/{quote(name)}"
        title = json.dumps(paper.title, ensure_ascii=False)
        text = f"- paper: {paper.id}\n  # Only what is to be corrected:\n  title: {title}\n"
        return f"{folder}?{_query(filename=name, value=text)}"

    def wrong_topic(self, paper: str, topics: str, page: str) -> str:
        """Address of an issue form on the topics of a paper, or empty.

        Args:
            paper: Title of the paper, plain text.
            topics: Titles of its topics.
            page: Address of its page, or its path if the site's address is unknown.
        """
        return self._issue(
            f"Wrong topic: {paper}",
            "wrong-topic",
            {"paper": paper, "page": page, "topics": topics or "none"},
        )

    def suggest_paper(self) -> str:
        """Address of an issue form that suggests a paper, or empty."""
        return self._issue("Suggest a paper: ", "suggest-paper", {})

    def _issue(self, title: str, form: str, fields: Mapping[str, str]) -> str:
        if self.host == "github":
            words = {"template": f"{form}.yml", "title": title, "labels": form, **fields}
            return f"{self.url}issues/new?{_query(**words)}"
        body = "\n".join(f"{name.capitalize()}: {text}" for name, text in fields.items())
        if self.host == "gitea":
            return f"{self.url}issues/new?{_query(title=title, body=body)}"
        if self.host == "gitlab":
            words = {"issue[title]": title, "issue[description]": body}
            return f"{self.url}-/issues/new?{_query(**words)}"
        return ""


def find_repository(
    repo_url: str, repo_name: str, edit_uri: str | None, content: str, docs: str
) -> Repository:
    """The repository that the site builder's settings name.

    Args:
        repo_url: MkDocs' setting; nothing but a web address counts.
        repo_name: MkDocs' setting; says what software a host of one's own runs ("GitLab").
        edit_uri: MkDocs' setting: leads from ``repo_url`` to the folder of hand-written pages.
            If it is None, or a guess of MkDocs that cannot be right, ``mkdocs.yml`` lies at the
            root of the repository, and the branch is :data:`BRANCH`. Empty: nothing is edited.
        content: The content folder, relative to ``mkdocs.yml``.
        docs: The folder of hand-written pages, relative to ``mkdocs.yml``.
    """
    parts = urlsplit(repo_url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return Repository()
    url = repo_url.rstrip("/").removesuffix(".git") + "/"
    names = (parts.netloc.lower().split(".")[0], repo_name.lower())
    host: Host | Literal[""] = next((HOSTS[name] for name in names if name in HOSTS), "")
    content, docs = posixpath.normpath(content), posixpath.normpath(docs)
    if edit_uri is not None and (edit_uri not in GUESSES or docs == "docs"):
        files = _beside(urljoin(url, edit_uri), posixpath.relpath(content, docs))
        return Repository(url, host, files if edit_uri else "")
    if not host or content.startswith(("../", "/")) or content == "..":
        return Repository(url, host)
    folder = "" if content == "." else f"{quote(content)}/"
    return Repository(url, host, f"{url}{EDIT[host]}/{BRANCH}/{folder}")


def _beside(address: str, way: str) -> str:
    """Where ``way`` leads from a folder's address; ``..`` takes away what follows a slash."""
    steps = address.rstrip("/").split("/")
    for step in way.split("/"):
        if step == "..":
            steps.pop()
        elif step != ".":
            steps.append(quote(step))
    return "/".join(steps) + "/"


def _query(**words: str) -> str:
    return urlencode(words, quote_via=quote)
