"""The workers of gunicorn: threads that serve pages, and let go of a connection that was given to somebody else."""

from typing import Any

from gunicorn.workers.gthread import ThreadWorker


class PageWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """A worker with threads that neither ends nor closes what the listeners' process has taken over."""

    def handle_request(self, req: Any, conn: Any) -> bool:  # noqa: ANN401 -- gunicorn passes its own objects
        """Serve a request; a connection that is gone by design is no failure."""
        try:
            return bool(super().handle_request(req, conn))
        except OSError:
            if is_given_away(conn):
                return False
            raise

    def finish_request(self, conn: Any, fs: Any) -> None:  # noqa: ANN401
        """Count a connection that was given away as finished, and leave it alone."""
        if is_given_away(conn):
            self.nr_conns -= 1
            return
        super().finish_request(conn, fs)


def is_given_away(conn: Any) -> bool:  # noqa: ANN401
    """Tell whether the socket of a connection belongs to another process now."""
    return bool(conn.sock.fileno() < 0)
