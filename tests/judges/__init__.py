"""The outside judges of our workbooks: LibreOffice and Microsoft's validator, as the tests ask them."""
