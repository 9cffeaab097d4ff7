"""What the commands print around their answers (headings, counts), in English and in Chinese, by code."""

from __future__ import annotations

from collections.abc import Mapping

INTERFACE: Mapping[str, tuple[str, str]] = {
    # the heads of tables
    "head.id": ("id", "编号"),
    "head.government": ("government", "政府"),
    "head.instrument": ("instrument", "规则名称"),
    "head.in_force": ("in force from", "施行日期"),
    "head.rules": ("rules", "规则数"),
    "head.questions": ("questions", "问题数"),
    "head.question": ("question", "问题"),
    "head.asks": ("asks", "问什么"),
    "head.provisions": ("provisions", "条款"),
    # what a rulebook has of a question, and of a paragraph
    "has.silent": ("silent", "未作规定"),
    "has.lost": ("lost", "原文缺失"),
    "state.encoded": ("encoded", "已写成规则"),
    "state.declaratory": ("declaratory", "无可判定的规范"),
    "state.pending": ("pending", "待处理"),
    "state.count": ("{count} {state}", "{state} {count}"),
    "ledger": ("{book}: {count} paragraphs: {states}", "{book}：共 {count} 款：{states}"),
    "reason": (": {reason}", "：{reason}"),
    "made": (
        "{folder}: {articles} articles, {paragraphs} paragraphs, all pending",
        "{folder}：{articles} 条，{paragraphs} 款，全部待处理",
    ),
    # check, verify
    "not_checked": ("not checked: {reason}", "未检查：{reason}"),
    "findings": ("{count} finding(s) in {books} rulebook(s)", "{books} 部规则，{count} 个问题"),
    "help_of": ("{code}: {text}", "{code}：{text}"),
    "verified": ("{file}: verified: {asked}", "{file}：核对无误：{asked}"),
    "of_file": ("{file}: {finding}", "{file}：{finding}"),
    # fmt
    "not_canonical": ("{path}: not in its canonical form", "{path}：排版不规范"),
    "would_change": ("{changed} of {files} files would change", "{files} 个文件中有 {changed} 个会改动"),
    "changed": ("{changed} of {files} files changed", "{files} 个文件中改动了 {changed} 个"),
    # test
    "case_asks": ("ask: {ask}", "问：{ask}"),
    "decided_by": ("decided by:", "由下列规则决定："),
    "passed": ("{passed} passed, {failed} failed", "通过 {passed} 个，未通过 {failed} 个"),
    "failing": ("{count} case(s) fail, and show nothing", "{count} 个用例未通过，不计入覆盖"),
    "nothing_missing": ("no case is missing", "没有缺少的用例"),
    "figure.rules": ("rules each way", "规则（两面）"),
    "figure.conditions": ("conditions each way", "条件（两面）"),
    "figure.provisions": ("provisions", "条款"),
    "figures": ("{book}: {figures}", "{book}：{figures}"),
    "figure": ("{name} {covered}/{total} ({percent}%)", "{name} {covered}/{total}（{percent}%）"),
    "under": ("{book}: {figure} is under {least}%", "{book}：{figure}低于 {least}%"),
    "rule_undecided": ("{rule}: no case is decided by the rule", "{rule}：没有用例由这条规则决定"),
    "rule_unspared": ("{rule}: in no case does the rule not apply", "{rule}：没有这条规则不适用的用例"),
    "condition_unshown": (
        "{rule}: {condition}: in no case is it {value} where it matters",
        "{rule}：{condition}：没有用例使它为 {value} 且起决定作用",
    ),
    "condition_hopeless": (
        "{rule}: {condition}: no facts were found under which it matters {value}",
        "{rule}：{condition}：没有找到使它为 {value} 且起决定作用的事实",
    ),
    "uncited": ("{provision}: no answer of a case cites it", "{provision}：没有用例的答案引用它"),
    "shows_rule": ("{rule}: no case is decided by the rule", "{rule}：没有用例由这条规则决定"),
    "shows_condition": (
        "{rule}: {condition} is {value} where it matters",
        "{rule}：{condition} 为 {value} 且起决定作用",
    ),
    "fill_in": ("fill in from the text, {where}: {quote}", "请根据原文填写，{where}：{quote}"),
    # site
    "site_made": ("{path}: {pages} pages, {size} MB", "{path}：{pages} 个页面，{size} MB"),
    # ask
    "bad_line": ("line {line}: {problem}", "第 {line} 行：{problem}"),
    "prompt": (
        "govrules {version}: type a question; ? helps, Ctrl-D leaves",
        "govrules {version}：请输入问题；输入 ? 看帮助，按 Ctrl-D 退出",
    ),
    "prompt_help": (
        "a question: guazhou, signing of documents, upward; or guazhou: document.signing(direction=upward)\n"
        "Tab completes the words of the vocabulary, the arrow keys bring back earlier questions\n"
        "why: the rules that did not apply to the last question; json: the last answer as JSON\n"
        "?, help: these lines; exit, quit or Ctrl-D: leave",
        "问题：瓜州 公文签发 上行；或者 guazhou: document.signing(direction=upward)\n"
        "按 Tab 补全词汇，按上下键找回问过的问题\n"
        "为什么（why）：上一个问题中未适用的规则；json：上一个答案的 JSON\n"
        "?、帮助（help）：显示这几行；退出（exit、quit）或 Ctrl-D：离开",
    ),
    "nothing_asked": ("nothing has been answered yet", "还没有答案"),
    "all_applied": ("every rule of the question applied", "这个问题的规则全部适用"),
}
