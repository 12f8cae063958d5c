"""The commands that open help and preferences. What each opens is imported when it is opened."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from wmstudio.app import log
from wmstudio.gui.base.plain import in_title
from wmstudio.gui.base.translation import tr
from wmstudio.gui.workspace.controller import Controller
from wmstudio.gui.workspace.workspace import readers

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog

    from wmstudio.gui.features.copies import Copies
    from wmstudio.gui.workspace.appearance import Appearance
    from wmstudio.gui.workspace.controller import Services


class ReadingMatter(Controller):
    """Opens help and preferences beside the window, each at most once."""

    def __init__(self, services: Services, appearance: Appearance, copies: Copies) -> None:
        super().__init__(services)
        self._appearance, self._copies, actions = appearance, copies, self._actions
        self._open: dict[str, QDialog] = {}
        actions.on("help.shortcuts", self.shortcuts)
        actions.on("help.glossary", self.glossary)
        actions.on("copies.explain", self.explain)
        actions.on("help.about", self.about)
        actions.on("help.licences", self.licences)
        actions.on("model.about", self.model)
        actions.on("help.notices", self.notices)
        actions.on("help.diagnostics", self.diagnostics)
        actions.on("help.log", self.log)
        actions.on("edit.preferences", self.preferences)

    def shortcuts(self) -> None:
        """Show all shortcuts, in a list that can change them."""
        from wmstudio.gui.shell.shortcuts import ShortcutsPage

        page = ShortcutsPage(self._actions, self._preferences, self._window)
        self._show("shortcuts", page)
        page.search.setFocus()

    def glossary(self) -> None:
        """Show all terms."""
        from wmstudio.gui.shell.help import TextDialog, glossary

        self._show("glossary", TextDialog(tr("Glossary"), glossary(), self._window))

    def explain(self) -> None:
        """Show what the current panel is."""
        if (info := self._copies.info) is not None:
            from wmstudio.gui.shell.help import TextDialog, about_panel

            title = in_title(tr(info.title))
            self._show("panel", TextDialog(title, about_panel(info), self._window))

    def about(self) -> None:
        """Show a description of the program."""
        from wmstudio.gui.shell.help import TextDialog, about

        self._show("about", TextDialog(tr("About WM Studio"), about(), self._window))

    def licences(self) -> None:
        """Show all licences."""
        from wmstudio.gui.shell.help import TextDialog, licences

        self._show("licences", TextDialog(tr("Licences"), licences(), self._window))

    def model(self) -> None:
        """Show the card of the open model, or of all compared models."""
        from wmstudio.gui.shell.help import ModelDialog

        self._show("model", ModelDialog(self._workspace, self._window))

    def notices(self) -> None:
        """Show all notices since the start."""
        from wmstudio.gui.base.notice_list import NoticeList

        self._show("notices", NoticeList(self._messages.earlier, self._window))

    def preferences(self) -> None:
        """Show the preferences."""
        from wmstudio.gui.shell.preferences_page import PreferencesPage

        page = PreferencesPage(self._preferences, self._window)
        page.keys.clicked.connect(self.shortcuts)
        page.follow(self._appearance)
        self._show("preferences", page)
        page.search.setFocus()

    def diagnostics(self) -> None:
        """Copy diagnostics to the clipboard."""
        from wmstudio.app import diagnostics
        from wmstudio.gui.shell.help import surroundings

        first, *others = readers(self._workspace)
        opened = {"Model": first.opened}
        opened |= {f"Compared with {lane.mark}": lane.opened for lane in others}
        report = diagnostics.report(self._preferences.settings, opened, surroundings())
        QGuiApplication.clipboard().setText(report)
        said = tr(
            "Copied versions, device, model and settings to the clipboard. Your "
            "text is not included."
        )
        self._messages.say(said, "diagnostics", warns=False, details=report, passes=True)

    def log(self) -> None:
        """Show the log file."""
        file = log.where()
        if file is None:
            said = tr("No log is kept (see Preferences).")
            self._messages.say(said, "log", warns=False, passes=True)
        else:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))

    def _show(self, name: str, dialog: QDialog) -> None:
        before = self._open.pop(name, None)
        if before is not None:
            before.close()
        self._open[name] = dialog
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.destroyed.connect(partial(self._forget, name, dialog))
        dialog.show()

    def _forget(self, name: str, dialog: QDialog) -> None:
        if self._open.get(name) is dialog:
            del self._open[name]
