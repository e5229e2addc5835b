"""What a review does to a result: typed entry, changes and their consequences, and the log they are kept in."""
