"""Shows how far the demo is: a bar on a terminal, plain lines elsewhere."""

from time import monotonic
from typing import TextIO

WIDTH = 30  # characters of the bar
EVERY = 0.1  # seconds between two looks of the bar
LINES = 10  # percent between two plain lines


class Bar:
    """Tells the share done, what is done, and for how long already."""

    def __init__(self, out: TextIO) -> None:
        self.out = out
        self.live = out.isatty()
        self._began = monotonic()
        self._shown = float("-inf")
        self._lines = 0

    def __call__(self, share: float, what: str) -> None:
        """Show a share (0 to 1); `what` has at most 30 letters."""
        if self.live:
            self._draw(share, what)
        elif share * 100 >= self._lines:
            self._lines += LINES
            self.out.write(f"{share:4.0%}  {what} ({self.seconds:.0f} s)\n")
            self.out.flush()

    @property
    def seconds(self) -> float:
        """Since it was made."""
        return monotonic() - self._began

    def _draw(self, share: float, what: str) -> None:
        now = monotonic()
        if now - self._shown < EVERY and share < 1:
            return
        self._shown = now
        bar = ("#" * round(share * WIDTH)).ljust(WIDTH, ".")
        end = "\n" if share >= 1 else ""
        line = f"[{bar}] {share:4.0%}  {what:<30} {self.seconds:4.0f} s"
        self.out.write(f"\r{line}{end}")
        self.out.flush()
