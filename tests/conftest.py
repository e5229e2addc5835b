"""Settings that every test shares."""

import os

from hypothesis import HealthCheck, Phase, settings

# A report has some 250 cells, so drawing one is slower than Hypothesis expects; machines differ, so no deadline.
_COMMON = settings(deadline=None, suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large))
# ``ci`` draws the same reports everywhere and does not shrink a failing one, which takes minutes; ``long`` does both.
_WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
settings.register_profile("ci", _COMMON, max_examples=20, derandomize=True, phases=_WITHOUT_SHRINKING)
settings.register_profile("long", _COMMON, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
