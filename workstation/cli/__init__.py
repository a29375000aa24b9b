"""The command line: thin commands, one file a group; `python -m workstation`. May import the workspace and what is below.

main.py (the list of commands, loaded when asked for) · shell.py (what every command gets: workspace, person, answers).
To add a command: a function with @command in a group's file and its line in COMMANDS in main.py.
"""
