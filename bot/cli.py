"""The command `hamyar`. Each command is thin and imports only what it uses, so that `--help` answers at once."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from bot.errors import OperatorError

if TYPE_CHECKING:
    from bot.settings import Settings

app = typer.Typer(
    help="Hamyar (همیار): the assistant of a social-security organisation.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # its frames print local variables, and those may be personal data
    context_settings={"help_option_names": ["-h", "--help"]},
)


@contextmanager
def database() -> Iterator[tuple["Settings", str]]:
    """The settings and the address of a database whose schema is up to date: what most commands start with."""
    from bot.database import attach
    from bot.settings import read

    settings = read()
    with attach(settings) as url:
        yield settings, url


@contextmanager
def _until_stopped() -> Iterator[None]:
    """For what runs until Ctrl-C or SIGTERM: being stopped is its good end."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # also where a shell started us with it ignored
    with suppress(KeyboardInterrupt):
        yield


@app.command()
def migrate() -> None:
    """Bring the database's schema up to date."""
    from bot.database import server
    from bot.settings import read
    from services.store import migrations

    with server(read()) as url:
        if not migrations.pending(url):
            typer.echo("The schema is up to date.")
            return
        migrations.upgrade(url)
        typer.echo("The schema has been brought up to date.")


@app.command()
def check() -> None:
    """Name every wrong or missing setting at once, and try the database and the providers."""
    from bot.check import findings

    wrong = False
    for finding in findings():
        wrong = wrong or finding.wrong
        typer.echo(finding.text, err=finding.wrong)
    if wrong:
        raise typer.Exit(2)
    typer.echo("Everything that was tried is in order.")


@app.command("import")
def import_(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder with people.csv and the others.")],
    quarantine: Annotated[bool, typer.Option("--quarantine", help="Keep bad rows apart and load the rest.")] = False,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Every fault as CSV; shown are the first hundred.")
    ] = None,
) -> None:
    """Load the registry from CSV files: all of a folder or, when a row is bad, nothing."""
    from bot.importing import import_registry, summary
    from services.calendar import SystemClock

    with database() as (_, url):
        imported = import_registry(url, folder, quarantine=quarantine, clock=SystemClock(), report=report)
        typer.echo(summary(imported))


@app.command()
def sample(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to write; files in it are overwritten.")],
    people: Annotated[int, typer.Option(min=1, help="How many; the cases worth showing are always there.")] = 200,
    seed: Annotated[int, typer.Option(help="The same seed writes the same bytes.")] = 1,
    as_of: Annotated[str | None, typer.Option(metavar="DATE", help="1405-09-01 or 2026-11-22; else today.")] = None,
) -> None:
    """Write a sample registry of invented people as CSV, and name the cases in it."""
    from bot.sampling import sample
    from bot.settings import read
    from services.calendar import SystemClock

    read()  # it needs none of them, but a wrong one is named here as everywhere
    for case in sample(folder, people=people, seed=seed, as_of=as_of, clock=SystemClock()):
        typer.echo(f"{case.national_id}  {case.code}  {case.name}: {case.line}")


@app.command()
def serve() -> None:
    """Serve webhooks, callbacks and pages."""
    from bot.web import serve

    with _until_stopped(), database() as (settings, url):
        serve(settings, url)


@app.command()
def work() -> None:
    """Send what is due, fetch what nobody brings, take up what was left."""
    from bot.worker import work

    with _until_stopped(), database() as (settings, url):
        work(settings, url)


@app.command()
def demo(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where the phone page is; a taken one: the next.")] = 8420,
) -> None:
    """Run everything against the sandbox, with sample people on two phones."""
    from bot.demo import demo
    from bot.settings import read

    with _until_stopped():
        demo(read(), port=port)


@app.command()
def tour() -> None:
    """Play whole conversations against the sandbox and print them."""
    from bot.settings import read
    from bot.tour import tour

    tour(read())


