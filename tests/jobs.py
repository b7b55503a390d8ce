"""Jobs are worked off in a test: those that were deferred, and no other."""

from __future__ import annotations

from procrastinate import App


async def worked_off(app: App) -> None:
    """Work until nothing is left. The schedule is put away: what comes by itself at this hour does not come here."""
    app.periodic_registry.periodic_tasks.clear()
    await app.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False)
