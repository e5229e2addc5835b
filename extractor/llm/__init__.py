"""A language model behind an OpenAI-compatible endpoint: asked in small typed calls, counted, cached, bounded.

Nothing here knows any report type. ``openai`` and ``instructor`` are imported by ``client`` alone, and only once a
model is used: they take over a second to load.
"""
