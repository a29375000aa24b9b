"""The labels room: the schema of questions, the operations that answer them, the queue of what is still to be answered.

schema.py · set_label_schema.py and annotate.py (operations) · queue.py · catalogue.py. May import dataset and below.
To add a type of question: its line in KINDS and its branch in `Question.checked`.
"""
