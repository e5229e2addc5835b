"""One report's quality told in words: what the office reported, what does not add up, each number with its quote."""
