"""What one file holds -> lists of metrics: which reader it gets, and which format recognises it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kpiaudit.inputs import recognise
from kpiaudit.inputs.notes import Notes
from kpiaudit.model import InputError, Location, Metric, Problem, Skip
from kpiaudit.source import Map, Seq, Value, decode, parse_json, parse_yaml
from kpiaudit.source.read import is_seldom
from kpiaudit.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from kpiaudit.inputs.formats.descriptor import Format
    from kpiaudit.inputs.formats.recognition import Shapes
    from kpiaudit.inputs.loader import Loader

NO_METRICS = "holds no metrics"
OWN_REPORT = "a report of kpiaudit itself, not a list of KPIs"

_GLANCE = 4096  # bytes that tell whether a file is text
_TELLING = ("name", "definition", "formula")
_MARKED = (b"\xff\xfe", b"\xfe\xff")  # UTF-16


class PassedOver(Exception):  # noqa: N818  it is no error
    """A file met on a walk is not worth reading; says why."""


class Contents:
    """Reads the files of one run. `walking` tells files met on a walk, which have to be metric files for sure."""

    def __init__(self, loader: Loader) -> None:
        self.loader = loader
        self.shapes: Shapes | None = None

    def lists(self, label: str, data: bytes, notes: Notes, walking: bool) -> Iterator[list[Metric]]:
        """The lists of metrics in one file. Raises InputError for what ends reading, PassedOver only on a walk."""
        sort = recognise.by_ending(label) or self.by_descriptor(label)
        if sort == "excel" or (not sort and recognise.is_zip(data)):
            yield from self.workbook(label, data, notes, walking)
            return
        if name := recognise.packed(data):
            raise InputError(Problem(Location(label), f"is {name}, not text", recognise.UNPACK))
        if walking and sort == "table" and not data.startswith(_MARKED):
            head = data[:_GLANCE]
            if not is_seldom(head.count(0), len(head)):
                raise PassedOver("no text")
        text = decode(data, label, "cp1252" if sort == "table" else "", keep_nul=sort == "table")
        if not text.strip():
            raise InputError(Problem(Location(label), "the file is empty", "write a KPI a line, or a list `kpis:`"))
        sort = sort or self.by_look(text)
        if sort == "table":
            yield from self.table(label, text, notes, walking)
        elif sort == "plain":
            from kpiaudit.inputs.plain import read_plain

            yield read_plain(text, notes)
        elif sort == "lookml":
            yield from self.lookml(label, text, notes, walking)
        elif sort == "json":
            yield from self.documents(label, [parse_json(text, label)], notes, walking)
        else:
            del text  # large, and not needed any more
            documents = [part for part in parse_yaml(data, label) if part is not None]
            yield from self.documents(label, documents or [None], notes, walking)

    def by_descriptor(self, label: str) -> recognise.Sort:
        """How the formats whose files are called so are read."""
        if recognise.is_nameless(label) and not self.loader.how.formats:
            return ""
        from kpiaudit.inputs.formats.recognition import is_called

        name = label.rsplit("/", 1)[-1].lower()
        reads: recognise.Sort = next((form.reads for form in self.loader.formats() if is_called(name, form)), "")
        return "yaml" if reads == "data" else reads

    def by_look(self, text: str) -> recognise.Sort:
        """How to read text whose file's name does not tell, from how it begins."""
        sort = recognise.by_look(text)
        if sort:
            return sort
        from kpiaudit.inputs.tables import header_of

        header, _ = header_of(text, self.loader.columns("table"))
        named = "name" in header.fields and len(header.cells) > 1
        return "table" if named or recognise.is_ruled(text) else "plain"

    def documents(self, label: str, documents: Sequence[Value], notes: Notes, walking: bool) -> Iterator[list[Metric]]:
        """The lists in the documents of a YAML or JSON file. Formats go first, our own shape last."""
        others = []
        reported = recognised = False
        for document in documents:
            if recognise.is_own_report(document):
                self.loader.skipped.append(Skip(label, OWN_REPORT))
                reported = True
            elif forms := self.formats_of(document):
                recognised = True
                yield self.of_formats(label, document, forms, notes)
            else:
                others.append(document)
        holds_some = recognised or reported or any(map(_is_own, others))  # before they are read, which empties them
        yield from self.own(others, notes, strict=walking or recognised)
        if walking and not holds_some:
            raise PassedOver("its shape is that of no format that holds metrics")

    def formats_of(self, document: Value) -> list[Format]:
        """The formats that recognise a document; none where it is our own shape at first sight."""
        if isinstance(document, Map) and "kpis" in document and not self.loader.how.formats:
            return []
        if self.shapes is None:
            from kpiaudit.inputs.formats.recognition import Shapes

            self.shapes = Shapes(self.loader.formats())
        return self.shapes.of(document)

    def of_formats(self, label: str, document: Value, forms: list[Format], notes: Notes) -> list[Metric]:
        """The metrics of a document that `forms` recognised; none where they say to skip it."""
        if reason := forms[0].skip:
            skip = Skip(label, reason)
            if skip not in self.loader.skipped[-1:]:
                self.loader.skipped.append(skip)
            return []
        from kpiaudit.inputs.formats.reading import read_document

        before = notes.count
        metrics = read_document(document, forms, notes, self.loader.kinds, self.loader.how.language)
        if not metrics and notes.count == before:
            self.loader.skipped.append(Skip(label, f"{forms[0].title}, but it {NO_METRICS}"))
        return metrics

    def own(self, documents: Sequence[Value], notes: Notes, strict: bool) -> Iterator[list[Metric]]:
        """The lists in our own shape; with `strict` only in documents that are of it for sure."""
        if not documents:
            return
        from kpiaudit.inputs.kpi_list import KpiList

        for document in documents:
            if not strict or _is_own(document):
                reader = KpiList(notes, self.loader.kinds)
                metrics = reader.read(document)
                if reader.aims:
                    self.loader.aims.append(reader.aims)
                yield metrics

    def table(self, label: str, text: str, notes: Notes, walking: bool) -> Iterator[list[Metric]]:
        """The metrics of a CSV or TSV file."""
        from kpiaudit.inputs.tables import header_of, read_table

        columns = self.loader.columns("table")
        header, delimiter = header_of(text, columns)
        if columns.is_own_report(header):
            self.loader.skipped.append(Skip(label, OWN_REPORT))
            return
        if walking and not columns.is_about_kpis(header, label):
            raise PassedOver("a table without a column that is sure to hold the names of KPIs")
        yield read_table(text, header, delimiter, notes, self.loader.kinds)

    def workbook(self, label: str, data: bytes, notes: Notes, walking: bool) -> Iterator[list[Metric]]:
        """The metrics of an Excel workbook, if they can be read here."""
        from kpiaudit.inputs import excel

        if not excel.is_there():
            self.loader.skipped.append(Skip(label, excel.NEEDS))
            return
        if recognise.packed(data) == recognise.OLD_OFFICE:
            hint = "save it as .xlsx without a password, or the sheet as CSV"
            raise InputError(Problem(Location(label), "is encrypted, or of an old Excel", hint))
        columns = self.loader.columns("excel")
        book = excel.Workbook(data, label, self.loader.max_bytes)
        wanted = self.loader.how.sheets
        if walking and (missing := book.missing(wanted)):
            self.loader.skipped.append(Skip(label, missing))  # other workbooks may well have it
            return
        sheets = book.sheets(columns, wanted)
        if walking:
            sheets = [sheet for sheet in sheets if columns.is_about_kpis(sheet.header, label)]
            if not sheets:
                raise PassedOver("no sheet has a column that is sure to hold the names of KPIs")
        yield from excel.read_workbook(book, sheets if wanted else sheets[:1], sheets, notes, self.loader.kinds)

    def lookml(self, label: str, text: str, notes: Notes, walking: bool) -> Iterator[list[Metric]]:
        """The measures of a LookML file, if they can be read here."""
        from kpiaudit.inputs import lookml

        if not lookml.is_there():
            self.loader.skipped.append(Skip(label, lookml.NEEDS))
            return
        yield from self.documents(label, [lookml.parse_lookml(text, label)], notes, walking)


def _is_own(document: Value) -> bool:
    """Whether a document is a list of our own shape for sure. `metrics:` may be anything: theirs have to be named."""
    from kpiaudit.inputs.groups import is_group

    if not isinstance(document, Map) or not is_group(document):
        return False
    is_schema = "json-schema.org" in str(document.get("$schema"))
    is_lens = "lens" in document and "categories" in document  # a rule file; its judgements are about `kpis:`
    return not is_schema and not is_lens and _is_sure(document)


def _is_sure(box: Map) -> bool:
    from kpiaudit.inputs.groups import groups_in
    from kpiaudit.inputs.keys import list_key, metric_key, normal

    for written, value in box.items():
        if normal(written) == "kpis":
            return True
        if list_key(written) == "kpis":
            telling = _TELLING if isinstance(value, Map) else _TELLING[:1]
            items = value.values() if isinstance(value, Map) else value if isinstance(value, Seq) else ()
            if any(metric_key(key)[0] in telling for item in items if isinstance(item, Map) for key in item):
                return True
        if any(_is_sure(inner) for _, inner in groups_in(value)):
            return True
    return False
