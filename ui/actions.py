"""The one table of actions: menus, palette, shortcuts, help and the shortcut sheet are made from it.

To add one: a line here, and a method of the name in `does` on the page (ui/pages/…) or, for the whole window, in
ui/commands.py. A shortcut may be used once in the whole window, or once on each of several pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from workstation.text import N_


@dataclass(frozen=True)
class Action:
    """One thing a person can ask for, as data."""

    id: str
    words: str
    """English, marked by N_; worded when shown."""
    does: str
    """Name of the method, on the page in front or else in ui/commands.py."""
    keys: str = ""
    """Shortcut as Qt writes it, such as Ctrl+Shift+F; several are parted by a space."""
    menu: str = ""
    """Menu: file, edit, rows, view, go, help; empty is palette only."""
    icon: str = ""
    when: str = ""
    """Condition, a key of ui.commands.CONDITIONS; empty is always."""
    page: str = ""
    """Id of the only page it belongs to; empty is everywhere."""
    own_keys: bool = False
    """The widget in focus takes these keys itself: shown in help, not bound to the window."""


MENUS: Final = {"file": N_("File"), "edit": N_("Edit"), "rows": N_("Rows"), "view": N_("View"), "help": N_("Help")}

WINDOW: Final = (
    Action("open-workspace", N_("Open a workspace…"), "open_workspace", "Ctrl+Shift+O", "file", "folder"),
    Action("close-workspace", N_("Close this workspace"), "close_workspace", "", "file", "", "workspace"),
    Action("import-files", N_("Import files…"), "import_files", "Ctrl+O", "file", "import", "workspace"),
    Action("export-table", N_("Export this table…"), "export_table", "Ctrl+E", "file", "export", "dataset"),
    Action("submit", N_("Submit for review"), "submit", "Ctrl+Return", "file", "review", "submittable"),
    Action("sign-in", N_("Change person…"), "sign_in", "Ctrl+Shift+P", "file", "user", "workspace"),
    Action("quit", N_("Quit"), "quit", "Ctrl+Q", "file"),
    Action("undo", N_("Undo"), "undo", "Ctrl+Z", "edit", "undo", "undo"),
    Action("redo", N_("Redo"), "redo", "Ctrl+Shift+Z Ctrl+Y", "edit", "redo", "redo"),
    Action("palette", N_("Find a command or a table"), "show_palette", "Ctrl+K", "view", "search"),
    Action("back", N_("Back"), "back", "Alt+Left", "view", "arrow-left", "back"),
    Action("forward", N_("Forward"), "forward", "Alt+Right", "view", "arrow-right", "forward"),
    Action("next-pane", N_("Next pane"), "next_pane", "F6", "view"),
    Action("previous-pane", N_("Previous pane"), "previous_pane", "Shift+F6", "view"),
    Action("cancel-job", N_("Cancel the running job"), "cancel_job", "Ctrl+Shift+C", "view", "stop", "job"),
    Action("language", N_("English / 简体中文"), "switch_language", "Ctrl+Shift+L", "view", "language"),
    Action("dark", N_("Light or dark"), "switch_dark", "Ctrl+Shift+D", "view", "moon"),
    Action("larger-text", N_("Larger text"), "larger_text", "Ctrl+= Ctrl++", "view", "plus"),
    Action("smaller-text", N_("Smaller text"), "smaller_text", "Ctrl+-", "view", "minus"),
    Action("usual-text", N_("Usual text size"), "usual_text", "Ctrl+0", "view"),
    Action("help", N_("Help for this page"), "help_for_page", "F1", "help", "help"),
    Action("shortcuts", N_("Keyboard shortcuts"), "show_shortcuts", "Ctrl+/", "help", "keyboard"),
    Action("about", N_("About the Workstation"), "about", "", "help", "info"),
)

TABLE: Final = (
    Action("edit-cell", N_("Edit the cell"), "edit_cell", "F2", "edit", "edit", "dataset", "table", own_keys=True),
    Action("copy", N_("Copy"), "copy", "Ctrl+C", "edit", "copy", "dataset", "table", own_keys=True),
    Action("cut", N_("Cut"), "cut", "Ctrl+X", "edit", "", "dataset", "table", own_keys=True),
    Action("paste", N_("Paste"), "paste", "Ctrl+V", "edit", "paste", "dataset", "table", own_keys=True),
    Action("clear-cells", N_("Clear the cells"), "clear_cells", "Del", "edit", "", "dataset", "table", own_keys=True),
    Action("select-all", N_("Select all"), "select_all", "Ctrl+A", "edit", "", "dataset", "table", own_keys=True),
    Action("fill-down", N_("Fill down"), "fill_down", "Ctrl+D", "edit", "fill-down", "dataset", "table"),
    Action("copy-above", N_("Copy from the row above"), "copy_above", "Ctrl+'", "edit", "", "dataset", "table"),
    Action("find", N_("Find…"), "open_find", "Ctrl+F", "edit", "search", "dataset", "table"),
    Action("find-next", N_("Find next"), "find_next", "F3", "edit", "", "dataset", "table"),
    Action("find-previous", N_("Find previous"), "find_previous", "Shift+F3", "edit", "", "dataset", "table"),
    Action("replace", N_("Replace…"), "replace", "Ctrl+H", "edit", "", "dataset", "table"),
    Action("go-to-row", N_("Go to row…"), "go_to_row", "Ctrl+G", "rows", "", "dataset", "table"),
    Action("new-row", N_("New row"), "new_row", "Ctrl+N", "rows", "plus", "dataset", "table"),
    Action("remove-rows", N_("Remove the rows"), "remove_rows", "Ctrl+Del", "rows", "bin", "dataset", "table"),
    Action("label-rows", N_("Label these rows alike…"), "label_rows", "Ctrl+L", "rows", "label", "dataset", "table"),
    Action("add-filter", N_("Add a filter…"), "add_filter", "Ctrl+Shift+A", "rows", "filter", "dataset", "table"),
    Action("filter-cell", N_("Filter by this value"), "filter_cell", "Ctrl+Shift+F", "rows", "", "dataset", "table"),
    Action("clear-filters", N_("Clear all filters"), "clear_filters", "Alt+Backspace", "rows", "", "dataset", "table"),
    Action("sort-up", N_("Sort A to Z"), "sort_up", "Alt+Up", "rows", "sort-up", "dataset", "table"),
    Action("sort-down", N_("Sort Z to A"), "sort_down", "Alt+Down", "rows", "sort-down", "dataset", "table"),
    Action("unsorted", N_("Original order"), "unsorted", "Alt+0", "rows", "", "dataset", "table"),
    Action("hide-column", N_("Hide this column"), "hide_column", "", "view", "eye-off", "dataset", "table"),
    Action("show-columns", N_("Show all columns"), "show_columns", "", "view", "eye", "dataset", "table"),
    Action("next-problem", N_("Next problem"), "next_problem", "F8", "rows", "problems", "dataset", "table"),
    Action("previous-problem", N_("Previous problem"), "previous_problem", "Shift+F8", "rows", "", "dataset", "table"),
    Action("fixes", N_("Fix this cell…"), "show_fixes", "Ctrl+.", "rows", "clean", "dataset", "table"),
    Action("inspector", N_("Show the row"), "toggle_inspector", "Ctrl+I", "view", "panel-right", "dataset", "table"),
    Action("panel", N_("Show problems"), "toggle_panel", "Ctrl+J", "view", "panel-bottom", "dataset", "table"),
)

START: Final = (
    Action("new-workspace", N_("Set up a new workspace…"), "new_workspace", "", "file", "plus", "", "start"),
    Action("rename-table", N_("Rename the table…"), "rename_table", "F2", "file", "edit", "workspace", "start"),
    Action("bin-table", N_("Put the table in the bin"), "bin_table", "Del", "file", "bin", "workspace", "start"),
    Action("restore-table", N_("Bring the table back from the bin"), "restore_table", "Ctrl+R", "file", "", "workspace",
           "start"),
    Action("backup-table", N_("Back up the table…"), "backup_table", "Ctrl+B", "file", "save", "workspace", "start"),
    Action("attach-file", N_("Attach a dataset file…"), "attach_file", "Ctrl+Shift+B", "file", "link", "workspace", "start"),
)

LABEL: Final = (
    Action("label-back", N_("Back to the previous answer"), "go_back", "Up Backspace", "edit", "arrow-left", "dataset", "label",
           own_keys=True),
    Action("label-skip", N_("Skip this row"), "skip", "Down", "edit", "arrow-right", "dataset", "label", own_keys=True),
    Action("label-done", N_("Take these answers and go on"), "go_on", "Return", "edit", "tick", "dataset", "label",
           own_keys=True),
    Action("label-clear", N_("Clear the answer"), "clear_answer", "Del", "edit", "", "dataset", "label", own_keys=True),
    Action("label-unlabelled", N_("Only rows without answers, or all"), "switch_filter", "Ctrl+U", "view", "filter",
           "dataset", "label"),
    Action("label-questions", N_("Write the questions…"), "edit_questions", "Ctrl+Shift+Q", "edit", "edit", "dataset",
           "label"),
    Action("label-file", N_("Take the questions from a file…"), "load_questions", "", "edit", "file", "dataset", "label"),
)

REVIEW: Final = (
    Action("approve", N_("Approve…"), "approve", "A", "edit", "tick", "submitted", "review"),
    Action("return", N_("Return…"), "return_it", "R", "edit", "undo", "submitted", "review"),
    Action("withdraw", N_("Withdraw the submission"), "withdraw", "W", "edit", "", "submitted", "review"),
    Action("next-submission", N_("Next submission"), "next_submission", "J", "view", "arrow-right", "dataset", "review"),
    Action("previous-submission", N_("Previous submission"), "previous_submission", "K", "view", "arrow-left", "dataset",
           "review"),
)

HISTORY: Final = (
    Action("go-to-state", N_("Go to this state"), "go_to_state", "G", "edit", "arrow-right", "dataset", "history"),
    Action("verify-history", N_("Verify that nothing was altered"), "verify", "V", "view", "shield", "dataset", "history"),
    Action("save-history", N_("Save the history as a file…"), "export_history", "", "file", "export", "dataset",
           "history"),
)

PUBLISH: Final = (
    Action("pack", N_("Pack into a folder…"), "pack", "Ctrl+P", "file", "package", "workspace", "publish"),
    Action("sync", N_("Sync now"), "sync", "Ctrl+Shift+S", "file", "sync", "workspace", "publish"),
    Action("add-destination", N_("Add a destination…"), "add_destination", "", "edit", "plus", "workspace", "publish"),
    Action("verify-package", N_("Verify a package…"), "verify_package", "", "file", "shield", "workspace", "publish"),
    Action("accept", N_("Accept packages from a place…"), "accept", "", "file", "import", "workspace", "publish"),
)

PEOPLE: Final = (
    Action("add-person", N_("Add a person"), "add_person", "Ctrl+N", "edit", "plus", "administrator", "people"),
)

HELP: Final = (
    Action("search-help", N_("Search the guide"), "search_guide", "Ctrl+F", "edit", "search", "", "help"),
)

IMPORT: Final = (
    Action("import-now", N_("Import now"), "import_now", "F5", "file", "import", "workspace", "import"),
    Action("choose-files", N_("Choose files…"), "choose_files", "", "file", "folder", "workspace", "import"),
)

COLLECT: Final = (
    Action("collect-take", N_("Take files in…"), "take_files", "F5", "file", "import", "workspace", "collect"),
    Action("collect-take-folder", N_("Take a folder of forms in…"), "take_folder", "", "file", "folder", "workspace",
           "collect"),
    Action("collect-make", N_("Make a form…"), "make_form", "Ctrl+N", "file", "plus", "workspace", "collect"),
    Action("collect-make-now", N_("Make the form…"), "make_now", "Ctrl+S", "file", "export", "workspace", "collect"),
    Action("collect-send-back", N_("Mark up and send back…"), "send_back", "Ctrl+B", "file", "export", "workspace", "collect"),
    Action("collect-take-corrections", N_("Take corrections"), "take_corrections", "Ctrl+T", "edit", "tick", "workspace",
           "collect"),
)

CLEAN: Final = (
    Action("apply-operation", N_("Apply"), "apply_operation", "F5", "edit", "tick", "dataset", "clean"),
    Action("find-operation", N_("Find an operation"), "find_operation", "Ctrl+F", "edit", "search", "dataset", "clean"),
    Action("mend-1", N_("Mend the most common fault"), "mend_1", "Alt+1", "edit", "clean", "dataset", "clean"),
    Action("mend-2", N_("Mend the second fault"), "mend_2", "Alt+2", "edit", "", "dataset", "clean"),
    Action("mend-3", N_("Mend the third fault"), "mend_3", "Alt+3", "edit", "", "dataset", "clean"),
    Action("mend-4", N_("Mend the fourth fault"), "mend_4", "Alt+4", "edit", "", "dataset", "clean"),
    Action("save-recipe", N_("Save the steps as a recipe…"), "save_recipe", "Ctrl+S", "edit", "save", "dataset", "clean"),
    Action("apply-recipe", N_("Choose a recipe…"), "apply_recipe", "Ctrl+R", "edit", "recipe", "dataset", "clean"),
)

CHECK: Final = (
    Action("check-now", N_("Check now"), "check_now", "F5", "rows", "check", "dataset", "check"),
    Action("save-report", N_("Save a report…"), "save_report", "Ctrl+S", "file", "report", "dataset", "check"),
    Action("add-standard", N_("Add a standard…"), "add_standard", "", "file", "plus", "dataset", "check"),
    Action("add-folder", N_("Add a standard from a folder…"), "add_folder", "", "file", "folder", "dataset", "check"),
    Action("draft-standard", N_("Draft a standard from this table"), "draft_standard", "", "file", "edit", "dataset", "check"),
)

ACTIONS: Final = (*WINDOW, *START, *IMPORT, *COLLECT, *CLEAN, *CHECK, *TABLE, *LABEL, *REVIEW, *HISTORY, *PUBLISH, *PEOPLE,
                  *HELP)
"""Every action there is. A page with actions of its own adds a tuple above and names it here."""


def keys_of(action: Action) -> list[str]:
    """Return the action's shortcuts, the one that is shown first."""
    return action.keys.split()
