"""Review: what a person looks at before a submission is made or decided: the net change, a random sample, the decisions.

May import dataset, engine, people and below; never another room of its floor. Decisions themselves are made by dataset.decide.
To add a kind of look at a submission: one file here that takes a Dataset and returns a frozen result.
"""
