"""Builds the sample plans from the texts beside them, the same bytes on every run."""

from __future__ import annotations

import sys
from pathlib import Path

import care_improvement
import collaborative_improvement
import peer_review
import project_plan
import quality_mark
import submissions
import sync_story

HERE = Path(__file__).parent
BUILDERS = {
    "peer-review": peer_review.build,
    "quality-mark": quality_mark.build,
    "project-plan": project_plan.build,
    "collaborative-improvement": collaborative_improvement.build,
    "care-improvement": care_improvement.build,
}


def main() -> None:
    """Write every sample to its place, or the same tree into the folder that is named."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for name, build in BUILDERS.items():
        plan = folder / name / "plan.xlsx"
        plan.parent.mkdir(parents=True, exist_ok=True)
        plan.write_bytes(build())
    for story in (submissions, sync_story):
        for name, data in story.build().items():
            file = folder / story.NAME / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)


if __name__ == "__main__":
    main()
