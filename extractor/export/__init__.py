"""Results in other forms than the contract's JSON."""
