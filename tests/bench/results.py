"""What benches leave behind: JSON under var/bench/, one file each, the last run."""

import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "var" / "bench"


def full() -> bool:
    """Whether the big sizes are asked for, as `make bench-full` does."""
    return os.environ.get("DENGTA_BENCH") == "full"


def keep(name: str, found: Any) -> Path:
    """Write what was measured, with when and on what machine."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{name}{'-full' if full() else ''}.json"
    machine = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
    }
    # tests measure; the product's clock is Django's
    content = {"at": datetime.now(UTC).isoformat(), "on": machine, "found": found}  # noqa: TID251
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")
    return path
