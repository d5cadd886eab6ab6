import gzip
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from generator.assets import AssetError, asset_files, bundles, without_comments
from generator.outputs import SiteOptions
from generator.paths import packaged_templates

MOST_BYTES = 40_000
"""All scripts and style sheets of ours that a page may load, compressed."""
OF_ONE_KIND = {
    "list": {"assets/gather.js", "assets/listing.js", "assets/take.js"},
    "map": {"assets/map.js", "assets/map.css"},
    "missing": {"assets/missing.js"},
    "my": {"assets/my.js", "assets/take.js"},
    "paper": {"assets/paper.js", "assets/paper.css"},
    "search": {"assets/results.js", "assets/take.js"},
    "written": {"assets/written.css"},
}

THEME = packaged_templates() / "theme"
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="needs Node.js")


def run(script: str) -> object:
    done = subprocess.run(
        ["node", "-e", f"const out = []; const put = (x) => out.push(x);\n{script}\n"
         "console.log(JSON.stringify(out))"],
        capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@needs_node
def test_modules_run_in_the_order_of_their_imports() -> None:
    modules = {
        "main.js": 'import { b } from "./lib/b.js";\nput(b());\nput("main");\n',
        "lib/b.js": 'import { a } from "../a.js";\nput("b");\nexport function b() { return a; }\n',
        "a.js": 'put("a");\nexport const a = 7;\n',
        "unused.js": 'put("never");\n',
    }
    assert run(bundles(modules)["main.js"]) == ["a", "b", 7, "main"]


@needs_node
def test_names_of_two_modules_never_meet() -> None:
    modules = {
        "main.js": 'import * as a from "./a.js";\nimport { find } from "./b.js";\n'
        "put([a.find, find]);\n",
        "a.js": "const inner = 1;\nexport const find = inner;\n",
        "b.js": "const inner = 2;\nexport const find = inner;\n",
    }
    assert run(bundles(modules)["main.js"]) == [[1, 2]]


@needs_node
def test_every_form_of_export_that_we_use() -> None:
    modules = {
        "main.js": 'import {\n  one,\n  two as other,\n  Three,\n} from "./a.js";\n'
        'import "./c.js";\n'
        "other().then((x) => x); put([one, new Three().x]);\n",
        "a.js": "const one = 1;\nexport async function two() {}\n"
        "export class Three { x = 3; }\nexport { one };\n",
        "c.js": 'put("c");\n',
    }
    assert run(bundles(modules)["main.js"]) == ["c", [1, 3]]


@needs_node
def test_a_part_takes_from_the_first_script_what_that_has() -> None:
    modules = {
        "main.js": 'import { a } from "./a.js";\nput(a.n += 1);\n',
        "a.js": 'put("a");\nexport const a = { n: 1 };\n',
        "b.js": 'put("b");\nexport const b = 5;\n',
        "parts/own.js": 'import { a } from "../a.js";\nimport { b } from "../b.js";\n'
        "export const sum = a.n + b;\n",
    }
    made = bundles(modules)
    assert list(made) == ["main.js", "parts/own.js"]
    script = f"globalThis.window = globalThis;\n{made['main.js']}{made['parts/own.js']}"
    asked = 'put(readingList["parts/own.js"].sum);'
    assert run(f"{script}{asked}") == ["a", 2, "b", 7]


@pytest.mark.parametrize(
    ("modules", "message"),
    [
        ({"main.js": 'import "./a.js";\n'}, r"main\.js imports a\.js, which does not exist"),
        (
            {"main.js": 'import "./a.js";\n', "a.js": 'import "./main.js";\n'},
            r"main\.js -> a\.js -> main\.js",
        ),
        ({"main.js": "export let x = 1;\n"}, r"main\.js: this form.*export let x"),
        ({"main.js": "export default 1;\n"}, r"main\.js: this form.*export default"),
    ],
)
def test_what_cannot_be_bundled_is_an_error(modules: dict[str, str], message: str) -> None:
    with pytest.raises(AssetError, match=message):
        bundles(modules)["main.js"]


def test_only_lines_that_are_comments_are_taken_out() -> None:
    source = (
        "/** Says it.\n * @param {string} x\n */\n"
        "const cast = /** @type {any} */ (x);\n"
        "  /** @type {any} */ (y).z();\n"
        'const url = "http://x"; // stays\n  // goes\n'
    )
    assert without_comments(source) == (
        "const cast = /** @type {any} */ (x);\n/** @type {any} */ (y).z();\n"
        'const url = "http://x"; // stays\n'
    )


def test_a_style_sheet_keeps_the_spaces_that_mean_something(tmp_path: Path) -> None:
    css = tmp_path / "theme" / "css"
    css.mkdir(parents=True)
    (css / "9-own.css").write_text(
        "/* x */\n.a :is(b, c) > d::before {\n  margin: calc(1px + 2px) 0;\n"
        '  content: "; , /* x */ ";\n}\n'
    )
    files = {f.path: f.content for f in asset_files(SiteOptions("x", templates=(tmp_path,)))}
    assert files["assets/reading-list.css"].endswith(
        b'.a :is(b,c)>d::before{margin:calc(1px + 2px) 0;content:"; , /* x */ "}'
    )


def test_a_file_of_the_list_replaces_ours(tmp_path: Path) -> None:
    css = tmp_path / "theme" / "css"
    css.mkdir(parents=True)
    (css / "1-tokens.css").write_text(":root { --paper: red; }")
    (css / "9-own.css").write_text(".own { color: blue; }")
    files = {f.path: f.content.decode(errors="replace")
             for f in asset_files(SiteOptions("x", templates=(tmp_path,)))}  # fmt: skip
    sheet = files["assets/reading-list.css"]
    assert sheet.startswith(":root{--paper:red}")
    assert sheet.rstrip().endswith(".own{color:blue}")


def test_scripts_and_styles_stay_light_on_every_page() -> None:
    weights = {
        file.path: len(gzip.compress(file.content, 9, mtime=0))
        for file in asset_files(SiteOptions("x"))
        if file.path.endswith((".js", ".css"))
    }
    assert set().union(*OF_ONE_KIND.values()) <= set(weights)
    for own in OF_ONE_KIND.values():
        others = set().union(*OF_ONE_KIND.values()) - own
        loaded = {path: size for path, size in weights.items() if path not in others}
        assert sum(loaded.values()) < MOST_BYTES, loaded


def test_everything_that_a_style_sheet_names_is_delivered() -> None:
    files = {file.path: file.content for file in asset_files(SiteOptions("x"))}
    for name in re.findall(r"url\(([^)]+)\)", files["assets/reading-list.css"].decode()):
        assert f"assets/{name}" in files
    assert "assets/fonts/LICENSE.txt" in files
    assert "assets/icon.svg" in files
    assert "assets/card.png" in files


def test_assets_are_the_same_in_every_build() -> None:
    assert list(asset_files(SiteOptions("x"))) == list(asset_files(SiteOptions("x")))


@needs_node
def test_the_bundle_is_valid(tmp_path: Path) -> None:
    for file in asset_files(SiteOptions("x")):
        if file.path.endswith(".js"):
            script = tmp_path / Path(file.path).name
            script.write_bytes(file.content)
            done = subprocess.run(
                ["node", "--check", str(script)], capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stderr


def test_no_script_has_a_template_literal_over_several_lines() -> None:
    """Indentation is taken out of scripts, so such a text would change."""
    for file in (THEME / "js").rglob("*.js"):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            assert line.count("`") % 2 == 0, f"{file.name}:{number}"


def test_every_script_is_type_checked() -> None:
    for file in (THEME / "js").rglob("*.js"):
        assert file.read_text(encoding="utf-8").startswith("// @ts-check\n"), file.name
