"""A renderer: a typed report laid out in every dialect that report pages speak, for tests and stress sets."""
