"""Parts of sentences: what an error expected, what it found, in English and in Chinese, by code."""

from __future__ import annotations

from collections.abc import Mapping

PARTS: Mapping[str, tuple[str, str]] = {
    "suggestion": ("; did you mean '{word}'?", "；是不是“{word}”？"),
    "either": ("{en}", "{zh}"),
    # between the entries of a list
    "comma": (", ", "、"),
    "and": (" and ", " 和 "),
    "or": (" or ", " 或 "),
    "or_because": (", or because ", "；或者"),
    "none": ("none", "无"),
    "more": ("…", "等"),
    "quoted": ("'{word}'", "“{word}”"),
    "named": ("{label} ({name})", "{label}（{name}）"),
    "remark": ("{what} ({remark})", "{what}（{remark}）"),
    # what a lazy frame does not know
    "frame_column": ("a column", "列的值"),
    "frame_length": ("the number of rows", "行数"),
    # what was expected
    "text": ("a text", "一段文字"),
    "text_or_texts": ("a text or a list of texts", "一段文字，或文字的列表"),
    "texts_by_name": ("a mapping of names to texts", "由名称到文字的映射"),
    "one_line": ("one line of text", "一行文字"),
    "mapping": ("a mapping", "映射（键: 值）"),
    "mappings": ("a list of mappings", "映射的列表"),
    "list": ("a list", "列表"),
    "filled_list": ("a list with at least one entry", "至少有一项的列表"),
    "roles": ("a role, a list of roles, or {{any: [roles]}}", "一个角色、角色的列表，或 {{any: [角色]}}"),
    "step_mapping": ("a mapping such as 'sign: head'", "如“sign: head”的映射"),
    "norm_mapping": ("a mapping such as 'must: office, do: …'", "如“must: office, do: …”的映射"),
    "entry_mapping": ("a mapping such as 'member: [head, deputy]'", "如“member: [head, deputy]”的映射"),
    "item_mapping": (
        "a term, or a mapping with either item or text",
        "一个用语，或者带有 item 或 text 之一的映射",
    ),
    "word_or_mapping": ("a word or a mapping", "一个词或一个映射"),
    "provisions": ("a mapping of provisions", "由条款组成的映射"),
    "questions": ("a mapping of questions to rules", "由问题到规则的映射"),
    "rules": ("a list of rules", "规则的列表"),
    "rule_mapping": (
        "a mapping with id, an outcome, cite and quote",
        "带有 id、一种结果、cite 和 quote 的映射",
    ),
    "outcome": (
        "an outcome in one line of text, or a mapping of its parts",
        "写成一行的结果，或其各部分的映射",
    ),
    "flag": ("true or false", "“true”或“false”"),
    "one_of": ("one of {values}, …", "{values}等值之一"),
    "whole_number": ("a whole number", "整数"),
    "exact_number": (
        "an exact number (int, Fraction or Decimal)",
        "精确的数（int、Fraction 或 Decimal）",
    ),
    "date": ("a date", "日期"),
    "time": ("a time of day", "一天中的时刻"),
    "amount": ("an amount of {type}", "{type} 类型的数量"),
    "hexadecimal": ("64 hexadecimal digits", "64 位十六进制数字"),
    # what it is about
    "a_step": ("a step", "步骤"),
    "a_norm": ("a norm", "规范"),
    "an_entry": ("an entry", "条目"),
    "an_item": ("an item", "事项"),
    "a_rule": ("a rule", "规则"),
    "a_condition": ("a condition", "条件"),
    "an_amount": ("an amount", "数额"),
    "a_day": ("a day", "某一日"),
    "the_roles": ("roles", "角色"),
    "the_file": ("the file", "文件"),
    "the_ledger": ("the ledger", "条款清单"),
    "a_ledger_entry": ("an entry of the ledger", "条款清单的条目"),
    "vocabulary_roles": ("the vocabulary's roles", "词汇表中的角色"),
    "vocabulary_facts": ("the vocabulary's facts", "词汇表中的事实"),
    "the_end": ("the end", "末尾"),
    "any_facts": ("any facts", "任何事实"),
    # what is wrong with a value
    "of_key": ("{key}: {problem}", "{key}：{problem}"),
    "threshold": (
        "a threshold has either more_than or at_least, with of; or all, a list of thresholds",
        "法定人数写 more_than 或 at_least 之一并带 of，或者写 all（法定人数的列表）",
    ),
    "frequency": (
        "a frequency has exactly, at_least or at_most with per; or as_needed, the text's word",
        "频次写 exactly、at_least、at_most 之一并带 per，或者写 as_needed（原文用语）",
    ),
    "limit": ("a limit has one of at_most, at_least, exactly", "限额写 at_most、at_least、exactly 之一"),
    "one_state": ("a paragraph is {first} or {second}, not both", "一款或者是 {first}，或者是 {second}，不能两者都是"),
    "no_reason": ("a declaratory paragraph needs its reason", "declaratory 的款须写明理由"),
    "ledger_items": (
        "the ledger lists paragraphs; 'items' counts their items",
        "条款清单只列到款，其中的项用 items 计数",
    ),
    "dates_reversed": (
        "in_force_until ({until}) comes before in_force_from ({start})",
        "in_force_until（{until}）早于 in_force_from（{start}）",
    ),
    "no_default": ("a {type} has no ordinary case", "{type} 类型没有通常情形"),
    "character": ("the character {character} is not allowed", "不允许有字符 {character}"),
    "yaml_context": ("{problem} ({context}, from line {line})", "{problem}（{context}，自第 {line} 行起）"),
    "too_deep": ("it is nested too deep", "嵌套过深"),
    "half_character": ("it has half a character", "含有不完整的字符"),
    "member_twice": ("the member '{member}' stands twice", "成员“{member}”出现两次"),
    "no_float": (
        "{number} is no whole number, and a receipt has no others",
        "{number} 不是整数，而回执里只有整数",
    ),
    # why there is no value
    "status.answered": ("answered", "有规定"),
    "status.conditional": ("conditional", "视情形而定"),
    "status.silent": ("silent", "未作规定"),
    "status.truncated": ("truncated", "原文缺失"),
    "status.not_in_force": ("not_in_force", "当时不在施行期内"),
    "value_is": ("its value is a {kind}", "它的值是 {kind}"),
    "it_needs": ("{reason} (it needs {needs})", "{reason}（还须知道 {needs}）"),
    # articles of a source text
    "article": ("article {number}", "第{number}条"),
    "article_is": ("article {number} is", "第{number}条"),
    "articles_are": ("articles {first} to {last} are", "第{first}条至第{last}条"),
    "beginning": ("the beginning", "开头"),
    "preamble": ("what precedes article 1", "第1条之前的部分"),
    # what a check found
    "edge_gap": ("no rule of {question} decides", "{question} 没有规则作出规定"),
    "edge_both": ("{rules} both apply", "{rules} 同时适用"),
    "ground": ("a ground", "一项 grounds"),
    "part": ("the part '{part}'", "“{part}”这一部分"),
    "these_facts": ("these facts are given", "给出这些事实"),
    "error": ("error", "错误"),
    "warning": ("warning", "警告"),
    # what a check left out
    "unchecked": ("{book}: {what}", "{book}：{what}"),
    "unchecked_question": ("{book} {question}: {what}", "{book} {question}：{what}"),
    "unchecked_sources": (
        "quotations against the source text (no --sources given)",
        "引文与原文是否一致（没有给出 --sources）",
    ),
    "unchecked_rest": ("everything else (it does not load)", "其余一切（无法读入）"),
    "unchecked_cases": ("rules without a case (no cases given)", "哪些规则没有用例（没有给出用例）"),
    "unchecked_edges": (
        "edges and idle facts (more than {limit} combinations; overlaps, dead rules and gaps were sought one by one)",
        "分界值和不起作用的事实（组合超过 {limit} 种；重叠、从不适用的规则和空缺已逐一查找）",
    ),
    "unchecked_gap": ("whether there is a gap (the search went too far)", "是否有空缺（查找过深）"),
    "unchecked_gap_facts": (
        "whether there is a gap (no facts were found for it: {when})",
        "是否有空缺（没有找到说明它的事实：{when}）",
    ),
    "unchecked_dead": ("whether {rule} can ever decide (the search went too far)", "{rule} 是否可能适用（查找过深）"),
    "unchecked_conflict": (
        "whether {rules} contradict each other (the search went too far)",
        "{rules} 是否相互矛盾（查找过深）",
    ),
    "unchecked_meeting": (
        "whether {rules} contradict each other (no facts were found under which they meet)",
        "{rules} 是否相互矛盾（没有找到使其相遇的事实）",
    ),
    "unchecked_person": (
        "whether {role} does two steps of {rule} (too many facts)",
        "{role} 是否在 {rule} 中承担两个步骤（事实过多）",
    ),
    # why two rulebooks are not compared
    "outside_repository": ("'{path}' is outside the repository", "“{path}”在仓库之外"),
    "too_many_cases": ("its facts make more cases than can be compared", "它的事实组合太多，无法比较"),
    "one_collects": (
        "one side collects all rules that apply, the other does not",
        "一方汇集所有适用的规则，另一方不汇集",
    ),
    "two_types": (
        "the fact {fact} is of the type {first} on one side and {second} on the other",
        "事实 {fact} 在一方的类型是 {first}，在另一方是 {second}",
    ),
    # why a receipt differs
    "places": (" ({places})", "（{places}）"),
    "because_altered": ("the receipt was altered", "回执被改动过"),
    "because_nothing": (
        "the receipt says what was not answered: rulebook and library are those that it names",
        "回执所写并非当时的答案：规则和程序都与回执所记相同",
    ),
    "because_version": ("the rulebook is another version", "规则是另一个版本"),
    "because_content": ("the rulebook was changed", "规则被修改过"),
    "because_vocabulary": ("the vocabulary was changed", "词汇表被修改过"),
    "because_library": ("the library is another version", "程序是另一个版本"),
}
