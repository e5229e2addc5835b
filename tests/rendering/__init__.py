"""Strategies that draw reports, pages and wordings for the renderer of ``eval.rendering``."""
