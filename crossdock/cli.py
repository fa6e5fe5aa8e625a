"""The command line: every command with its flags, and nothing heavy until one is chosen.

Exit codes: 0 done, 1 problems in the data were found, 2 the command could not run.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Optional

import typer

from crossdock.cli_wire import edi_app, partner_app
from crossdock.console import COULD_NOT, CommandFailed, Speaker
from crossdock.options import ROWS, Config, Data, Json, Limit, Text, settings_of
from storage.faults import Fault

app = typer.Typer(
    name="crossdock",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich" if sys.stdout.isatty() else None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
bench_app = typer.Typer(help="How fast it is, beside its peers, measured here and now.")
app.add_typer(edi_app, name="edi", no_args_is_help=True)
app.add_typer(partner_app, name="partner", no_args_is_help=True)
app.add_typer(bench_app, name="bench", no_args_is_help=True)


def _tell_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"crossdock {version('crossdock')}")
        raise typer.Exit


@app.callback(no_args_is_help=True)
def every(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_tell_version, help="Say which version this is."
        ),
    ] = False,
) -> None:
    """EDI and warehouse events in, available-to-sell out, exactly once."""


By = Annotated[Text, typer.Option("--by", metavar="NAME", help="Who decides.")]
Reason = Annotated[Text, typer.Option("--reason", metavar="TEXT", help="Why it is decided so.")]


def named(argument: str | None, listing: str) -> str:
    """The name of what is to be decided about, which no decision can do without."""
    if argument is None:
        raise CommandFailed(f"Name what is to be decided about, as `crossdock {listing}` shows it.")
    return argument


@app.command()
def demo(
    *,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the demo's files go.")] = Path(
        "demo"
    ),
    orders: Annotated[int, typer.Option(min=20, help="How many 850s the retailers send.")] = 400,
    items: Annotated[int, typer.Option(min=100, help="How many items there are.")] = 2_400,
    seed: Annotated[int, typer.Option(help="Another seed, another day.")] = 7,
    workers: Annotated[int, typer.Option(min=1, help="Worker processes for each flow.")] = 1,
    json: Json = False,
) -> None:
    """Make a believable day of a distributor, run every flow on it, check it against the truth."""
    from crossdock.commands.demo import run_demo
    from crossdock.demo.inbox import Scale

    scale = Scale(items=items, orders=orders, seed=seed)
    raise typer.Exit(run_demo(Speaker(json=json), out, scale, workers=workers))


@app.command()
def run(
    *,
    flows: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Argument(metavar="[FLOW]...", help="intake, inventory; all by default."),
    ] = None,
    config: Config = None,
    data: Data = None,
    inbox: Annotated[
        Optional[list[Path]],  # noqa: UP045
        typer.Option(metavar="DIR", help="A drop folder with edi/, events/, masters/; repeatable."),
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="Drain what is there, then end.")] = False,
    workers: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(min=1, help="Worker processes for each flow."),
    ] = None,
    json: Json = False,
) -> None:
    """Run flows: with --once until nothing is left to do, else until stopped."""
    from crossdock.commands.run import run_command as start

    settings = settings_of(config, data, inboxes=inbox or None, workers=workers)
    raise typer.Exit(start(Speaker(json=json), settings.for_flows(), flows or [], once=once))


@app.command()
def ats(
    *,
    item: Annotated[Text, typer.Argument(help="One item; all by default.")] = None,
    location: Annotated[Text, typer.Option(help="One location; '*' is the network.")] = None,
    channel: Annotated[Text, typer.Option(help="One channel; '*' is all channels.")] = None,
    as_of: Annotated[
        Text, typer.Option("--as-of", metavar="TIME", help="As it was known to be at a time.")
    ] = None,
    limit: Limit = ROWS,
    config: Config = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """What can be sold."""
    settings = settings_of(config, data).for_flows()
    speaker = Speaker(json=json)
    shown = 0 if json else limit
    if as_of is not None:
        from crossdock.commands.history import ats_as_of

        code = ats_as_of(
            speaker,
            settings,
            item=item,
            location=location,
            channel=channel,
            as_of=as_of,
            limit=shown,
        )
        raise typer.Exit(code)
    from crossdock.commands import views

    raise typer.Exit(
        views.ats(speaker, settings, item=item, location=location, channel=channel, limit=shown)
    )


@app.command()
def explain(
    *,
    item: Annotated[str, typer.Argument(help="The item whose number is to be explained.")],
    location: Annotated[Text, typer.Option(help="One location; the network by default.")] = None,
    as_of: Annotated[
        Text, typer.Option("--as-of", metavar="TIME", help="As it was known to be at a time.")
    ] = None,
    config: Config = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Why the number is what it is: signed contributions with their events and documents."""
    from crossdock.commands.history import explain as explain_number

    settings = settings_of(config, data).for_flows()
    code = explain_number(Speaker(json=json), settings, item=item, location=location, as_of=as_of)
    raise typer.Exit(code)


