"""`python -m tests.journeys.regenerate`: write the golden conversations anew, to be read in the diff."""

import os
import sys

import pytest

if __name__ == "__main__":
    os.environ["REGENERATE_GOLDEN"] = "1"
    sys.exit(pytest.main(["tests/journeys/test_golden.py", "-k", "golden"]))
