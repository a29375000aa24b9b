"""The templates room: workbooks that go out to be filled in, and what becomes of them when they come back.

form.py (what a form is, and the hidden sheet that carries it) · columns.py (one column for a field of a standard) ·
validation.py, pattern.py (what a spreadsheet can refuse by itself) · notes.py, guide.py (the words in it) · make.py (the
workbook, and one for each sender) · senders.py (who fills it in, safe file names) · recognise.py (whose it is when it
comes back, whatever was moved) · filled.py (its rows) · registry.py (forms, senders and what was sent, in
workspace.db) · status.py (who sent what, who is missing, whose faults) · markup.py, marked.py (the sender's own
workbook with its faults marked) · align.py, corrections.py (what a corrected one says otherwise) ·
take_corrections.py (the operation that takes it) · catalogue.py.

May import standards, readers, dataset and what is below; it knows no workspace: workstation/collecting.py ties the two.
To add a kind of column: its line in columns.KINDS, its branch in validation.rule_of, and a case in tests/templates.
"""
