"""The banks as `hamyar check` finds them: whether each knows our account. Nothing is changed there."""

from __future__ import annotations

from bot.banks import make_banks
from bot.check import Finding
from bot.settings import Settings
from handlers.bank import sep, zarinpal
from handlers.bank.port import BankError

_CALLED = {sep.NAME: "SEP", zarinpal.NAME: "Zarinpal"}
_ACCOUNTS = {sep.NAME: "HAMYAR_SEP_TERMINAL", zarinpal.NAME: "HAMYAR_ZARINPAL_MERCHANT"}


async def found(settings: Settings) -> list[Finding]:
    """What is found at the banks whose account is set."""
    findings, addresses = [], {sep.NAME: settings.sep_api, zarinpal.NAME: settings.zarinpal_api}
    for bank in make_banks(settings):
        called = _CALLED[bank.name]
        try:
            await bank.greet()
        except BankError as error:
            away = f"{called} cannot be reached at {addresses[bank.name]} ({error.reason})."
            refused = f"{_ACCOUNTS[bank.name]}: {called} refuses it with {error.reason}."
            findings.append(Finding(away if error.retryable else refused))
        else:
            findings.append(Finding(f"{called} knows the account.", wrong=False))
        finally:
            await bank.close()
    return findings
