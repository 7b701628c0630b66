"""What a formula of a plan's body says after its records moved: its references follow the cells they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetplan.workbook import formulas

if TYPE_CHECKING:
    from sheetplan.workbook.formulas import Reference
    from sheetplan.workbook.ranges import Movement, Spot


def follow(formula: str, here: Spot, there: Spot, movement: Movement, *, anywhere: bool = False) -> str | Reference:
    """A formula after the move.

    A reference to cells of a record goes where that record went; one to the whole body, or to cells that stay, means
    the same cells as before, whatever sheet the formula is on.

    Args:
        formula: the formula without its "=".
        here: its cell before the move.
        there: its cell after the move.
        movement: where each cell goes.
        anywhere: whether it may follow a record to a sheet on which it neither was nor will be, as a link may.

    Returns:
        The formula, or the first reference whose cells no longer belong together.
    """
    astray: list[Reference] = []

    def change(reference: Reference) -> str | None:
        text = _followed(reference, here, there, movement, anywhere)
        if text is None:
            astray.append(reference)
        return text

    text = formulas.rewritten(formula, change)
    astray += [one for one in formulas.references(formula) if one.quoted and names_part(one, here.sheet, movement)]
    return astray[0] if astray else text


def leads_nowhere(location: str, own_sheet: str, movement: Movement) -> bool:
    """Whether what a link leads to leaves the workbook."""
    return any(
        movement.drops_whole(name, one.area)
        for one in formulas.references(location)
        if not one.external
        for name in _sheets(one, own_sheet, movement)
    )


def names_part(reference: Reference, own_sheet: str, movement: Movement) -> str | None:
    """The sheet on which a reference names cells that would come to mean other records; None where it does not."""
    if reference.external:
        return None
    for name in _sheets(reference, own_sheet, movement):
        if movement.changes_meaning(name, reference.area):
            return name
    return None


def _sheets(reference: Reference, own_sheet: str, movement: Movement) -> tuple[str, ...]:
    """The sheets a reference means, spelled as the movement spells them; of a row of sheets, all that change."""
    if len(reference.sheets) > 1:
        return movement.between(reference.sheets[0], reference.sheets[-1])
    wanted = reference.sheets[0] if reference.sheets else own_sheet
    known = (name for name in movement.sheets if name.casefold() == wanted.casefold())
    return (next(known, wanted),)


def _followed(reference: Reference, here: Spot, there: Spot, movement: Movement, anywhere: bool) -> str | None:
    """A reference after the move; None where its cells fall apart, or leave the formula behind."""
    if reference.external:
        return reference.text()
    if len(reference.sheets) > 1:
        return None if names_part(reference, here.sheet, movement) else reference.text()
    (sheet,) = _sheets(reference, here.sheet, movement)
    target, area = sheet, reference.area
    if movement.changes_meaning(sheet, area):
        whole = movement.goes_whole(sheet, area)
        if whole is None or not (anywhere or whole[0] in (sheet, there.sheet)):
            return None
        target, area = whole
    arrives = target == there.sheet and here.sheet != there.sheet
    if reference.prefix and target == sheet and not arrives:
        prefix = reference.prefix
    else:
        # A link goes on naming its sheet, for not every program takes one that does not.
        bare = target == there.sheet and not (anywhere and reference.prefix)
        prefix = "" if bare else formulas.sheet_prefix(target)
    return reference.placed(area).text(prefix)
