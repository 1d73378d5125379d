"""The request log as a file."""

from concurrent.futures import ThreadPoolExecutor

from reconcile.sandbox.requestlog import Entry, RequestLog


def entry(path="/x"):
    return Entry(at="2026", app="xpm", method="GET", path=path, query="", status=200, mutating=False)


def test_lines_come_back_in_their_order(tmp_path):
    log = RequestLog(tmp_path / "requests.jsonl")
    assert log.read() == []
    for path in ("/one", "/two\u2028\n"):
        log.write(entry(path))
    assert [row["path"] for row in log.read()] == ["/one", "/two\u2028\n"]
    assert set(log.read()[0]) == {
        "at", "app", "method", "path", "query", "status", "mutating", "tool", "fault", "effect",
    }  # fmt: skip
    log.clear()
    assert log.read() == []


def test_lines_of_several_threads_do_not_mix(tmp_path):
    log = RequestLog(tmp_path / "requests.jsonl")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: log.write(entry(f"/{number}" * 200)), range(200)))
    assert len({row["path"] for row in log.read()}) == 200


def test_only_its_owner_may_read_it(tmp_path):
    log = RequestLog(tmp_path / "requests.jsonl")
    log.write(entry())
    assert log.path.stat().st_mode & 0o077 == 0
