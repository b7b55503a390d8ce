"""What an operator did or must do: told in a line or two, never as a traceback."""


class OperatorError(Exception):
    """Something the operator can put right; its text is plain words and holds no secret.

    A command prints it on standard error and ends with code 2.
    """
