"""Tables as files of one table each: CSV, JSON lines, Parquet. All stream: memory does not grow with the reports."""

import csv
import datetime as dt
import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Self

from extractor.export.columns import Column, Kind
from extractor.export.summary import neutral
from extractor.export.tables import Cell, Row

if TYPE_CHECKING:
    import pyarrow as pa


class TableFile(ABC):
    """A table being written to ``path``; closed at the end of its ``with`` block."""

    suffix: str

    @abstractmethod
    def __init__(self, path: Path, columns: Sequence[Column]) -> None: ...

    @abstractmethod
    def write(self, rows: Iterable[Row]) -> None:
        """Add rows."""

    @abstractmethod
    def close(self) -> None:
        """Write what is left."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


class CsvFile(TableFile):
    """UTF-8 with a byte order mark, which Excel needs; text on one line, and never a formula."""

    suffix = ".csv"

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file, lineterminator="\n")
        self._writer.writerow(column.name for column in columns)

    def write(self, rows: Iterable[Row]) -> None:
        """Add rows; dates in ISO 8601."""
        self._writer.writerows([neutral(_plain(cell)) for cell in row] for row in rows)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class JsonLinesFile(TableFile):
    """UTF-8, one object a line with every column; dates as ISO 8601 text."""

    suffix = ".jsonl"

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        self._names = [column.name for column in columns]
        self._file: IO[str] = path.open("w", encoding="utf-8", newline="\n")

    def write(self, rows: Iterable[Row]) -> None:
        """Add rows."""
        for row in rows:
            fields = dict(zip(self._names, map(_plain, row), strict=True))
            self._file.write(json.dumps(fields, ensure_ascii=False, allow_nan=False) + "\n")

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class ParquetFile(TableFile):
    """Typed columns (int64, double, string, date32), a row group for every ``_GROUP`` cells."""

    suffix = ".parquet"

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        import pyarrow as pa
        from pyarrow import parquet

        self._schema = pa.schema([pa.field(column.name, _arrow_types()[column.kind]) for column in columns])
        self._writer = parquet.ParquetWriter(path, self._schema, compression="zstd")
        self._rows: list[Row] = []
        self._portion = _GROUP // len(columns)

    def write(self, rows: Iterable[Row]) -> None:
        """Add rows."""
        self._rows += rows
        if len(self._rows) >= self._portion:
            self._flush()

    def close(self) -> None:
        """Write the last row group and the footer."""
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        import pyarrow as pa

        if self._rows:
            arrays = [
                pa.array(cells, kind) for cells, kind in zip(zip(*self._rows, strict=True), self._schema.types, strict=True)
            ]
            self._writer.write_table(pa.table(arrays, schema=self._schema))
            self._rows = []


_GROUP = 250_000
"""Cells: some 30 MB in memory, and large enough to compress and to scan well."""

FILES: Mapping[str, type[TableFile]] = {"csv": CsvFile, "jsonl": JsonLinesFile, "parquet": ParquetFile}


def _arrow_types() -> "Mapping[Kind, pa.DataType]":
    import pyarrow as pa

    return {"integer": pa.int64(), "number": pa.float64(), "text": pa.string(), "date": pa.date32()}


def _plain(cell: Cell) -> str | int | float | None:
    return cell.isoformat() if isinstance(cell, dt.date) else cell
