"""``python -m generator`` is the command ``reading-list``."""

from generator.cli import main

if __name__ == "__main__":
    main(prog_name="reading-list")
