import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.matching.cli import group


def run(folder: Path, *options: str) -> Result:
    files = [str(folder / name) for name in ("q.jsonl", "i.jsonl", "r.jsonl")]
    arguments = ["rank", "--queries", files[0], "--items", files[1], "--out", files[2], "--words-only", *options]
    return CliRunner().invoke(group, arguments)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lines = [{"id": "n1", "title": "碳酸钙包覆", "text": "用改性蜡"}, {"id": 2, "title": "红细胞药物"}]
    items = [
        {"id": "a1", "title": "改性蜡包覆碳酸钙"},
        {"id": "a2", "title": "红细胞药物平台"},
        {"id": "a3", "title": "芯片"},
    ]
    (tmp_path / "q.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in lines), "utf-8")
    (tmp_path / "i.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in items), "utf-8")
    return tmp_path


def answers(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "r.jsonl").read_text("utf-8").splitlines()]


def test_each_query_gets_its_best_items_with_parts_and_evidence(folder: Path) -> None:
    assert run(folder, "--top", "1").exit_code == 0
    first, second = answers(folder)
    assert (first["query"], first["item"], second["query"], second["item"]) == ("n1", "a1", "2", "a2")
    assert first["parts"] == {"words": first["score"]}
    (words,) = first["evidence"]  # type: ignore[misc]  # JSON has no types
    assert words["part"] == "words"
    assert {"碳酸钙", "包覆", "改性"} & set(words["words"])
    assert "level" not in first


def test_feedback_may_name_its_columns_and_a_veto_takes_an_item_away(folder: Path) -> None:
    (folder / "f.tsv").write_text("item\tby\tquery\tlevel\na1\tx\tn1\tveto\na3\tx\tn1\t4\nzz\tx\tn1\t1\n", "utf-8")
    done = run(folder, "--feedback", str(folder / "f.tsv"))
    assert done.exit_code == 0
    assert "1 lines are about queries or items that are not in the files" in done.stderr
    found = [(row["item"], row["level"]) for row in answers(folder) if row["query"] == "n1"]
    assert [item for item, _ in found] == ["a3", "a2"]
    assert found[0][1] > found[1][1]  # type: ignore[operator]  # JSON has no types


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("q.jsonl", '{"id": "1", "title": "a"}\n\n{oops\n', "q.jsonl:3: is not JSON"),
        ("q.jsonl", "[1]", "q.jsonl:1: is not a JSON object"),
        ("i.jsonl", '{"title": "a"}', "i.jsonl:1: lacks “id”"),
        ("i.jsonl", '{"id": "1", "title": " "}', "i.jsonl:1: lacks “title”"),
        ("i.jsonl", '{"id": "1", "title": 3}', "i.jsonl:1: “title” should be text"),
        ("i.jsonl", '{"id": "1", "title": "a", "exclude": "b"}', "i.jsonl:1: “exclude” should be a list of words"),
        ("i.jsonl", '{"id": "1", "title": "a"}\n{"id": 1, "title": "b"}', "i.jsonl:2: uses the id 1 a second time"),
        ("f.tsv", "n1\ta1\t3\nn1\ta1\n", "f.tsv:2: has fewer than 3 columns"),
        ("f.tsv", "n1\ta1\tgood\n", "f.tsv:1: “good” is neither a number nor the word veto"),
        ("f.tsv", "\ta1\t3\n", "f.tsv:1: lacks “query”"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_written(folder: Path, name: str, text: str, said: str) -> None:
    (folder / "f.tsv").write_text("n1\ta1\t3\n", "utf-8")
    (folder / name).write_text(text, "utf-8")
    done = run(folder, "--feedback", str(folder / "f.tsv"))
    assert done.exit_code == 2
    assert said in done.stderr
    assert not (folder / "r.jsonl").exists()
