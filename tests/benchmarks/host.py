"""Serve a built site as static hosts do: text compressed, connections kept open.

``python tests/benchmarks/host.py FOLDER PORT``
"""

import gzip
import io
import sys
from functools import lru_cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO

TEXT = frozenset({".css", ".html", ".js", ".json", ".svg", ".txt", ".xml"})
HOUR_SECONDS = 3600


@lru_cache
def compressed(path: Path) -> bytes:
    """The file at the level that hosts use."""
    return gzip.compress(path.read_bytes(), 6, mtime=0)


class Host(SimpleHTTPRequestHandler):
    """Files of a folder, without a log."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    """As servers have it: else the second part of an answer waits 40 ms for a receipt."""
    wbufsize = -1
    """Head and body leave together."""

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        """Answer with the compressed file where it is text and the browser takes it."""
        path = Path(self.translate_path(self.path))
        if path.is_dir() and self.path.partition("?")[0].endswith("/"):
            path /= "index.html"
        takes = "gzip" in self.headers.get("Accept-Encoding", "")
        if not (takes and path.suffix in TEXT and path.is_file()):
            return super().send_head()
        body = compressed(path)
        self.send_response(200)
        self.send_header("Content-Type", f"{self.guess_type(str(path))}; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return io.BytesIO(body)

    def end_headers(self) -> None:
        """Allow what every static host allows: a copy may be kept for a while."""
        self.send_header("Cache-Control", f"max-age={HOUR_SECONDS}")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    folder, port = sys.argv[1:]
    ThreadingHTTPServer(("127.0.0.1", int(port)), partial(Host, directory=folder)).serve_forever()
