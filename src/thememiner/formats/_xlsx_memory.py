"""A workbook of openpyxl into bytes without a file on the way.

openpyxl itself writes each sheet into the system's folder for temporary files first, where the words of a
study must never be.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any


def hold_in_memory(page: Any) -> None:
    """Let a write-only sheet collect its rows in memory; call it when its columns are set.

    Args:
        page: the sheet, to which no row was appended yet.
    """
    from openpyxl.worksheet._writer import WorksheetWriter

    page._writer = WorksheetWriter(page, out=io.BytesIO())
    page._writer.write_top()


def book_bytes(book: Any) -> bytes:
    """The bytes of a workbook; every sheet of a write-only one must have been held in memory."""
    from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
    from openpyxl.worksheet._writer import WorksheetWriter
    from openpyxl.writer.excel import ExcelWriter

    stream = io.BytesIO()
    archive = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED)
    writer: Any = ExcelWriter(book, archive)

    def write_worksheet(page: Any) -> None:
        """What the library does, with the rows taken from memory."""
        page._drawing = SpreadsheetDrawing()
        page._drawing.charts, page._drawing.images = page._charts, page._images
        rows: Any = page._writer if book.write_only else WorksheetWriter(page, out=io.BytesIO())
        if not book.write_only:
            rows.write()
        elif not page.closed:
            page.close()
        page._rels = rows._rels
        archive.writestr(page.path[1:], rows.out.getvalue())
        writer.manifest.append(page)

    writer.write_worksheet = write_worksheet
    writer.save()
    return stream.getvalue()
