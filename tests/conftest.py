"""How hard the property tests try: enough for each change, more where somebody asks for it."""

import os

from hypothesis import settings

settings.register_profile("change", max_examples=40)
settings.register_profile("thorough", max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "change"))
