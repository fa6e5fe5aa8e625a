"""An Avro container as blocks of bytes: where each begins, whether it is whole, where to go on.

Nothing is decoded here. A block that is not framed as its header says is passed over up to the
next synchronization marker, so that one damaged block costs no other.
"""

from __future__ import annotations

import mmap
from dataclasses import dataclass
from typing import Final, TypeAlias

MAGIC: Final = b"Obj\x01"
BLOCKS_BYTES: Final = 4 << 20
"""Bytes of blocks that are given out together."""
BLOCK_BYTES_MAX: Final = 64 << 20
"""Largest block that is read: writers close theirs after some kilobytes."""
RAW_BYTES_MAX: Final = 1 << 20
"""Bytes of a damaged stretch that a finding keeps."""

Buffer: TypeAlias = bytes | mmap.mmap


class AvroDamagedError(ValueError):
    """The bytes are not framed as an Avro container."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The head of a container: all its bytes, what they say, the marker that ends each block."""

    content: bytes
    schema: str
    codec: str
    sync: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One whole block, its framing and its marker included; `offset` is where it begins."""

    offset: int
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What was read in one go: whole neighbouring blocks, or one damaged stretch, and the end."""

    blocks: tuple[Block, ...]
    damaged: Block | None
    position: int


def read_header(content: Buffer) -> Header:
    """The header of a container; raises `AvroDamagedError` where there is none."""
    if content[:4] != MAGIC:
        raise AvroDamagedError("no Avro magic")
    position = 4
    texts: list[bytes] = []
    while True:
        count, position = _long(content, position)
        if count == 0:
            break
        if count < 0:
            count = -count
            _, position = _long(content, position)
        for _ in range(2 * count):
            length, position = _long(content, position)
            if length < 0 or position + length > len(content):
                raise AvroDamagedError("the header is cut")
            texts.append(bytes(content[position : position + length]))
            position += length
    sync = bytes(content[position : position + 16])
    metadata = dict(zip(texts[::2], texts[1::2], strict=True))
    if len(sync) < 16 or b"avro.schema" not in metadata:
        raise AvroDamagedError("the header is cut")
    return Header(
        content=bytes(content[: position + 16]),
        schema=metadata[b"avro.schema"].decode("utf-8", "replace"),
        codec=metadata.get(b"avro.codec", b"null").decode("utf-8", "replace"),
        sync=sync,
    )


def read_blocks(content: Buffer, header: Header, position: int) -> Stretch:
    """The blocks from a position on, about `BLOCKS_BYTES` of them, up to what is damaged."""
    blocks: list[Block] = []
    size = 0
    while size < BLOCKS_BYTES and position < len(content):
        end = _block_end(content, header.sync, position)
        if end is None:
            if blocks:
                break
            marker = content.find(header.sync, position)
            end = len(content) if marker < 0 else marker + 16
            kept = bytes(content[position : min(end, position + RAW_BYTES_MAX)])
            return Stretch(blocks=(), damaged=Block(offset=position, content=kept), position=end)
        blocks.append(Block(offset=position, content=bytes(content[position:end])))
        size += end - position
        position = end
    return Stretch(blocks=tuple(blocks), damaged=None, position=position)


def records_of(block: Block) -> tuple[int, bytes]:
    """How many records a whole block holds, and their bytes, still compressed."""
    count, position = _long(block.content, 0)
    length, position = _long(block.content, position)
    return count, block.content[position : position + length]


def to_long(number: int) -> bytes:
    """A number in Avro's zigzag coding."""
    value = (number << 1) ^ (number >> 63)
    coded = bytearray()
    while value > 0x7F:
        coded.append(value & 0x7F | 0x80)
        value >>= 7
    coded.append(value)
    return bytes(coded)


def _block_end(content: Buffer, sync: bytes, position: int) -> int | None:
    try:
        count, position = _long(content, position)
        length, position = _long(content, position)
    except AvroDamagedError:
        return None
    if count < 0 or not 0 <= length <= BLOCK_BYTES_MAX:
        return None
    end = position + length + 16
    return end if content[position + length : end] == sync else None


def _long(content: Buffer, position: int) -> tuple[int, int]:
    """A number in Avro's zigzag coding, and where it ends."""
    value = shift = 0
    while True:
        if position >= len(content) or shift > 63:
            raise AvroDamagedError("a number is cut")
        byte = content[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return (value >> 1) ^ -(value & 1), position
        shift += 7
