"""Runs a command for as long as somebody holds our standard input open.

Started by the supervisor as `python -P leash.py COMMAND …`. A supervisor that is killed
cannot end what it started, but its end of the pipe closes all the same.
"""

import os
import signal
import subprocess
import sys
from threading import Thread
from types import FrameType

GRACE = 30  # seconds for a worker to finish what it is doing


def main(command: list[str]) -> int:
    """Run the command; returns its exit code."""
    # The command is the supervisor's own, no shell reads it.
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603

    def end(_number: int, _frame: FrameType | None) -> None:
        child.terminate()

    signal.signal(signal.SIGTERM, end)
    Thread(target=_wait_for_release, args=(child,), daemon=True).start()
    return child.wait()


def _wait_for_release(child: "subprocess.Popen[bytes]") -> None:
    while os.read(0, 1):
        pass
    child.terminate()
    try:
        child.wait(GRACE)
    except subprocess.TimeoutExpired:
        os.killpg(0, signal.SIGKILL)  # with the processes of its pool


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
