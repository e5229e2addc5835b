"""Files and circumstances that somebody chose to do harm, and those that merely do: see docs/limits.md."""
