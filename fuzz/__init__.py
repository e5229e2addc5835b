"""Fuzz targets: one module a parser, each with ``target(data)``, which raises where a promise is broken.

``make fuzz`` runs them under atheris; ``tests/hostile/test_corpus.py`` runs them over the committed corpus.
"""

TARGETS = ("decode", "text", "html", "docx", "pdf", "numbers", "document", "results")
