"""Turns the control words of RTF into what they stand for: characters, encodings, places to skip."""

from __future__ import annotations

from collections.abc import Mapping

SKIPPED = frozenset(
    "colortbl stylesheet info pict nonshppict shprslt fldinst listtext pntext sp sn sv xe rxe tc "
    "txe filetbl private template".split()
)
MARGINS = frozenset(
    "header headerl headerr headerf footer footerl footerr footerf headerfirst".split()
)
COUNTED: Mapping[str, str] = {"footnote": "footnote", "annotation": "comment in the margin"}
OPEN = frozenset(("shpinst", "shptxt", "do", "dptxbxtext", "nesttableprops"))  # in spite of \*
CHARACTERS: Mapping[str, str] = {
    "tab": "\t",
    "line": "\n",
    "lbr": "\n",
    "softline": "\n",
    "nestrow": "\n",
    "nestcell": "\t",
    "emdash": "\u2014",
    "endash": "\u2013",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "bullet": "\u2022",
    "lquote": "\u2018",
    "rquote": "\u2019",
    "ldblquote": "\u201c",
    "rdblquote": "\u201d",
}
SYMBOLS: Mapping[str, str] = {"~": "\xa0", "_": "-", "\\": "\\", "{": "{", "}": "}"}
CHARSETS: Mapping[int, str] = {
    **{77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "big5"},
    **{161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257"},
    **{204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850"},
}
MACHINES: Mapping[str, str] = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