@app.command()
def talk(
    acting_as: Annotated[str | None, typer.Option("--as", metavar="NID", help="Prove this person's mobile.")] = None,
    script: Annotated[Path | None, typer.Option(metavar="FILE", help="Say these lines, one a message.")] = None,
) -> None:
    """Hold one conversation in the terminal."""
    from bot.talking import talk

    with database() as (settings, url):
        talk(settings, url, acting_as=acting_as, script=script)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The archive to write; an older one gives way.")],
) -> None:
    """Write everything worth keeping into one archive: the database, the pictures, the keys beside it."""
    from bot.backup import back_up
    from bot.settings import read

    typer.echo(back_up(read(), file))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An archive that `backup` wrote.")],
    replace: Annotated[bool, typer.Option("--replace", help="Replace what the database holds.")] = False,
    nothing_sent_since: Annotated[
        bool, typer.Option("--nothing-sent-since", help="Nothing ran since the backup: what waited is sent as it is.")
    ] = False,
) -> None:
    """Put an archive back, all of it or nothing. What may have been sent since is not sent again unmarked."""
    from bot.restoring import restore
    from bot.settings import read

    typer.echo(restore(read(), file, replace=replace, nothing_sent_since=nothing_sent_since))


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A PDF (a receipt, a contract) or an order's CSV.")],
    keys: Annotated[
        Path | None,
        typer.Option("--keys", metavar="FILE", help="Public keys, as `public-keys` prints them; else ours."),
    ] = None,
) -> None:
    """Say whether a file was issued here: 0 genuine, 1 changed, 3 not ours, 4 unknown key, 5 written anew since."""
    from bot.settings import read
    from bot.verifying import CODES, keys_of, told, verified

    found, where = verified(file, keys_of(read(), keys))
    for line in told(found, where):
        typer.echo(line)
    raise typer.Exit(CODES[found.verdict])


@app.command("public-keys")
def public_keys() -> None:
    """Print the public keys with which anybody can verify what was issued here."""
    from bot.settings import read
    from bot.signing import public_keys

    typer.echo(public_keys(read()).written(), nl=False)


@app.command()
def prune() -> None:
    """Remove what is past its time, and say what."""
    from bot.pruning import prune_now
    from bot.vault import open_files

    with database() as (settings, url):
        typer.echo(prune_now(url, open_files(settings)))


@app.command("rotate-keys")
def rotate_keys() -> None:
    """Put the pictures that lie under an older key under the first of HAMYAR_FILE_KEYS, and say what was done."""
    from bot.vault import rotate_now

    with database() as (settings, url):
        typer.echo(rotate_now(settings, url))


