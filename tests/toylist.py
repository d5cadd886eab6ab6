"""A small list with everything that a list can have, written into a folder."""

from __future__ import annotations

from pathlib import Path

HEAD = (
    "new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\n"
    "byAK and the research community\n"
)

PAPERS = [
    (
        "Adding Conditional Control to Text-to-Image Diffusion Models",
        "We present ControlNet, a neural network architecture to add spatial conditioning controls "
        "to large, pretrained text-to-image diffusion models. It costs mathcal{O}(n^2) time.",
    ),
    (
        "Sketches Made Easy",
        "We compare with ControlNet and steer a text-to-image diffusion model by sketches.",
    ),
    (
        "Offline Reinforcement Learning Without Regret",
        "We study offline reinforcement learning from a fixed dataset of logged experience.",
    ),
    (
        "A Survey of Bread",
        "We review how bread is baked in forty villages, and what the crust says about the oven.",
    ),
    (
        "</title><script>alert(1)</script> {{ 7*7 }} **bold** [x](javascript:alert(1))",
        "An abstract with <img src=x onerror=alert(2)> and {% raw %} text about offline "
        "reinforcement learning, and a link to javascript:alert(3).",
    ),
]

FILES = {
    "list.yml": "version: 1\ntitle: Toy list\ndescription: A list for tests.\n",
    "areas.yml": (
        "learning:\n  title: Learning\n  definition: How machines learn.\n"
        "pictures:\n  title: Pictures\n  definition: How machines draw.\n"
    ),
    "topics/offline-rl.yml": (
        "title: Offline RL\narea: learning\ndescription: Learning from logged experience.\n"
        "rule:\n  any:\n    - offline reinforcement learning\n    - batch RL\n"
        "aliases: [batch-rl]\n"
    ),
    "topics/image-control.yml": (
        "title: Image control\narea: pictures\ndescription: Steering image generators.\n"
        "introduction: Begin with *ControlNet*.\n"
        "rule:\n  threshold: 2\n  any:\n    - {text: text-to-image, weight: 1}\n"
        "    - {text: controlnet, weight: 1}\n    - {title: conditional control, weight: 1}\n"
    ),
    "tags.yml": (
        "survey:\n  title: Survey\n  group: contribution\n  description: Reviews a field.\n"
        "  rule: {any: [{title: survey}]}\n"
        "diffusion:\n  title: Diffusion\n  group: method\n  description: Diffusion models.\n"
        "  rule: {any: [diffusion model]}\n"
    ),
    "papers/captured/page.txt.yml": "captured: 2025-03-12\nadded: 2025-04-01\ntitle: A page\n",
    "papers/enriched/facts.yml": (
        "- title: Adding Conditional Control to Text-to-Image Diffusion Models\n"
        "  authors: [Lvmin Zhang, Anyi Rao, Maneesh Agrawala]\n"
        '  issued: 2023\n  venue: ICCV\n  arxiv: "2302.05543"\n'
        "  evidence: [a test]\n"
    ),
    "papers/enriched/facts.yml.yml": "added: 2025-04-02\n",
}


def write_toy(root: Path, **changed: str) -> Path:
    """Write the toy content into ``root/content``; ``changed`` replaces or adds files.

    Args:
        root: Folder that gets the content folder.
        changed: Path below ``content/`` to text; an empty text leaves the file out.
    """
    content = root / "content"
    page = HEAD + "\nMar 12\n" + "".join(f"\n{t}\n\n{a}\n" for t, a in PAPERS)
    for name, text in {**FILES, "papers/captured/page.txt": page, **changed}.items():
        if text:
            path = content / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return content
