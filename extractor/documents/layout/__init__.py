"""The geometry of a printed page: glyphs to lines, rules to grids, lines to paragraphs. Knows no file format.

Everything here works in reading space: points, y downwards, turned so that the text of the page runs left to right.
"""
