"""The workspace's database: documents, every extraction run, current results, reviews, and the work queue."""