@app.command()
def decide(
    month: Annotated[str, typer.Argument(metavar="MONTH", help="The Jalali month of registration: 1399-09.")],
    person: Annotated[str | None, typer.Option(metavar="NID", help="Only this person's, by national ID.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Decide the grants of the marriages registered in a month, a line each, and change nothing."""
    from bot.deciding import read_month, read_person, write_decisions

    asked, national_id = read_month(month), read_person(person)
    with database() as (_, url):
        write_decisions(url, asked, national_id, as_json=as_json, out=sys.stdout)


@app.command("month-end")
def month_end(
    month: Annotated[str, typer.Argument(metavar="MONTH", help="The Jalali month of registration: 1405-08.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would come of it, and change nothing.")] = False,
    early: Annotated[bool, typer.Option("--early", help="Decide those so far of a month that is not over.")] = False,
) -> None:
    """Decide every marriage registered in a month, and whoever was left open, and tell them; a stopped run goes on."""
    from bot.deciding import read_month
    from bot.month_end import month_end, rehearsed

    asked = read_month(month)
    with database() as (settings, url):
        typer.echo(rehearsed(url, asked) if dry_run else month_end(settings, url, asked, early=early))


@app.command("dependency")
def dependency_(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would come of it, and change nothing.")] = False,
    person: Annotated[str | None, typer.Option(metavar="NATIONAL_ID", help="Where this one stands, no more.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """Match civil events with daughters who draw a share: notify them, and end what is due today."""
    from bot.deciding import read_person
    from bot.dependency import counts, matched, of_person, rehearsed

    national_id = read_person(person)
    with database() as (settings, url):
        if national_id:
            typer.echo(of_person(url, national_id, as_json=as_json))
        else:
            found = rehearsed(url) if dry_run else matched(settings, url)
            typer.echo(counts(found, dry_run=dry_run, as_json=as_json))


@app.command("pension-order")
def pension_order(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the file goes; of the same name: replaced.")],
    number: Annotated[
        int | None, typer.Option("--number", metavar="NUMBER", min=1, help="Write this order again, as it was.")
    ] = None,
) -> None:
    """Write the signed order to the pension department: daughters' shares that ended, or are drawn again, since."""
    from bot.pension_order import write_orders

    with database() as (settings, url):
        typer.echo(write_orders(settings, url, folder, number))


@app.command("notices")
def notices_(
    month: Annotated[str, typer.Argument(metavar="MONTH", help="The Jalali month in which people were told: 1405-09.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Count what became of notices: by event, channel and outcome, with people, SMS parts and rials."""
    from bot.deciding import read_month
    from bot.notices import notices

    asked = read_month(month)
    with database() as (_, url):
        typer.echo(notices(url, asked, as_json=as_json))


@app.command("payment-order")
def payment_order(
    month: Annotated[str, typer.Argument(metavar="MONTH", help="The Jalali month: 1405-08.")],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the files go; of the same name: replaced.")],
) -> None:
    """Write the signed payment order of each finished run of a month, as CSV and as a PDF to print."""
    from bot.deciding import read_month
    from bot.payment_order import write_orders

    asked = read_month(month)
    with database() as (settings, url):
        typer.echo(write_orders(settings, url, asked, folder))


@app.command("report")
def report_(
    month: Annotated[str, typer.Argument(metavar="MONTH", help="The Jalali month: 1405-08.")],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the files go; of the same name: replaced.")],
) -> None:
    """Write what was decided in a month and why, beside the months before, as a page and as a PDF."""
    from bot.deciding import read_month
    from bot.month_report import write_report

    asked = read_month(month)
    with database() as (_, url):
        typer.echo(write_report(url, asked, folder))


@app.command("payments-in")
def payments_in(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="CSV of finance: order,national_id,marriage_id,amount,state,on,reason."),
    ],
) -> None:
    """Take what finance says became of payments, all of a file or nothing, and tell each person."""
    from bot.payment_order import take_in

    with database() as (settings, url):
        typer.echo(take_in(settings, url, file))


@app.command()
def reconcile(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The bank's settlement: reference,order,amount.")],
    gateway: Annotated[str, typer.Option(metavar="BANK", help="zarinpal or sep.")],
    day: Annotated[str, typer.Option(metavar="DAY", help="The Jalali day that it is of: 1404-07-01.")],
    ask: Annotated[bool, typer.Option("--ask", help="Have the bank asked about what is missing here.")] = False,
) -> None:
    """Match a bank's settlement of a day with what is recorded here: a line each that differs, with what to do."""
    from bot.reconciling import asked, in_order, lines, read_day, reconciled, settlement
    from services.calendar import SystemClock

    of_day = read_day(day)
    with database() as (_, url):
        findings = reconciled(url, gateway, settlement(file), of_day)
        for line in lines(findings):
            typer.echo(line)
        if ask:
            typer.echo(asked(url, findings, SystemClock()))
    if not in_order(findings):
        raise typer.Exit(1)


@app.command()
def quote(
    scheme: Annotated[str, typer.Option(metavar="SCHEME", help="voluntary or partial.")],
    month: Annotated[str, typer.Option(metavar="MONTH", help="The Jalali month: 1404-07.")],
    base: Annotated[
        str | None, typer.Option(metavar="DAILY", help="Voluntary: the daily base in rials; else the lowest.")
    ] = None,
    recorded: Annotated[str | None, typer.Option(metavar="DAYS", help="Partial: the days on the month's list.")] = None,
    wage: Annotated[str | None, typer.Option(metavar="RIALS", help="Partial: the wage on the month's list.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As a JSON object.")] = False,
) -> None:
    """Compute the premium of a month of voluntary insurance, or of the days missing from a partial one."""
    from bot.quoting import quote_json, quote_line, quoted, warnings
    from bot.settings import read

    read()  # it needs none of them, but a wrong one is named here as everywhere
    computed = quoted(scheme, month, base=base, recorded=recorded, wage=wage)
    for warning in warnings(computed):
        typer.echo(warning, err=True)
    typer.echo(quote_json(computed) if as_json else quote_line(computed, scheme))


@app.command()
def eligible(
    age: Annotated[str, typer.Option(metavar="YEARS", help="In completed years.")],
    record: Annotated[str, typer.Option(metavar="DAYS", help="Days of record, of all schemes but unemployment.")],
    as_json: Annotated[bool, typer.Option("--json", help="As a JSON object.")] = False,
) -> None:
    """Say whether somebody of that age and record, insured nowhere else, may contract voluntary insurance."""
    from bot.quoting import eligibility_json, eligibility_line, judged
    from bot.settings import read

    read()
    decided = judged(age, record)
    typer.echo(eligibility_json(decided) if as_json else eligibility_line(decided))


@app.command()
def understand(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    review: Annotated[
        bool, typer.Option("--review", help="Show what was not understood for sure; at a terminal, ask for labels.")
    ] = False,
    label: Annotated[
        Path | None, typer.Option("--label", metavar="FILE", help="Take labels from what --review printed, put right.")
    ] = None,
    into: Annotated[
        Path | None, typer.Option("--into", metavar="FILE", help="Where labelled examples are written.")
    ] = None,
    compare: Annotated[
        Path | None, typer.Option("--compare", metavar="NEW.npz", help="A new model beside the one that ships.")
    ] = None,
    on: Annotated[
        Path | None, typer.Option("--on", metavar="FILE", help="The messages to compare on; held-out ones if left out.")
    ] = None,
) -> None:
    """Say what messages are about: a line of standard input is a message."""
    if review or label:
        _label(label, into)
        return
    from bot.understanding import compare as compared
    from bot.understanding import understand_lines

    if compare:
        told, is_worse = compared(compare, on)
        typer.echo(told)
        raise typer.Exit(1 if is_worse else 0)
    with (
        open(sys.stdin.fileno(), encoding="utf-8", errors="replace", closefd=False) as messages,
        open(sys.stdout.fileno(), "w", encoding="utf-8", closefd=False) as out,
    ):
        understand_lines(messages, out, as_json=as_json)


def _label(labels: Path | None, into: Path | None) -> None:
    from bot.labelling import review, take
    from services.understanding.examples import LABELLED

    with database() as (_, url):
        if labels:
            typer.echo(take(url, labels, into=into or LABELLED))
        else:
            review(url, sys.stdout, sys.stdin if sys.stdin.isatty() else None, into=into or LABELLED)


@app.command()
def faq(
    id: Annotated[str | None, typer.Argument(metavar="ID", help="As `understand` names it; else all of them.")] = None,
) -> None:
    """Print the short answers of the FAQ, with where each comes from."""
    from bot.faq import told
    from services.calendar import SystemClock, today

    typer.echo(told(id, today(SystemClock())))


staff_app = typer.Typer(help="Who may act at the desk.", no_args_is_help=True)
app.add_typer(staff_app, name="staff")


@staff_app.command("add")
def staff_add(
    telegram_id: Annotated[int, typer.Argument(metavar="TELEGRAM_ID", min=1)],
    role: Annotated[str, typer.Option(metavar="ROLE", help="agent, reviewer or supervisor.")],
    national_id: Annotated[str, typer.Option(metavar="NID", help="Nobody serves or decides their own case.")],
    name: Annotated[str | None, typer.Option(help="What colleagues call them; else the registry's name.")] = None,
) -> None:
    """Enrol somebody, or give them another role."""
    from bot.desk import add_staff
    from services.desk import Role

    if role not in list(Role):
        raise typer.BadParameter("agent, reviewer or supervisor", param_hint="--role")
    with database() as (_, url):
        typer.echo(add_staff(url, telegram_id, Role(role), national_id, name))


@staff_app.command("list")
def staff_list() -> None:
    """Everybody enrolled."""
    from bot.desk import list_staff

    with database() as (_, url):
        typer.echo(list_staff(url))


@staff_app.command("remove")
def staff_remove(telegram_id: Annotated[int, typer.Argument(metavar="TELEGRAM_ID")]) -> None:
    """Somebody acts no more; what they did stays on record."""
    from bot.desk import remove_staff

    with database() as (_, url):
        typer.echo(remove_staff(url, telegram_id))


audit_app = typer.Typer(help="The record of what was done at the desk.", no_args_is_help=True)
app.add_typer(audit_app, name="audit")


@audit_app.command("verify")
def audit_verify() -> None:
    """Go through the chain of hashes, and name the first row that is not as it was sealed."""
    from bot.desk import verify_audit

    with database() as (_, url):
        typer.echo(verify_audit(url))


desk_app = typer.Typer(help="The desk from a terminal, as somebody enrolled.", no_args_is_help=True)
app.add_typer(desk_app, name="desk")
AsStaff = Annotated[int, typer.Option("--as", metavar="TELEGRAM_ID", help="Who acts.")]
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="The ticket's.")]
WithNote = Annotated[str, typer.Option("--note", help="What the next one has to know.")]


@desk_app.command("list")
def desk_list(staff: AsStaff) -> None:
    """Tickets that are not closed."""
    from bot.desk import act, listed

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda desk: listed(desk, staff)))


@desk_app.command("show")
def desk_show(number: Number, staff: AsStaff) -> None:
    """A ticket and all that was said in it."""
    from bot.desk import act, shown

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda desk: shown(desk, staff, number)))


@desk_app.command("take")
def desk_take(number: Number, staff: AsStaff) -> None:
    """Take a ticket; from then on the bot is silent."""
    from bot.desk import act, done

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda desk: done(desk.take(number, staff), desk)))


