"""How long chance is given in tests that hold whatever happens: `HAMYAR_SOAK=N` asks for more, each time others."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

SOAKING = "HAMYAR_SOAK" in os.environ


def soaked(usual: int, *, times: int = 1) -> settings:
    """So many examples, always the same; when soaking, `times` N of them, never the same."""
    return settings(
        max_examples=times * int(os.environ["HAMYAR_SOAK"]) if SOAKING else usual,
        derandomize=not SOAKING,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
