"""Styles drawn at random."""

from hypothesis import strategies as st

from eval.rendering.wording import Style


def styles(*, plain_numbering: bool = False) -> st.SearchStrategy[Style]:
    """The form's own wording first. ``plain_numbering`` keeps the form's numbers."""
    seldom = st.sampled_from((False, False, False, True))
    numbering = {
        "outer": st.sampled_from(("{}、", "{}、", "{}.", "")),
        "middle": st.sampled_from(("（{}）", "（{}）", "（{}）、", "")),
        "inner": st.sampled_from(("{}.", "{}.", "{}、", "（{}）", "{}．", "circled", "")),
    }
    return st.builds(
        Style,
        seed=st.integers(0, 2**16),
        **({} if plain_numbering else numbering),
        broken=seldom,
        spaced=seldom,
        misspelt=seldom,
        alternative=seldom,
        half_width=seldom,
        traditional=seldom,
        variant=seldom,
    )
