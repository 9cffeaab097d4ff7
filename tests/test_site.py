"""The pages of the site: everything of the rulebooks stands on them, escaped, and every link leads somewhere."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from click.testing import CliRunner
from site_built import Page, html, pages, site

import govrules
from govrules.cli import main
from govrules.model.citations import Provision
from govrules.site.building import build
from govrules.site.exporting import LANGUAGES
from govrules.site.words import WORDS
from govrules.site.writing import MARK, check_folder, write_folder

TESTS = Path(__file__).parent
HOSTILE = "<script>alert(1)</script>"


def bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["guazhou", "fushun", "wolong", "kangle", "dongqu"])
def test_the_page_of_a_government_has_all_of_its_rulebook(books: govrules.Books, name: str, lang: str) -> None:
    data, page = books[name].data, pages()[f"{lang}/governments/{name}.html"]
    articles = {provision.article for provision, _ in data.ledger.provisions()}
    assert {f"a{number}" for number in articles} <= set(page.ids)
    headings = [text for text in page.texts["h3"] if "条" in text or "正文之前" in text]
    assert [text.split(" ")[-1] for text in headings] == [Provision(article=n).spelt() for n in sorted(articles)]
    quoted = {bare(text).removeprefix("“").removesuffix("”") for text in page.texts["blockquote"]}
    assert {bare(quotation.quote) for quotation, _ in data.quotations()} <= quoted
    whole = bare("".join(page.texts["main"]))
    for _, entry in data.ledger.provisions():
        assert entry.reason is None or bare(entry.reason) in whole
    for silences in data.silences.values():
        assert all(bare(silence.reason) in whole for silence in silences)
    assert sum(bool(re.fullmatch(r"r\d+", each)) for each in page.ids) == sum(map(len, data.rules.values()))
    assert (data.header.lost is not None) == (WORDS[lang]["lost_questions"] in page.texts["h3"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_of_a_question_has_every_government_side_by_side(books: govrules.Books, lang: str) -> None:
    for question in books["guazhou"].questions:
        page = pages()[f"{lang}/questions/{question}.html"]
        cards = [
            attributes for tag, attributes in page.elements if tag == "section" and attributes.get("class") == "card"
        ]
        assert [card["id"] for card in cards] == list(books)
        said = bare("".join(page.texts["section"]))
        for book in books.values():
            answer = book.ask(question)
            status = next(a["class"] for t, a in _within(page, book.name) if a.get("class", "").startswith("status "))  # type: ignore[union-attr]
            assert status == f"status status-{answer.status}"
            assert all(bare(citation.quote) in said for citation in (*answer.citations, *answer.nearest))


def _within(page: Page, name: str) -> list[tuple[str, dict[str, str | None]]]:
    start = next(place for place, (_, attributes) in enumerate(page.elements) if attributes.get("id") == name)
    return page.elements[start:]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_matrix_has_the_status_of_every_question_and_government(books: govrules.Books, lang: str) -> None:
    page = pages()[f"{lang}/matrix.html"]
    rows = [text.split() for text in page.texts["tr"]]
    found = books.compare_all()
    cells = [a["class"] for tag, a in page.elements if tag == "td"]
    asked = [link[len("questions/") : -len(".html")] for link in page.links if re.fullmatch(r"questions/[^#]+", link)]
    assert sorted(asked) == sorted(row.question for row in found.rows)
    assert cells == [f"cell-{books[name].ask(question).status}" for question in asked for name in found.rulebooks]
    row = next(row for row in found.rows if row.question == "meeting.quorum")
    said = next(words for words in rows if words[0] == row.label(lang))
    assert [word for word in said if word in ("a", "b")] == list(row.letters.values())


def test_every_link_leads_somewhere() -> None:
    files = site()[1]
    broken = []
    for path, page in pages().items():
        for link in page.links:
            address = urlsplit(link)
            assert not address.scheme and not address.netloc, (path, link)
            target = os.path.normpath(Path(path).parent / unquote(address.path)) if address.path else path
            if target not in files or (
                address.fragment and target.endswith(".html") and unquote(address.fragment) not in pages()[target].ids
            ):
                broken.append((path, link))
    assert broken == []


def test_what_the_search_finds_leads_somewhere() -> None:
    files = site()[1]
    for lang in LANGUAGES:
        text = files[f"{lang}/data/search.js"].removeprefix("govrulesSite.index(").removesuffix(");\n")
        entries = json.loads(text)["entries"]
        assert {kind for kind, *_ in entries} == {"question", "rule", "article", "silence", "government"}
        for _, _, _, page in entries:
            path, _, fragment = page.partition("#")
            assert not fragment or fragment in pages()[f"{lang}/{path}"].ids, page


def test_pages_are_whole_and_say_their_language() -> None:
    for path, page in pages().items():
        assert page.open == [], path
        assert len(page.ids) == len(set(page.ids)), path
        lang = dict(page.elements)["html"]["lang"]
        assert lang == ("en" if path.startswith("en/") else "zh-Hans")
        assert len(page.texts["h1"]) == 1 and page.texts["title"][0].strip()
        assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)


def test_both_languages_have_the_same_pages_and_words() -> None:
    files = set(site()[1])
    zh, en = ({path.removeprefix(f"{lang}/") for path in files if path.startswith(f"{lang}/")} for lang in LANGUAGES)
    assert zh == en
    assert list(WORDS["zh"]) == list(WORDS["en"])
    for code, text in WORDS["zh"].items():
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", WORDS["en"][code])), code


def test_the_readme_counts_the_pages() -> None:
    readme = (TESTS.parent / "README.md").read_text(encoding="utf-8")
    assert f"({len(pages())} pages, " in readme


def hostile(folder: Path) -> Path:
    """A world whose texts are markup."""
    world = folder / "hostile"
    world.mkdir(parents=True)
    (world / "rulebook.yaml").write_text(
        f"""id: hostile
