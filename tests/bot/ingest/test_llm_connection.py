"""A connection to the model's endpoint that breaks leaves the summary as it was."""

import asyncio
import socket
import ssl
from datetime import timedelta
from pathlib import Path

from bot.ingest.llm_summary import ModelOptions, ModelSummariser
from tests.articles import invented
from tests.bot.conftest import Pipeline
from tests.loopback import loopback_client

CERTIFICATE = Path(__file__).parents[1] / "feed" / "self_signed.pem"
# A record of TLS 1.2 and later, of data that no key fits.
GARBLED = b"\x17\x03\x03\x00\x20" + bytes(32)
SUMMARY = ("افتتح المجلس البلدي الحديقة رقم 1 في حي الزيتون صباح اليوم.",)


def garble_an_answer(listening: socket.socket) -> None:
    """Take one connection by TLS, and answer its request with what can't be deciphered."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    received, sent = ssl.MemoryBIO(), ssl.MemoryBIO()
    secured = context.wrap_bio(received, sent, server_side=True)
    connection, _ = listening.accept()
    with connection:
        while True:
            try:
                secured.do_handshake()
                break
            except ssl.SSLWantReadError:
                connection.sendall(sent.read())
                received.write(connection.recv(65_536))
        connection.sendall(sent.read())
        connection.recv(65_536)
        connection.sendall(GARBLED)
        while connection.recv(65_536):
            pass


async def test_an_answer_that_is_garbled_on_its_way_is_none(pipeline: Pipeline) -> None:
    """Nothing of it is raised: it would end the poll that brings the article."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        answering = asyncio.create_task(asyncio.to_thread(garble_an_answer, listening))
        async with loopback_client() as client:
            options = ModelOptions(
                url=f"https://127.0.0.1:{listening.getsockname()[1]}/v1",
                key="",
                model="small",
                time_limit=timedelta(seconds=60),
                daily_calls=10,
            )
            summariser = ModelSummariser(
                client,
                options,
                notes=pipeline.store.key_value,
                known_names=pipeline.store.tags.known_among,
                now=pipeline.clock,
            )
            assert await summariser.reworded(invented(1), SUMMARY) == SUMMARY
        await answering
