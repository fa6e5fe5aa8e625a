"""Commands of the wire by hand, `crossdock edi ...`, and of partners, `crossdock partner ...`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from crossdock.console import Speaker
from crossdock.options import Config, Json, settings_of

Standard = Annotated[
    bool,
    typer.Option("--standard", help="Judge by the standard only, not by the partner's profile."),
]

edi_app = typer.Typer(help="The wire by hand: read, check, acknowledge, write and explain.")
partner_app = typer.Typer(help="Trading partners: list them, draft a new one, test one.")


@edi_app.command("read")
def edi_read(
    *,
    file: Annotated[Path, typer.Argument(help="An EDI file; - is standard input.")],
    standard: Standard = False,
    config: Config = None,
    json: Json = False,
) -> None:
    """The typed documents of a file, with findings and their positions."""
    from crossdock.commands import wire

    settings = None if standard else settings_of(config, None).for_flows()
    raise typer.Exit(wire.read(Speaker(json=json), file, settings))


@edi_app.command("check")
def edi_check(
    *,
    file: Annotated[Path, typer.Argument(help="An EDI file; - is standard input.")],
    config: Config = None,
    json: Json = False,
) -> None:
    """What is wrong with a file; exit code 1 when something in it would be refused."""
    from crossdock.commands import wire

    raise typer.Exit(wire.check(Speaker(json=json), file, settings_of(config, None).for_flows()))


@edi_app.command("ack")
def edi_ack(
    *,
    file: Annotated[Path, typer.Argument(help="An EDI file; - is standard input.")],
    out: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(metavar="FILE", help="Where to write it; standard output by default."),
    ] = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """The acknowledgment (997, 999, TA1) that answers a file."""
    from crossdock.commands import wire

    settings = settings_of(config, None).for_flows()
    raise typer.Exit(wire.acknowledge(Speaker(json=json), file, out, settings))


@edi_app.command("write")
def edi_write(
    *,
    file: Annotated[Path, typer.Argument(help="JSON of `edi read --json`; - is standard input.")],
    partner: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="NAME", help="For a document alone: the partner that it is for."),
    ] = None,
    sender: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="QUALIFIER:ID", help="For a document alone: our interchange id."),
    ] = None,
    control: Annotated[
        int, typer.Option(metavar="N", min=1, help="For a document alone: its control number.")
    ] = 1,
    out: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(metavar="FILE", help="Where to write it; standard output by default."),
    ] = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """The bytes of a file that `edi read --json` printed, or of a document alone."""
    from crossdock.commands import wire

    to = wire.Addressing(partner=partner, sender=sender, control=control)
    settings = settings_of(config, None).for_flows()
    raise typer.Exit(wire.write(Speaker(json=json), file, to, out, settings))


@edi_app.command("explain")
def edi_explain(
    *,
    acknowledgment: Annotated[
        Path,
        typer.Argument(
            metavar="ACK", help="What the partner sent: a 997, 999, CONTRL, TA1 or 824."
        ),
    ],
    original: Annotated[
        Path, typer.Argument(metavar="ORIGINAL", help="What we had sent: the file it answers.")
    ],
    standard: Standard = False,
    config: Config = None,
    json: Json = False,
) -> None:
    """What a partner refused, in plain words, with the segment shown; exit code 1 where it did."""
    from crossdock.commands import wire

    settings = None if standard else settings_of(config, None).for_flows()
    raise typer.Exit(wire.explain(Speaker(json=json), acknowledgment, original, settings))


@partner_app.command("list")
def partner_list(config: Config = None, json: Json = False) -> None:
    """Every partner that is known; exit code 1 where a profile cannot be used."""
    from crossdock.commands import partners

    settings = settings_of(config, None).for_flows()
    raise typer.Exit(partners.list_partners(Speaker(json=json), settings))


@partner_app.command("new")
def partner_new(
    *,
    name: Annotated[str, typer.Argument(help="The name of its folder.")],
    samples: Annotated[
        list[Path], typer.Option("--from", metavar="SAMPLE", help="A document of its; repeatable.")
    ],
    more: Annotated[
        Optional[list[Path]],  # noqa: UP045
        typer.Argument(metavar="SAMPLES", help="More documents, behind the one of --from."),
    ] = None,
    ours: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(metavar="QUALIFIER:ID", help="An interchange id of ours; repeatable."),
    ] = None,
    out: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(
            metavar="DIR", help="The folder of partners; by default that of the settings."
        ),
    ] = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Draft a partner's profile from sample documents."""
    from crossdock.commands import partners

    settings = settings_of(config, None).for_flows()
    made = partners.new_partner(
        Speaker(json=json), settings, name, [*samples, *(more or [])], ours=ours or [], out=out
    )
    raise typer.Exit(made)


@partner_app.command("test")
def partner_test(
    *,
    name: Annotated[str, typer.Argument(help="A partner that is known.")],
    accept: Annotated[
        bool, typer.Option("--accept", help="Keep what is seen as what is expected from now on.")
    ] = False,
    config: Config = None,
    json: Json = False,
) -> None:
    """A partner's samples through the pipeline, on a scratch copy; exit code 1 on differences."""
    from crossdock.commands import partner_samples

    settings = settings_of(config, None).for_flows()
    tested = partner_samples.test_partner(Speaker(json=json), settings, name, accept=accept)
    raise typer.Exit(tested)
