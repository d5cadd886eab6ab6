r"""TeX: reading what is left of it, and printing it as MathML or Unicode."""
