"""The command `hamyar`: all commands under one name. They import only what they use, so `--help` answers at once."""

import signal
import sys
from types import FrameType

import typer

from bot.commands import asking, desk, grants, insurance, keeping, running, staff
from bot.errors import OperatorError

app = typer.Typer(
    help="Hamyar (همیار): the assistant of a social-security organisation.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # its frames print local variables, and those may be personal data
    context_settings={"help_option_names": ["-h", "--help"]},
)
for part in (running, keeping, grants, insurance, asking, staff, desk):
    app.add_typer(part.app)


def main() -> None:
    """Run the command line; an operator's error is told in a line or two, SIGTERM stops as Ctrl-C does."""
    signal.signal(signal.SIGTERM, _as_interrupt)
    try:
        app()
    except OperatorError as error:
        typer.echo(f"hamyar: {error}", err=True)
        sys.exit(2)


def _as_interrupt(_number: int, frame: FrameType | None) -> None:
    """One way to stop: whatever cleans up after Ctrl-C cleans up after SIGTERM.

    A shell starts what it puts in the background with SIGINT ignored, so the signal itself cannot be passed on.
    """
    handler = signal.getsignal(signal.SIGINT)
    if not callable(handler):
        raise KeyboardInterrupt
    handler(signal.SIGINT, frame)


if __name__ == "__main__":
    main()
