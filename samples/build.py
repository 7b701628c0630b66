"""Builds the sample plans from the texts beside them, the same bytes on every run."""

from __future__ import annotations

import sys
from pathlib import Path

import care_improvement
import collaborative_improvement
import peer_review
import project_plan
import quality_mark
import rollup_story
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
FOLDERS = {story.NAME: story.build for story in (submissions, sync_story, rollup_story)}


def main() -> None:
    """Write every sample to its place, or into the folder that is named; only those samples that are named after it."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    wanted = sys.argv[2:] or [*BUILDERS, *FOLDERS]
    for name in wanted:
        files = FOLDERS[name]() if name in FOLDERS else {"plan.xlsx": BUILDERS[name]()}
        for place, data in files.items():
            file = folder / name / place
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)


if __name__ == "__main__":
    main()