@desk_app.command("reply")
def desk_reply(
    number: Number,
    text: Annotated[str, typer.Argument(metavar="TEXT")],
    staff: AsStaff,
    sms: Annotated[bool, typer.Option("--sms", help="To their mobile, where they have blocked the bot.")] = False,
) -> None:
    """Answer the citizen on their own channel."""
    from bot.desk import act, replied

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda desk: replied(desk, staff, number, text, sms=sms)))


@desk_app.command("note")
def desk_note(number: Number, text: Annotated[str, typer.Argument(metavar="TEXT")], staff: AsStaff) -> None:
    """A note between colleagues; it never leaves."""
    from bot.desk import act

    with database() as (settings, url):
        act(settings, url, lambda desk: desk.note(number, staff, text))
        typer.echo("Noted.")


@desk_app.command("hand-to")
def desk_hand_to(
    number: Number,
    colleague: Annotated[int, typer.Argument(metavar="TELEGRAM_ID", help="Who gets it.")],
    note: WithNote,
    staff: AsStaff,
) -> None:
    """Hand a ticket to a colleague, with a note."""
    from bot.desk import act, done

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda desk: done(desk.hand_to(number, staff, colleague, note), desk)))


@desk_app.command("hand-back")
def desk_hand_back(number: Number, staff: AsStaff) -> None:
    """Give the conversation back to the bot, which repeats its question."""
    from bot.desk import act, done

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda desk: done(desk.hand_back(number, staff), desk)))


