"""Answers of services, kept on disk: what was asked once is not asked again.

An answer is written as soon as it is there, so that a run that is interrupted goes on where it
was. Keys and the contact are no part of what is kept. The folder can be deleted at any time.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

MAX_AGE_DAYS = 7
"""Days after which a kept answer is asked again."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a service is asked.

    Attributes:
        service: Name of the service.
        url: Address with its parameters, without keys.
        body: JSON that is sent; empty: the address is fetched.
    """

    service: str
    url: str
    body: str = ""

    @property
    def method(self) -> str:
        """The HTTP method."""
        return "POST" if self.body else "GET"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service said.

    Attributes:
        status: The HTTP status: 200, or 404 for a definite no.
        text: The body.
        asked: When.
    """

    status: int
    text: str
    asked: datetime.datetime


@dataclass(frozen=True, slots=True)
class AnswerCache:
    """A folder of answers, one file each.

    Attributes:
        folder: Made when it is first needed.
        max_age_days: Older answers count as none, unless any age will do.
    """

    folder: Path
    max_age_days: float = MAX_AGE_DAYS

    def find(
        self, question: Question, now: datetime.datetime, *, any_age: bool = False
    ) -> Answer | None:
        """The kept answer, or None. A damaged file is no answer."""
        try:
            kept = json.loads(self._path(question).read_text(encoding="utf-8"))
            answer = Answer(
                int(kept["status"]),
                str(kept["text"]),
                datetime.datetime.fromisoformat(kept["asked"]),
            )
            same = (kept["url"], kept["body"]) == (question.url, question.body)
            age = now - answer.asked
        except (OSError, ValueError, KeyError, TypeError):
            return None
        fresh = age <= datetime.timedelta(days=self.max_age_days)
        return answer if same and (fresh or any_age) else None

    def keep(self, question: Question, answer: Answer) -> None:
        """Write an answer, whole or not at all."""
        path = self._path(question)
        path.parent.mkdir(parents=True, exist_ok=True)
        document = {
            "url": question.url,
            "body": question.body,
            "status": answer.status,
            "asked": answer.asked.isoformat(),
            "text": answer.text,
        }
        unfinished = path.with_suffix(f".{os.getpid()}")
        unfinished.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        unfinished.replace(path)

    def _path(self, question: Question) -> Path:
        text = f"{question.method} {question.url}\n{question.body}"
        digest = hashlib.sha256(text.encode()).hexdigest()[:40]
        return self.folder / question.service / digest[:2] / f"{digest}.json"
