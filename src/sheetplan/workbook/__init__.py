"""The only folder that opens or saves a workbook."""
