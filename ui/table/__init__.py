"""Parts of the Table page: which rows, marks, problems, fixes, find, filters, paste, the inspector, the panel."""
