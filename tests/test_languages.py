"""Lists in languages without rules, which do not say so: unclear, and neither wrong nor assumed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import kpiaudit
from kpiaudit import load_rulebook
from kpiaudit.__main__ import main
from kpiaudit.reports.definitions import noticed

LISTS = {
    "German": "Reklamationsquote|Umsatz|Krankenstand|Mittlere Bearbeitungszeit|Anzahl gelöster Fälle|Index Service",
    "French": "Taux de satisfaction client|Nombre de réclamations|Délai moyen de réponse|Absentéisme",
    "Spanish": "Tasa de satisfacción|Número de llamadas atendidas|Tiempo medio de respuesta|Ventas totales",
    "Portuguese": "Taxa de satisfação do cliente|Número de chamadas atendidas|Tempo médio de resposta|Vendas totais",
    "Italian": "Tasso di soddisfazione|Numero di chiamate gestite|Tempo medio di risposta|Fatturato|Reclami risolti",
    "Dutch": "Klanttevredenheid|Aantal afgehandelde klachten|Gemiddelde wachttijd|Ziekteverzuim",
    "Polish": "Wskaźnik satysfakcji klienta|Liczba obsłużonych zgłoszeń|Średni czas odpowiedzi|Rotacja pracowników",
    "Swedish, Danish or Norwegian": "Kundnöjdhet|Antal besvarade ärenden|Genomsnittlig svarstid|Sjukfrånvaro",
    "Finnish": "Asiakastyytyväisyys|Vastausaika keskimäärin|Liikevaihto|Henkilöstön vaihtuvuus",
    "Czech or Slovak": "Spokojenost zákazníků|Počet vyřízených hovorů|Průměrná doba odezvy|Tržby|Fluktuace zaměstnanců",
    "Turkish": "Müşteri memnuniyeti|Çağrı sayısı|Ortalama yanıt süresi|Satış geliri",
    "Russian": "Удовлетворенность клиентов|Количество обработанных звонков|Среднее время ответа|Текучесть кадров",
    "Arabic": "معدل رضا العملاء|عدد المكالمات المستلمة|متوسط وقت الاستجابة",
    "Chinese or Japanese": "客户满意度|接听电话数量|平均处理时间|准时交付率",
    "Japanese": "アンケートのスコア|クレームの件数|サービスの時間",
    "another language": "Ügyfél-elégedettség|Megválaszolt hívások száma|Átlagos válaszidő|Árbevétel|Munkavállalói|"
    "Határidőre teljesített szállítások aránya|Panaszok száma",
}


def audited(tmp_path: Path, text: str, name: str = "kpis.txt") -> kpiaudit.Audit:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return kpiaudit.audit(file)


@pytest.mark.parametrize("language", LISTS)
def test_a_list_is_unclear_and_says_why(tmp_path: Path, language: str) -> None:
    found = audited(tmp_path, LISTS[language].replace("|", "\n"))
    assert {verdict.cls for verdict in found.verdicts} == {"unclear"}
    assert {verdict.unread for verdict in found.verdicts} == {language}
    (note,) = noticed(found)
    assert (note.rule, note.level) == ("language-without-rules", "note")
    assert f"{len(found.metrics)} KPIs seem to be in {language}, for which there are no rules" in note.message


@pytest.mark.parametrize(
    "names",
    [
        ["Visitors to Musée de la Musique", "Sales in São Paulo", "Complaints, Comunidad de Madrid", "Occupancy rate"],
        ["Los Angeles crime rate", "San José homelessness", "Las Vegas occupancy", "El Paso unemployment"],
        ["Müller GmbH revenue", "Société Générale deposits", "Crédit Agricole loans", "Deutsche Bahn punctuality"],
        ["AHT", "FCR", "CSAT", "NPS"],
        ["Per capita visits", "De facto vacancies", "Café covers sold", "À la carte revenue"],
        ["χ² of complaints", "Δ revenue", "LA homes let", "UN staff"],
        ["Average handle time"],
    ],
)
def test_english_with_foreign_names_in_it_is_read(tmp_path: Path, names: list[str]) -> None:
    found = audited(tmp_path, "\n".join(names))
    assert {verdict.unread for verdict in found.verdicts} == {""}
    assert not noticed(found)


def test_english_examples_of_the_rules_are_english(tmp_path: Path) -> None:
    for path in sorted(Path("examples").glob("*/kpis.*")):
        assert all(not verdict.unread for verdict in kpiaudit.audit(path).verdicts), path


class TestMixed:
    def test_what_is_english_is_judged(self, tmp_path: Path) -> None:
        names = (
            "Calls answered|Appels traités|Complaints received|Réclamations reçues|Taux de service|Net promoter score"
        )
        found = audited(tmp_path, names.replace("|", "\n"))
        assert [verdict.cls for verdict in found.verdicts] == [
            "output",
            "unclear",
            "outcome",
            "unclear",
            "unclear",
            "outcome",
        ]

    def test_one_foreign_kpi_in_an_english_list(self, tmp_path: Path) -> None:
        names = ["Calls answered", "Complaints received from customers", "Durchschnittliche Wartezeit der Kunden"]
        found = audited(tmp_path, "\n".join(names))
        assert [verdict.unread for verdict in found.verdicts] == ["", "", "German"]

    def test_an_english_name_with_a_foreign_definition_is_judged_by_its_name(self, tmp_path: Path) -> None:
        text = "KPI;Definition\nNet Promoter Score;Anteil der Kunden, die zufrieden sind\nUmsatz;Wert aller Aufträge\n"
        nps, sales = audited(tmp_path, text, "k.csv").verdicts
        assert (nps.cls, {evidence.field for evidence in nps.evidence}) == ("outcome", {"name"})
        assert (sales.cls, sales.unread) == ("unclear", "German")


class TestSaid:
    def test_a_list_that_says_it_is_english_is_read(self, tmp_path: Path) -> None:
        found = audited(
            tmp_path, "language: en\nkpis: [Taux de satisfaction client, Nombre de satisfaction]\n", "k.yaml"
        )
        assert {verdict.unread for verdict in found.verdicts} == {""}

    def test_so_is_one_of_which_the_caller_says_it(self, tmp_path: Path) -> None:
        (tmp_path / "k.txt").write_text("Taux de satisfaction client\n", encoding="utf-8")
        assert kpiaudit.audit(tmp_path / "k.txt").verdicts[0].unread == "French"
        assert kpiaudit.audit(tmp_path / "k.txt", language="EN").verdicts[0].unread == ""

    def test_one_that_says_it_is_not_is_unclear_as_a_whole(self, tmp_path: Path) -> None:
        found = audited(tmp_path, "language: de-AT\nkpis: [Umsatz, Net promoter score]\n", "k.yaml")
        assert {(verdict.cls, verdict.unread) for verdict in found.verdicts} == {("unclear", "German")}
        assert not noticed(found)

    def test_a_persons_verdict_counts_in_any_language(self, tmp_path: Path) -> None:
        found = audited(tmp_path, "kpis: [{name: Anzahl der Fälle, class: output, because: Arbeit}]\n", "k.yaml")
        assert (found.verdicts[0].cls, found.verdicts[0].unread) == ("output", "")

    def test_rules_of_ones_own_make_a_language_readable(self, tmp_path: Path, client_rules: Path) -> None:
        for name, text in (("k.txt", "Taux de churn client"), ("k.yaml", "language: fr\nkpis: [Churn]")):
            (tmp_path / name).write_text(text, encoding="utf-8")
            assert kpiaudit.audit(tmp_path / name).verdicts[0].unread == "French"
            assert kpiaudit.audit(tmp_path / name, rules=[client_rules]).verdicts[0].cls == "outcome"


def test_reports_say_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "k.txt"
    file.write_text("Krankenstand\nAnzahl der Fälle\n", encoding="utf-8")
    assert main(["audit", str(file)]) == 0
    out, err = capsys.readouterr()
    assert "seems to be in German, for which there are no rules" in " ".join(out.split())
    assert "k.txt:1:1: note: 2 KPIs seem to be in German" in err
    assert main(["audit", str(file), "-f", "json"]) == 0
    assert [metric["language"] for metric in json.loads(capsys.readouterr().out)["metrics"]] == ["German", "German"]
    assert main(["explain", "Anzahl gelöster Fälle"]) == 0
    assert "it seems to be in German" in capsys.readouterr().out


def test_no_word_that_tells_a_language_is_an_english_one() -> None:
    book = load_rulebook()
    for word in book.languages["words"]:
        if word not in book.languages["both"]:
            piece = book.lexicon[word]
            assert isinstance(piece, list) or book.lexicon.function_word not in piece.symbols, word
