import subprocess
import sys

# A binding that miscounts references to None or True aborts the interpreter within the first
# thousands of these; a short test run would never notice.
SOAK = """
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

class Speaker(QObject):
    said = Signal(int)

application = QApplication([])
heard = []
speaker = Speaker()
speaker.said.connect(heard.append)
for number in range(10_000):
    speaker.said.emit(number)

widget = QWidget()
for _ in range(100_000):
    widget.update()
print(len(heard))
"""


def test_ten_thousand_signals_and_a_hundred_thousand_void_calls_do_not_end_the_interpreter():
    soak = subprocess.run([sys.executable, "-c", SOAK], capture_output=True, text=True, timeout=100)

    assert soak.returncode == 0, soak.stderr
    assert soak.stdout.strip() == "10000"
