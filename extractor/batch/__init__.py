"""Reading many documents: which files, under which names, by which processes, and what is kept of each."""
