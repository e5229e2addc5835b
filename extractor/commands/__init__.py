"""One module for each command: ``add`` puts it on the command line, and what it needs is imported when it runs."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]
