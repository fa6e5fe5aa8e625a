"""A real Apache Kafka that the tests start, kill and end by themselves.

`CROSSDOCK_KAFKA=host:port` names a broker that is there already. Without it, where Java and Maven
are, the broker's packages are fetched once into `build/kafka/`; elsewhere the tests that need a
broker are skipped, by name and with the reason.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from functools import cache
from pathlib import Path

import pytest
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

BUILD = Path(__file__).parent.parent / "build" / "kafka"
VERSION = "4.3.1"
POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>crossdock.tests</groupId><artifactId>broker</artifactId><version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId>
      <version>{VERSION}</version>
    </dependency>
    <dependency>
      <groupId>org.apache.kafka</groupId><artifactId>kafka-tools</artifactId>
      <version>{VERSION}</version>
    </dependency>
  </dependencies>
</project>
"""
UP_SECONDS = 60
QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""What makes Java start sooner and run on fewer threads."""


class Broker:
    """One combined broker and controller in a folder of its own, on free ports."""

    def __init__(self, folder: Path, libraries: Path) -> None:
        self.folder = folder
        self._classes = f"{libraries}/*"
        port, controller = _free_port(), _free_port()
        self.bootstrap = f"127.0.0.1:{port}"
        self._settings = folder / "broker.properties"
        self._settings.write_text(
            "\n".join(
                (
                    "process.roles=broker,controller",
                    "node.id=1",
                    f"controller.quorum.voters=1@127.0.0.1:{controller}",
                    f"listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}",
                    f"advertised.listeners=PLAINTEXT://127.0.0.1:{port}",
                    "controller.listener.names=CONTROLLER",
                    "inter.broker.listener.name=PLAINTEXT",
                    f"log.dirs={folder / 'log'}",
                    "offsets.topic.replication.factor=1",
                    "transaction.state.log.replication.factor=1",
                    "transaction.state.log.min.isr=1",
                    "default.replication.factor=1",
                    # One that was killed is let in again when its old session is over: by
                    # default after 9 s.
                    "broker.session.timeout.ms=1000",
                    "broker.heartbeat.interval.ms=200",
                )
            )
        )
        self._process: subprocess.Popen[bytes] | None = None
        self._java("kafka.tools.StorageTool", "format", "-t", str(uuid.uuid4()), "-c")

    def start(self) -> None:
        """Start it and wait until it answers."""
        with (self.folder / "broker.log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *_dying_with_us(),
                    "java",
                    "-Xmx512m",
                    *QUICK,
                    "-cp",
                    self._classes,
                    "kafka.Kafka",
                    self._settings,
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
            )
        deadline = time.monotonic() + UP_SECONDS
        admin = AdminClient({"bootstrap.servers": self.bootstrap, "log_level": 0})
        while True:
            try:
                admin.list_topics(timeout=2)
            except KafkaException:
                if time.monotonic() > deadline or self._process.poll() is not None:
                    raise
            else:
                return

    def kill(self) -> None:
        """End it with `kill -9`: nothing is flushed, nothing is said."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _java(self, *words: str) -> None:
        subprocess.run(
            ["java", "-Xmx256m", *QUICK, "-cp", self._classes, *words, self._settings],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            check=True,
            timeout=UP_SECONDS,
        )


def new_broker() -> Broker:
    """A broker of the caller's own, started; skips the test where none can be had."""
    folder = Path(tempfile.mkdtemp(prefix="crossdock-kafka-"))
    broker = Broker(folder, _libraries())
    atexit.register(_remove, broker)
    broker.start()
    return broker


@cache
def shared_bootstrap() -> str:
    """The address of the broker that the tests of this process share."""
    return os.environ.get("CROSSDOCK_KAFKA") or new_broker().bootstrap


def _remove(broker: Broker) -> None:
    broker.kill()
    shutil.rmtree(broker.folder, ignore_errors=True)


def _libraries() -> Path:
    reason = _missing()
    if reason:
        pytest.skip(reason)
    return BUILD / VERSION


@cache
def _missing() -> str:
    """Why no broker can be started here, or nothing; fetches its packages the first time."""
    if shutil.which("java") is None:
        return "no Kafka: Java is not installed, and CROSSDOCK_KAFKA names no broker"
    libraries = BUILD / VERSION
    BUILD.mkdir(parents=True, exist_ok=True)
    with (BUILD / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if libraries.exists():
            return ""
        if shutil.which("mvn") is None:
            return "no Kafka: Maven is not installed, and CROSSDOCK_KAFKA names no broker"
        (BUILD / "pom.xml").write_text(POM)
        fetch = ["dependency:copy-dependencies", f"-DoutputDirectory={BUILD}/fresh"]
        try:
            subprocess.run(
                ["mvn", "-q", "-B", *fetch],
                cwd=BUILD,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=True,
                timeout=100,
            )
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            return "no Kafka: Maven could not fetch it, and CROSSDOCK_KAFKA names no broker"
        (BUILD / "fresh").rename(libraries)
    return ""


def _dying_with_us() -> list[str]:
    """What has the kernel end the broker when this process is killed, where that can be had."""
    return ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
