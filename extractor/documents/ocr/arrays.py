"""Pictures as NumPy arrays."""

import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]
"""Height × width: 0 black to 255 white; or 1 where something is and 0 elsewhere."""

Colour = NDArray[np.uint8]
"""Height × width × 3: red, green, blue."""
