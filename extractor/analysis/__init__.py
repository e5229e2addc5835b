"""What many reports say together: across years, between offices, and one report's quality told in words.

``compare`` gives the findings of a workspace, ``AgencyNames`` says whose report each one is; both need only the store.
"""

from extractor.analysis.agencies import Agency, resolve
from extractor.analysis.agency_list import AgencyList, read_agency_list
from extractor.analysis.agency_names import AgencyNames, read_agency_names
from extractor.analysis.findings import KINDS, Finding, Kind, Quote
from extractor.analysis.workspace import compare

__all__ = [
    "KINDS",
    "Agency",
    "AgencyList",
    "AgencyNames",
    "Finding",
    "Kind",
    "Quote",
    "compare",
    "read_agency_list",
    "read_agency_names",
    "resolve",
]
