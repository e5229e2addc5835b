"""Pages laid out by other hands.

``pages.zip`` holds reports as offices publish them (HTML of many editors, copied text, Markdown, Word, Excel), written by
inspectors who had not seen the project's own renderer, and ``truth.json``: what the statutory cells of each hold, and
whether it is a report at all. ``python -m tests.foreign`` prints how they are read.
"""