@app.command()
def exceptions(
    *,
    exception: Annotated[
        Text, typer.Argument(help="One exception by its name; all by default.")
    ] = None,
    close: Annotated[
        bool, typer.Option("--close", help="Close it: nobody need look at it any more.")
    ] = False,
    by: By = None,
    reason: Reason = None,
    status: Annotated[str, typer.Option(help="open, resolved, or all.")] = "open",
    code: Annotated[Text, typer.Option(help="One code, such as INV-NEG.")] = None,
    limit: Limit = ROWS,
    config: Config = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """What needs a person; with --close, an exception that is settled."""
    from crossdock.commands import views

    speaker, settings = Speaker(json=json), settings_of(config, data).for_flows()
    if close:
        from crossdock.commands import decisions

        said = decisions.Said(by=by, reason=reason)
        raise typer.Exit(
            decisions.close_exception(speaker, settings, named(exception, "exceptions"), said)
        )
    found = views.exceptions(
        speaker,
        settings,
        exception=exception,
        status=None if status == "all" or exception else status,
        code=code,
        limit=0 if json else limit,
    )
    raise typer.Exit(found)


@app.command()
def freshness(config: Config = None, data: Data = None, json: Json = False) -> None:
    """How far all that each source said is known."""
    from crossdock.commands import views

    raise typer.Exit(views.freshness(Speaker(json=json), settings_of(config, data).for_flows()))


@app.command()
def documents(
    *,
    document: Annotated[
        Text, typer.Argument(help="One document, or a held interchange, by its name.")
    ] = None,
    held: Annotated[
        bool, typer.Option("--held", help="Only what waits for a decision, with its name.")
    ] = False,
    release: Annotated[
        bool, typer.Option("--release", help="Take what is held after all.")
    ] = False,
    reject: Annotated[bool, typer.Option("--reject", help="Refuse what is held.")] = False,
    by: By = None,
    reason: Reason = None,
    partner: Annotated[Text, typer.Option(help="One partner.")] = None,
    direction: Annotated[Text, typer.Option(help="in or out.")] = None,
    awaiting: Annotated[
        bool, typer.Option("--awaiting", help="Only what was sent and is not acknowledged.")
    ] = False,
    show: Annotated[
        Text, typer.Option(metavar="DOCUMENT", help="The bytes of one document, as they are kept.")
    ] = None,
    limit: Limit = ROWS,
    config: Config = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """EDI documents received and sent; with --release or --reject, a decision on a held one."""
    from crossdock.commands import documents as shown

    speaker, settings = Speaker(json=json), settings_of(config, data).for_flows()
    if show is not None:
        raise typer.Exit(shown.show_bytes(speaker, settings, show))
    if release or reject:
        from crossdock.commands import decisions
        from schemas.decisions import Action

        if release and reject:
            raise CommandFailed("Say one of --release and --reject, not both.")
        action = Action.RELEASE if release else Action.REJECT
        said = decisions.Said(by=by, reason=reason)
        code = decisions.decide_document(
            speaker, settings, named(document, "documents --held"), action, said
        )
        raise typer.Exit(code)
    if held:
        from crossdock.commands import decisions

        raise typer.Exit(decisions.list_held(speaker, settings, partner, 0 if json else limit))
    found = shown.list_documents(
        speaker,
        settings,
        document=document,
        partner=partner,
        direction=direction,
        awaiting=awaiting,
        limit=0 if json else limit,
    )
    raise typer.Exit(found)


@app.command()
def findings(
    *,
    code: Annotated[Text, typer.Option(help="One code, such as NOT_JSON.")] = None,
    severity: Annotated[Text, typer.Option(help="error, warning or note.")] = None,
    limit: Limit = ROWS,
    config: Config = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """What was wrong with what came in, and where it stands."""
    from crossdock.commands import views

    found = views.findings(
        Speaker(json=json),
        settings_of(config, data).for_flows(),
        code=code,
        severity=severity,
        limit=0 if json else limit,
    )
    raise typer.Exit(found)


@app.command()
def state(config: Config = None, data: Data = None, json: Json = False) -> None:
    """Where every flow stands: positions, and how much is still to be read."""
    from crossdock.commands.state import show_state

    raise typer.Exit(show_state(Speaker(json=json), settings_of(config, data).for_flows()))


@app.command()
def doctor(config: Config = None, data: Data = None, json: Json = False) -> None:
    """Is this installation sound, and does what it wrote agree with itself."""
    from crossdock.commands.doctor import examine

    raise typer.Exit(examine(Speaker(json=json), settings_of(config, data).for_flows()))


@bench_app.command("inventory")
def bench_inventory(
    *,
    events: Annotated[
        Optional[list[int]],  # noqa: UP045
        typer.Option(min=1_000, help="Events in a file; repeatable; 1 M and 5 M by default."),
    ] = None,
    kafka: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS", envvar="CROSSDOCK_KAFKA", help="A broker, for a run over Kafka too."
        ),
    ] = "",
    keep: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(metavar="DIR", help="Keep the files here; a scratch folder by default."),
    ] = None,
    latency: Annotated[
        int,
        typer.Option(
            metavar="SECONDS", help="Also offer 20,000 events a second for so long, and time them."
        ),
    ] = 0,
    json: Json = False,
) -> None:
    """Events to available-to-sell, beside one DuckDB query over the same file."""
    from crossdock.commands.bench import inventory

    raise typer.Exit(
        inventory(
            Speaker(json=json),
            sizes=events or (1_000_000, 5_000_000),
            kafka=kafka,
            keep=keep,
            latency=latency,
        )
    )


@bench_app.command("edi")
def bench_edi(
    *,
    megabytes: Annotated[int, typer.Option("--mb", min=1, help="Size of the file.")] = 162,
    json: Json = False,
) -> None:
    """EDI bytes to envelopes and orders."""
    from crossdock.commands.bench import edi

    raise typer.Exit(edi(Speaker(json=json), megabytes=megabytes))


def run_command() -> int:
    """Run what the command line says; the exit code."""
    try:
        app(prog_name="crossdock")
    except (CommandFailed, Fault) as error:
        sys.stdout.flush()
        sys.stderr.write(f"crossdock: {error}\n")
        return COULD_NOT
    except KeyboardInterrupt:
        sys.stderr.write("crossdock: stopped.\n")
        return COULD_NOT
    except BrokenPipeError:
        # Whoever read us has seen enough; nothing more may be written while Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return 0
