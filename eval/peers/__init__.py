"""Other ways to read the same documents, each behind ``extract(path) -> Result``, for comparison only."""
