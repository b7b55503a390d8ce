"""A command that holds the embedded database until it is stopped, run by the tests as a process of its own."""

import os
import time

from bot.cli import app, main


@app.command()
def hold() -> None:
    from bot.database import server
    from bot.settings import read
    from services.store.engine import connect

    with server(read()) as url:
        with connect(url) as connection:
            connection.execute("SELECT 1")
        print(url, flush=True)
        time.sleep(600)  # longer than any test holds it


@app.command()
def fork() -> None:
    """Hold it, and let a forked child end as a process does: through every `finally`."""
    from bot.database import server
    from bot.settings import read
    from services.store.engine import connect

    with server(read()) as url:
        child = os.fork()
        if child == 0:
            raise SystemExit(0)
        os.waitpid(child, 0)
        with connect(url) as connection:
            connection.execute("SELECT 1")
        print("still there", flush=True)


if __name__ == "__main__":
    main()
