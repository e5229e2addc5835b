"""Speed and memory, as ratios and rates printed side by side. Not tests: nothing here fails for being slow."""
