"""Work that is done meanwhile."""

import threading

import pytest

from wmstudio.runtime.aside import aside, later


def test_the_work_goes_on_before_its_result_is_asked_for():
    begun, may_end = threading.Event(), threading.Event()

    def work():
        begun.set()
        may_end.wait()
        return 7

    result = aside(work)
    begun.wait()
    may_end.set()
    assert result() == 7


def test_what_the_work_raises_is_raised_where_the_result_is_wanted():
    with pytest.raises(ZeroDivisionError):
        aside(lambda: 1 // 0)()


def test_what_is_for_later_is_done_on_a_thread_that_keeps_nobody_from_ending():
    done, threads = threading.Event(), []
    later(lambda: (threads.append(threading.current_thread()), done.set()), 0)
    assert done.wait(60)
    assert threads[0] is not threading.current_thread()
    assert threads[0].daemon
