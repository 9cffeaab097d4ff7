"""From the plain text of an instrument to a rulebook that loads: `govrules new` and `govrules status`."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import govrules
from govrules.cli import main
from govrules.loading.source import parse_source
from govrules.tools.source import numbering

RULEBOOKS = Path(__file__).parent.parent / "rulebooks"
FIVE = ("guazhou", "fushun", "wolong", "kangle", "dongqu")

NOISE = """\
首页 > 政务公开 > 政策文件
发布机构：蓝山县人民政府办公室\t浏览次数：17
文号：蓝政发〔2021〕6号
蓝山县人民政府
工作规则
（2021年2月20日县政府第3次常务会议审议通过）
发布时间：2021-03-08 09:15
"""
ARTICLES = (
    NOISE
    + """\
第一章 总则
\u00a0第一条\u3000为了规范县政府
工作，制定本规则。
第二条 会议的任务是：
一、不是条。
（一）传达；
（二）讨论# 重要事
项："甲"；
1.预算；
2.决算。
（三）其他。
另一款: 也算。
第二章 会议、公文
第一节 会议
第 三 条 依照第九条规定办理。
第四条
县长签发。
第三章 附则
第五条 本规则自2021年4月1日起施行。原规则同时废止。
"""
)
NUMBERED = """\
关于印发《青河市人民政府议事规则（试行）》的通知
各部门：
现印发给你们。
二〇一九年十二月三十日
青河市人民政府议事规则（试行）
总  则
一、为了规范，制定本规则。
第二章  会议
二、第一款。
第十条规定的，也是一款。
三、任务：
（一）传达；
（二）讨论。
附  则
四、本规则自印发之日起施行。
"""


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def made(tmp_path):
    """Make a rulebook of a text through the command line; gives its folder and what was printed."""

    def make(text: str, name: str = "w") -> tuple[Path, Result]:
        (tmp_path / "texts").mkdir(exist_ok=True)
        source = tmp_path / "texts" / f"{name}.txt"
        source.write_text(text, encoding="utf-8")
        result = run("new", name, "--from", source, "--into", tmp_path / "books")
        return tmp_path / "books" / name, result

    return make


def ledger(folder: Path) -> dict[str, tuple[str, tuple[int, ...]]]:
    book = govrules.load(folder)[folder.name]
    return {str(place): (entry.state, entry.items) for place, entry in book.data.ledger.provisions()}


def only_pending(result: Result) -> bool:
    """Whether the check found nothing but that everything is still to do."""
    found = [line for line in result.output.splitlines() if "error [" in line or "warning [" in line]
    return len(found) == 1 and "[ledger.pending]" in found[0]


def checked(folder: Path, texts: Path) -> Result:
    return run("check", folder, "--sources", texts)


@pytest.mark.parametrize("name", FIVE)
def test_the_five_instruments(name, sources, tmp_path):
    result = run("new", name, "--from", sources / f"{name}.txt", "--into", tmp_path)
    assert result.exit_code == 0
    assert "warning" not in result.output
    listed = ledger(tmp_path / name)
    shipped = ledger(RULEBOOKS / name)
    assert {place: items for place, (_, items) in listed.items()} == {
        place: items for place, (_, items) in shipped.items()
    }
    assert {state for state, _ in listed.values()} == {"pending"}
    assert only_pending(checked(tmp_path / name, sources))
    header, known = govrules.load(tmp_path)[name].data.header, govrules.load(RULEBOOKS)[name].data.header
    assert (header.instrument.title, header.version) == (known.instrument.title, known.version)
    assert header.instrument.in_force_from == known.instrument.in_force_from
    assert header.label.zh == known.label.zh


@pytest.mark.parametrize("name", FIVE)
def test_an_article_taken_out_of_the_five_is_reported_and_the_others_stay(name, sources):
    text = (sources / f"{name}.txt").read_text(encoding="utf-8-sig")
    whole = parse_source(text)
    last = max(article for article, _ in whole.paragraphs)
    starts = [line for line in text.splitlines() if re.match(r"[\s　]*(第六条|六、)", line)]
    lacking = text.replace(starts[0], "没有这一条。")
    kept = {place for place in parse_source(lacking).paragraphs if place[0] != 5}
    assert kept == {place for place in whole.paragraphs if place[0] not in (5, 6)}
    assert last > 6
    assert [found.code for found in numbering(lacking)] == ["source.gap"]


def test_articles_with_noise_and_broken_lines(made, tmp_path):
    folder, result = made(ARTICLES)
    assert result.exit_code == 0
    assert result.output == f"{folder}: 5 articles, 8 paragraphs, all pending\n"
    assert ledger(folder) == {
        "0.1": ("pending", ()),
        "1.1": ("pending", ()),
        "2.1": ("pending", ()),
        "2.2": ("pending", (0, 2, 0)),
        "2.3": ("pending", ()),
        "3.1": ("pending", ()),
        "4.1": ("pending", ()),
        "5.1": ("pending", ()),
    }
    assert only_pending(checked(folder, tmp_path / "texts"))


def test_the_header_of_articles_with_noise(made):
    folder, _ = made(ARTICLES)
    header = govrules.load(folder)["w"].data.header
    instrument = header.instrument
    assert (header.id, header.version, header.label.zh, header.label.en) == ("w", "2021", "蓝山县", "W County")
    assert instrument.title == "蓝山县人民政府工作规则"
    assert instrument.issuer == "蓝山县人民政府"
    assert instrument.number == "蓝政发〔2021〕6号"
    assert instrument.issued == datetime.date(2021, 3, 8)
    assert instrument.in_force_from == datetime.date(2021, 4, 1)
    assert [(str(cited.cite), cited.quote) for cited in instrument.citations] == [("5", "本规则自2021年4月1日起施行")]


def test_the_other_numbering(made, tmp_path):
    folder, result = made(NUMBERED)
    assert result.exit_code == 0
    assert "warning" not in result.output
    assert {place: items for place, (_, items) in ledger(folder).items()} == {
        "0.1": (),
        "1.1": (),
        "2.1": (),
        "2.2": (),
        "3.1": (0, 0),
        "4.1": (),
    }
    assert only_pending(checked(folder, tmp_path / "texts"))
    instrument = govrules.load(folder)["w"].instrument
    assert instrument.title == "青河市人民政府议事规则（试行）"
    assert instrument.issued == instrument.in_force_from == datetime.date(2019, 12, 30)


def test_a_text_without_title_or_date(made, tmp_path):
    folder, result = made("第一条 甲。\n第二条 乙。\n", "a1_b")
    assert result.exit_code == 0
    header = govrules.load(folder)["a1_b"].data.header
    assert (header.version, header.instrument.issued, header.instrument.in_force_from) == ("undated", None, None)
    assert "the text names none: write it" in (folder / "rulebook.yaml").read_text(encoding="utf-8")
    assert only_pending(checked(folder, tmp_path / "texts"))


def test_the_author_sees_what_each_paragraph_is(made):
    folder, _ = made(ARTICLES)
    lines = (folder / "provisions.yaml").read_text(encoding="utf-8").splitlines()
    assert "1.1: pending  # 为了规范县政府工作，制定本规则。" in lines
    assert (
        lines[lines.index('2.2: {pending: "", items: [0, 2, 0]}  # 一、不是条。') + 2]
        == '#   (2) 讨论# 重要事项："甲"；'
    )


def shown(text: str) -> list[str]:
    return [f"{found.line} {found.message}" for found in numbering(text)]


def test_numbers_that_jump_are_reported_and_nothing_after_them_is_merged():
    text = "第一条 甲。\n第二条 乙。\n第五条 戊。\n第六条 己。\n第八条 辛。\n第九条 壬。\n"
    assert [article for article, _ in parse_source(text).paragraphs] == [0, 1, 2, 5, 6, 8, 9]
    assert shown(text) == [
        "3 articles 3 to 4 are not found: article 5 follows article 2",
        "5 article 7 is not found: article 8 follows article 6",
    ]


def test_a_text_that_lacks_its_beginning():
    text = "规则\n第二条 乙。\n一、甲。\n第三条 丙。\n"
    assert list(parse_source(text).paragraphs) == [(0, 1), (2, 1), (2, 2), (3, 1)]
    assert shown(text) == ["2 article 1 is not found: article 2 follows the beginning"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第一条 甲。第二条 乙。\n第三条 丙。\n第四条 丁。\n", [
            "1 this looks like the start of an article and is taken as part of article 1: '第二条 乙。'",
            "2 article 2 is not found: article 3 follows article 1",
        ]),
        ("第一条 甲。\n第2条 乙。\n", [
            "2 this looks like the start of an article and is taken as part of article 1: '第2条 乙。'",
        ]),
        ("第一条 甲。\n\n第三条 丙。\n", [
            "3 this looks like the start of an article and is taken as part of article 1: '第三条 丙。'",
        ]),
        ("第一条 甲。\n第二条 乙。\n第一条 甲。\n", [
            "3 this looks like the start of an article and is taken as part of article 2: '第一条 甲。'",
        ]),
        ("一、甲。二、乙。\n** 三、丙。\n第四条 丁。\n", [
            "1 this looks like the start of an article and is taken as part of article 1: '二、乙。'",
            "2 this looks like the start of an article and is taken as part of article 1: '** 三、丙。'",
        ]),
        ("一、甲。\n第二条 乙。\n", [
            "2 this looks like the start of an article and is taken as part of article 1: '第二条 乙。'",
        ]),
        ("第一条 依照\n第九条，甲。第二条除外。\n第二条 乙。\n", [
            "2 this looks like the start of an article and is taken as part of article 1: '第九条，甲。第二条除外。'",
        ]),
        ("百千、乱。\n一、甲。\n（百千）乙。\n", [
            "1 this looks like the start of an article and is taken as part of what precedes article 1: '百千、乱。'",
        ]),
    ],
)  # fmt: skip
def test_lines_out_of_sequence(text, expected):
    assert shown(text) == expected


def test_what_is_in_doubt_is_printed_with_its_place(made):
    folder, result = made("第一条 甲。\n第三条 丙。\n第四条 丁。\n")
    assert result.exit_code == 0
    assert "w.txt:2: warning [source.gap] article 2 is not found: article 3 follows article 1" in result.output
    assert list(ledger(folder)) == ["0.1", "1.1", "3.1", "4.1"]


@pytest.mark.parametrize("name", ["1a", "Guazhou", "a-b", "瓜州", "../x", "a b", "vocabulary", ""])
def test_refuses_a_bad_id(name, tmp_path):
    (tmp_path / "t.txt").write_text(NUMBERED, encoding="utf-8")
    result = run("new", name, "--from", tmp_path / "t.txt", "--into", tmp_path / "books")
    assert result.exit_code == 2
    assert result.output.startswith(f"govrules: '{name}' cannot be the id of a rulebook: ")
    assert result.output.count("\n") == 1
    assert not (tmp_path / "books").exists()


def test_refuses_to_overwrite(made):
    folder, _ = made(NUMBERED)
    before = (folder / "provisions.yaml").read_bytes()
    _, result = made(ARTICLES)
    assert result.exit_code == 2
    assert result.output == f"govrules: there is already a '{folder}', and it is not overwritten\n"
    assert (folder / "provisions.yaml").read_bytes() == before


def test_refuses_a_text_without_articles(made):
    for text in ("", "\n", "只有标题\n正文。\n", "1. 甲\n2. 乙\n"):
        folder, result = made(text)
        assert result.exit_code == 2
        assert re.fullmatch(r"govrules: no article is found in '.*w\.txt': no line begins with .*\n", result.output)
        assert not folder.exists()


def test_refuses_what_is_not_utf8(tmp_path):
    (tmp_path / "t.txt").write_bytes(NUMBERED.encode("gb18030"))
    result = run("new", "w", "--from", tmp_path / "t.txt", "--into", tmp_path)
    assert result.exit_code == 2
    assert result.output == f"govrules: {tmp_path / 't.txt'}: the file is not UTF-8 text\n"


def test_refuses_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "t.txt").write_text(NUMBERED, encoding="utf-8")
    result = run("new", "w", "--from", tmp_path / "t.txt", "--into", tmp_path / "t.txt" / "below")
    assert result.exit_code == 2
    assert "cannot be written: " in result.output


def test_needs_a_text(tmp_path):
    assert run("new", "w").exit_code == 2
    assert run("new", "w", "--from", tmp_path / "none.txt").exit_code == 2


def test_status_before_and_after(made, tmp_path):
    folder, _ = made(NUMBERED)
    before = run("status", folder, "--sources", tmp_path / "texts")
    assert before.exit_code == 0
    assert before.output.splitlines() == [
        "w: 6 paragraphs: 0 encoded, 0 declaratory, 6 pending",
        "  0.1  关于印发《青河市人民政府议事规则（试行）》的通知…",
        "  1.1  为了规范，制定本规则。",
        "  2.1  第一款。",
        "  2.2  第十条规定的，也是一款。",
        "  3.1  任务：传达；讨论。",
        "  4.1  本规则自印发之日起施行。",
    ]
    path = folder / "provisions.yaml"
    text = path.read_text(encoding="utf-8").replace("4.1: pending", "4.1: encoded")
    text = text.replace("0.1: pending", "0.1: {declaratory: 标题}").replace("1.1: pending", "1.1: {pending: 待查}")
    path.write_text(text, encoding="utf-8")
    after = run("status", folder)
    assert after.exit_code == 0
    assert after.output.splitlines() == [
        "w: 6 paragraphs: 1 encoded, 1 declaratory, 4 pending",
        "  1.1  (待查)",
        "  2.1",
        "  2.2",
        "  3.1",
    ]
    assert only_pending(checked(folder, tmp_path / "texts"))


def test_status_of_several(made, tmp_path):
    made(NUMBERED, "one")
    made(ARTICLES, "two")
    (tmp_path / "texts" / "two.txt").unlink()
    result = run("status", tmp_path / "books", "--sources", tmp_path / "texts")
    assert result.exit_code == 0
    assert [line for line in result.output.splitlines() if not line.startswith(" ")] == [
        "one: 6 paragraphs: 0 encoded, 0 declaratory, 6 pending",
        "two: 8 paragraphs: 0 encoded, 0 declaratory, 8 pending",
    ]
    assert f"  there is no source text '{tmp_path / 'texts' / 'two.txt'}'" in result.output


def test_status_of_the_shipped_rulebooks():
    result = run("status")
    assert result.exit_code == 0
    assert [line.split(":")[0] for line in result.output.splitlines() if not line.startswith(" ")] == sorted(FIVE)
