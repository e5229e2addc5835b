"""Pages that are pictures: read by an OCR engine into the same glyphs and ruling lines as a text layer gives."""