@desk_app.command("close")
def desk_close(number: Number, staff: AsStaff) -> None:
    """Close a ticket; the citizen is asked for a mark."""
    from bot.desk import act, done

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda desk: done(desk.close(number, staff), desk)))


cases_app = typer.Typer(help="Objections, as reviewers decide them.", no_args_is_help=True)
desk_app.add_typer(cases_app, name="cases")
Tracking = Annotated[str, typer.Argument(metavar="NUMBER", help="The objection's.")]


@cases_app.command("list")
def cases_list(staff: AsStaff) -> None:
    """Objections that are not decided."""
    from bot.cases import act, listed

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda reviews: listed(reviews, staff)))


@cases_app.command("show")
def cases_show(number: Tracking, staff: AsStaff) -> None:
    """An objection with its decision, its figures and what happened to it."""
    from bot.cases import act, shown

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda reviews: shown(reviews, staff, number, settings)))


@cases_app.command("uphold")
def cases_uphold(
    number: Tracking,
    ground: Annotated[str, typer.Argument(metavar="GROUND", help="Between colleagues; the citizen is not told.")],
    staff: AsStaff,
) -> None:
    """Uphold an objection, or confirm what another reviewer has upheld."""
    from bot.cases import act, upheld

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda reviews: upheld(reviews, staff, number, ground)))