label: {{zh: "{HOSTILE}县", en: "{HOSTILE} county"}}
version: "2020"
instrument:
  title: "{HOSTILE}规则"
  issuer: "</title><img src=x onerror=alert(1)>"
  in_force_from: 2020-01-01
  note: "{{{{ 7 * 7 }}}} </script>"
titles:
  head: "县长<b onclick=alert(1)>"
""",
        encoding="utf-8",
    )
    (world / "provisions.yaml").write_text(
        f'1.1: encoded\n1.2: {{declaratory: "{HOSTILE}"}}\n2.1: {{declaratory: "<svg onload=alert(1)>"}}\n',
        encoding="utf-8",
    )
    (world / "rules.yaml").write_text(
        f"""document.signing:
  - id: upward
    when: direction = upward
    chain:
      - sign: head
        object: "{HOSTILE}"
    cite: 1.1
    quote: "\\"'><script>alert(2)</script><img src=x onerror=alert(3)>&amp;"
  - silent: direction = parallel
    reason: "</li>{HOSTILE}"
""",
        encoding="utf-8",
    )
    return folder


def test_texts_that_are_markup_are_shown_as_they_are(tmp_path: Path) -> None:
    folder = hostile(tmp_path)
    files = build(govrules.load(folder), [folder], jobs=1)
    quote = "\"'><script>alert(2)</script><img src=x onerror=alert(3)>&amp;"
    for path, text in html(files):
        page = Page(text)
        assert not {"img", "b"} & {tag for tag, _ in page.elements}, path
        assert all("src" in attributes for tag, attributes in page.elements if tag == "script"), path
        assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes), path
    page = Page(files["zh/governments/hostile.html"])
    assert any(quote in text for text in page.texts["blockquote"])
    assert HOSTILE in "".join(page.texts["h1"])
    whole = "".join(page.texts["main"])
    for text in (
        "</title><img src=x onerror=alert(1)>",
        "{{ 7 * 7 }} </script>",
        "<svg onload=alert(1)>",
        f"</li>{HOSTILE}",
    ):
        assert text in whole
    assert "县长<b onclick=alert(1)>" in unescape(files["zh/questions/document.signing.html"])


def test_the_same_rulebooks_make_the_same_bytes(tmp_path: Path) -> None:
    """Whatever the order of hashes, however many processes, on whatever day."""
    folder = hostile(tmp_path / "books")
    program = (
        "import hashlib, json, sys, govrules\n"
        "from pathlib import Path\n"
        "from govrules.site.building import build\n"
        "folders = [Path(each) for each in sys.argv[2:]]\n"
        "files = build(govrules.load(*folders), folders, combinations=30, jobs=int(sys.argv[1]))\n"
        "print(hashlib.sha256(json.dumps(sorted(files.items())).encode()).hexdigest())\n"
    )
    folders = [str(folder), str(TESTS / "versions")]
    made = [
        subprocess.run(
            [sys.executable, "-c", program, jobs, *folders],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(govrules.__file__).parent.parent)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for jobs, seed in (("1", "1"), ("2", "2"))
    ]
    assert made[0] == made[1] and len(made[0].strip()) == 64


def test_versions_of_one_instrument_have_a_page_each() -> None:
    files = build(govrules.load(TESTS / "versions"), [TESTS / "versions"], combinations=10, jobs=1)
    names = [path for path, _ in html(files) if path.startswith("zh/governments/")]
    assert names == ["zh/governments/county@2019.html", "zh/governments/county@2024.html"]
    assert "2019" in "".join(Page(files["zh/index.html"]).texts["li"])


def test_a_folder_with_anything_else_in_it_is_left_alone(tmp_path: Path) -> None:
    own = tmp_path / "out/notes/own.txt"
    own.parent.mkdir(parents=True)
    own.write_text("mine")
    with pytest.raises(govrules.GovrulesError) as caught:
        write_folder(tmp_path / "out", {"index.html": "page"})
    assert (caught.value.code, caught.value.parameters["found"]) == ("site.not_empty", "notes/own.txt")
    assert [path.name for path in (tmp_path / "out").rglob("*") if path.is_file()] == ["own.txt"]
    with pytest.raises(govrules.GovrulesError, match="is no folder"):
        check_folder(own)


def test_an_earlier_site_is_made_anew_and_nothing_else_is_touched(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_folder(out, {"index.html": "old", "zh/gone.html": "old"})
    write_folder(out, {"index.html": "new"})
    files = {path.relative_to(out).as_posix(): path.read_text() for path in out.rglob("*") if path.is_file()}
    assert files.keys() == {"index.html", MARK} and files["index.html"] == "new"
    (out / "own.txt").write_text("mine")
    with pytest.raises(govrules.GovrulesError, match=r"own\.txt"):
        write_folder(out, {"index.html": "newer"})
    assert (out / "index.html").read_text() == "new"


def test_a_mark_that_names_files_elsewhere_deletes_none_of_them(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.txt"
    elsewhere.write_text("mine")
    out = tmp_path / "out"
    out.mkdir()
    (out / MARK).write_text(json.dumps({"files": ["../elsewhere.txt", str(elsewhere), 5]}))
    write_folder(out, {"index.html": "page"})
    assert elsewhere.read_text() == "mine"


def test_the_command(tmp_path: Path) -> None:
    folder = hostile(tmp_path / "books")
    out = tmp_path / "out"
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "hostile.txt").write_text("第一条 全文在此。\n另一款。\n第二条 又一条。\n", encoding="utf-8")
    options = ["--rulebooks", str(folder), "--sources", str(texts), "--combinations", "20", "--jobs", "1"]
    made = CliRunner().invoke(main, ["site", str(out), *options])
    assert made.exit_code == 0, made.output
    assert re.fullmatch(rf"{re.escape(str(out / 'index.html'))}: \d+ pages, \d+\.\d MB\n", made.output)
    assert "全文在此" in (out / "zh/governments/hostile.html").read_text(encoding="utf-8")
    (out / "own.txt").write_text("mine")
    refused = CliRunner().invoke(main, ["site", str(out), *options, "--lang", "zh"])
    assert refused.exit_code == 2
    assert (
        refused.output
        == f"govrules: “{out}”里有不属于先前站点的文件（“own.txt”），未作改动；请另指定空的或新的文件夹\n"
    )


def test_without_jinja2_one_sentence_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    found = CliRunner().invoke(main, ["site", str(tmp_path / "out")])
    assert found.exit_code == 2
    assert found.output == "govrules: HTML needs jinja2, which is not installed; install govrules[html]\n"
    assert not (tmp_path / "out").exists()
