"""From where on something is worth telling: each number with its reason. ``docs/comparison.md`` shows them to users."""

LEAST_YEARS = 3
"""Earlier years of its own against which a figure is held: a median of fewer says nothing."""

LEAST_PEERS = 8
"""Offices whose change from the same year to the next is the usual one: with fewer, one odd office moves the median."""

LEAST_DIFFERENCE = 30
"""Items. A change by fewer is the daily life of a small office, however many times it is."""

LEAST_FACTOR = 2.0
"""A figure that neither doubled nor halved is no jump, whatever the others did."""

LIMIT = 5.0
"""Robust standard deviations (1.4826 × MAD) from the median. With 9 figures of 100,000 reports, a limit of 3.5, as for
single series (Iglewicz and Hoaglin, 1993), would tell of hundreds by chance alone."""

LEAST_SPREAD = 0.25
"""Of a logarithm: changes by a quarter are usual, even where an office's own figures happened to stay the same."""

MAD_TO_DEVIATION = 1.4826
"""Of normally distributed values."""

SHINGLE = 12
"""Characters. Fewer are found again in any two reports on one subject (政府信息公开申请 has eight)."""

LEAST_PASSAGE = 30
"""Characters of a repeated passage: a long clause. Shorter ones are set phrases of the trade."""

LEAST_REPEATED = 200
"""Characters repeated in all: a report whose three prose sections say 无 in both years repeats nothing worth telling."""

LEAST_SHARE = 0.5
"""Of the prose: half of it. Every report repeats the sentences on the Regulations and on its duties."""

SHOWN_PASSAGES = 10
"""Passages that a finding quotes of each of the two reports, the longest first."""