@cases_app.command("refuse")
def cases_refuse(
    number: Tracking,
    reason: Annotated[str, typer.Option(metavar="REASON", help="Why: one of the list; a wrong one names them.")],
    staff: AsStaff,
    line: Annotated[str, typer.Option("--line", help="What the citizen is told besides.")] = "",
) -> None:
    """Refuse an objection."""
    from bot.cases import act, refused

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda reviews: refused(reviews, staff, number, reason, line)))


@cases_app.command("want-better")
def cases_want_better(
    number: Tracking,
    paper: Annotated[str, typer.Argument(metavar="PAPER", help="Of which paper: a wrong one names them.")],
    staff: AsStaff,
) -> None:
    """Ask the citizen for a better picture of a paper."""
    from bot.cases import act, better_wanted

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda reviews: better_wanted(reviews, staff, number, paper)))


@cases_app.command("pictures")
def cases_pictures(number: Tracking, staff: AsStaff) -> None:
    """A link to the pictures, for whoever asks alone."""
    from bot.cases import act, pictures

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda reviews: pictures(reviews, staff, number, settings)))


refunds_app = typer.Typer(help="Credit and its refunds, by supervisors.", no_args_is_help=True)
desk_app.add_typer(refunds_app, name="refunds")
Person = Annotated[str, typer.Argument(metavar="NID", help="Whose credit, by national ID.")]
Refund = Annotated[str, typer.Argument(metavar="NUMBER", help="The refund's.")]


@refunds_app.command("credit")
def refunds_credit(person: Person, staff: AsStaff) -> None:
    """What a person has with us that pays for nothing, and where it is from."""
    from bot.refunds import act, shown

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda refunds: shown(refunds, staff, person)))


@refunds_app.command("list")
def refunds_list(staff: AsStaff) -> None:
    """Refunds that are not closed."""
    from bot.refunds import act, listed

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda refunds: listed(refunds, staff)))


@refunds_app.command("ask")
def refunds_ask(
    person: Person,
    ground: Annotated[str, typer.Argument(metavar="GROUND", help="Between colleagues; the citizen is not told.")],
    staff: AsStaff,
    amount: Annotated[int | None, typer.Option(min=1, metavar="RIALS", help="Else all the credit there is.")] = None,
) -> None:
    """Ask for credit to be given back; a second supervisor has to confirm it."""
    from bot.refunds import act, asked

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda refunds: asked(refunds, staff, person, ground, amount)))


@refunds_app.command("confirm")
def refunds_confirm(number: Refund, staff: AsStaff) -> None:
    """Confirm a refund that another supervisor has asked for."""
    from bot.refunds import act, done

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda refunds: done(refunds.confirm(number, staff))))


@refunds_app.command("refuse")
def refunds_refuse(
    number: Refund,
    ground: Annotated[str, typer.Argument(metavar="GROUND", help="Between colleagues; the citizen is not told.")],
    staff: AsStaff,
) -> None:
    """Refuse a refund; the money is credit again."""
    from bot.refunds import act, done

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda refunds: done(refunds.refuse(number, staff, ground))))


@refunds_app.command("paid")
def refunds_paid(
    number: Refund,
    trace: Annotated[str, typer.Argument(metavar="TRACE", help="Finance's number of the transfer.")],
    staff: AsStaff,
) -> None:
    """Note that finance has paid it; the person is told."""
    from bot.refunds import act, done

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda refunds: done(refunds.paid_back(number, staff, trace))))


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
