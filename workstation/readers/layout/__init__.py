"""Where the tables are in a sheet: what each row and column was taken for, why, and how sure that is.

`find.layouts` is the door. `view.py` is what a person sees, `split.py` and `beside.py` part several tables, `head.py`
weighs titles, header and data, `body.py` judges the rows below, `forms.py` knows what is no plain table, `chosen.py` and
the options override all of it, `tabular.py` puts one table together. `words.py` holds the words that count as evidence.
"""
