"""From saving a rule to the reloaded page, under ``mkdocs serve``.

``python tests/benchmarks/bench_serve.py [--papers N …] [--edits N] [--page topic|paper]``

521 is this repository's own list; other sizes are made up as ``bench_build.py`` does it. A
clause is added to a topic's rule and its description is changed, and the open page is asked for, as
a browser does, by waiting for the reload and fetching the page until it shows the change. The time
includes what is waited for: the preview looks for changes ten times a second, and MkDocs then
waits 0.1 s for more of them.
"""

import argparse
import http.client
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from bench_build import ROOT, make_content, write_settings
from mkdocs.config import load_config

TARGETS = {521: 1.0, 5_000: 2.0}
"""Most seconds that are accepted, by number of papers."""


class Server:
    """A preview that is served."""

    def __init__(self, settings: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "mkdocs",
                "serve",
                "-f",
                settings,
                "-a",
                f"127.0.0.1:{self.port}",
            ],
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def get(self, path: str) -> str:
        """A page, or an empty text as long as there is none."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.read().decode() if answer.status == 200 else ""
        except ConnectionError:
            return ""
        finally:
            connection.close()

    def wait_for(self, path: str, text: str) -> None:
        """Do as a browser does: fetch the page, wait until it is to be reloaded, fetch it again."""
        while text not in (page := self.get(path)):
            epoch = re.search(r"livereload\((\d+), (\d+)\)", page)
            if epoch:
                self.get(f"/livereload/{epoch[1]}/{epoch[2]}")
            else:
                time.sleep(0.05)
            if self.process.poll() is not None:
                sys.exit("mkdocs serve has ended")

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)


def measure(content: Path, settings: Path, edits: int, page: str) -> list[float]:
    """Seconds of each edit."""
    topic = sorted((content / "topics").glob("*.yml"))[0]
    paths = {"topic": f"/topics/{topic.stem}/", "home": "/"}
    server = Server(settings)
    times = []
    try:
        mount = urlsplit(load_config(str(settings)).site_url or "/").path.rstrip("/")
        text = topic.read_text()
        title = re.search(r"^title: *(.*)$", text, re.MULTILINE)
        assert title
        server.wait_for(mount + paths[page], "</html>")
        for number in range(edits):
            word = f"Edit{number}of{os.getpid()}"
            changed = text.replace(title[0], f"title: {word}", 1)
            changed = re.sub(r"any:\n( *)- ", rf"any:\n\1- {word} clause\n\1- ", changed, count=1)
            assert changed.count(word) == 2
            time.sleep(0.3 + 0.05 * number)  # saves fall anywhere between two looks for changes
            start = time.monotonic()
            topic.write_text(changed)
            server.wait_for(mount + paths[page], word)
            times.append(time.monotonic() - start)
    finally:
        server.stop()
    return times


def run(work: Path, papers: int, edits: int, page: str) -> bool:
    """Measure one size and print its line; whether the target is met."""
    if papers == 521:
        shutil.copytree(ROOT / "content", work / "content")
        shutil.copy(ROOT / "mkdocs.yml", work)
    else:
        make_content(work / "content", papers)
        write_settings(
            work / "mkdocs.yml",
            docs_dir="content/pages",
            site_dir="site",
            theme={"name": "material", "font": False},
            plugins=["reading-list"],
        )
    times = measure(work / "content", work / "mkdocs.yml", edits, page)
    median, target = statistics.median(times), TARGETS.get(papers)
    print(f"{papers:>7} {median:>9.2f} {max(times):>9.2f} {target or '':>7}", flush=True)
    return target is None or median <= target


def main() -> int:
    """Print the table; 1 if a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, nargs="+", default=sorted(TARGETS))
    parser.add_argument("--edits", type=int, default=10)
    parser.add_argument("--page", choices=["topic", "home"], default="topic")
    options = parser.parse_args()
    print(f"{'papers':>7} {'median s':>9} {'most s':>9} {'target':>7}")
    met = []
    for papers in options.papers:
        with tempfile.TemporaryDirectory() as work:
            met.append(run(Path(work), papers, options.edits, options.page))
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
