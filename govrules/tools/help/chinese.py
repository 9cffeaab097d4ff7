"""What each finding of `govrules check` means, and what to do, in Chinese."""

from __future__ import annotations

from collections.abc import Mapping

CHINESE_HELP: Mapping[str, str] = {
    "cite.not_verbatim": "quote 里的文字不在 cite 所指的条款中（空白和全角、半角不计）。请从原文照抄关键的文字；"
    "不要在中间省略，可以写成两处引文。",
    "cite.elsewhere": "引文在另一条款里。请改正 cite；款是一条之中不属于项的各行，项属于它前面的款。",
    "cite.unknown": "条款清单里没有这一条款：条、款、项的序号写错了，或者清单缺了一行。",
    "ledger.missing": "原文有一款，provisions.yaml 没有对应的一行。请补上：已写成规则的写 encoded，"
    "不含可判定规范的写 declaratory 并说明理由。",
    "ledger.pending": "还有条款没有写成规则，也没有说明理由列为 declaratory。govrules status 会列出它们。",
    "ledger.surplus": "provisions.yaml 有一行，原文没有对应的款。",
    "ledger.items": "provisions.yaml 与原文的项数不一致。",
    "ledger.uncited": "一款列为 encoded，却没有规则引用它。请写成规则，或者说明它为什么是 declaratory。",
    "ledger.cited": "一款列为 declaratory 或 pending，却有规则引用它。请改为 encoded。",
    "source.missing": "--sources 所指的文件夹里没有这部规则的原文；文件名应为 RULEBOOK.txt。",
    "source.gap": "原文里缺少应有的条序号：原文不全，或者条序号的写法没有认出来。请修正原文；不会悄悄合并。",
    "source.stray": "有一行像是一条的开头，但序号不连续，没有当作一条。如果它只是提到某一条，就没有问题。",
    "wording.unquoted": "规则里有一般情形（by_default）或许可（may），引文里却没有这样的词。"
    "请引用这些文字，或者改正规则。",
    "wording.lost": "引文里有情态词（一般、原则上、可、不得），规则没有表达。一般情形写在 by_default，"
    "许可写成 may 的规则或规范，禁止写成 must_not。",
    "wording.number": "规则的结果或条件里的数字，它的引文都没有。请引用带有这个数字的文字，或者改正数字。",
    "wording.number_lost": "引文里有一个数字，规则没有表达。",
    "version.not_repealed": "旧版本施行到新版本施行的前一天为止。新版本在 repeals 中写明废止它的名称或文号，"
    "或者旧版本写有 in_force_until 的，这一点有原文依据。请补上其中之一。",
    "check.overlap": "两条结果不同的规则可以适用于相同的事实。请用 overrides 写明哪一条是例外，或者改正条件。"
    "例子中的事实已经问过，确有冲突。",
    "check.boundary": "在分界值上，两条规则相遇而在两边并不相遇，或者没有规则适用（“三天以内”和“三天以上”都含三天）。"
    "请改正比较（< 或 <=）；原文本身如此的，作为一种读法声明。",
    "check.gap": "这些事实之下没有规则作出规定。请写入原文的规定；原文没有规定的，在问题的规则中写明："
    "“- silent: 条件”，并写 reason:。例子中的事实已经问过，确无规定。",
    "check.not_silent": "对一些事实写明未作规定，而有规则作了规定。请缩小它的条件。",
    "check.dead_part": "某个步骤、条目或 grounds 的条件与规则的条件矛盾。",
    "check.idle": "条件读取了一项事实，而它取什么值，适用的规则都一样。请去掉它，或者改正条件。",
    "check.unread": "词汇表允许问题带有一项事实，而这里的规则都不读取它。请写入由它决定的规定，或者删去，"
    "或者在该问题下认可：accept: {check.unread: 理由}。",
    "check.unused": "词汇表定义了一项事实，没有问题用到它。",
    "check.dead": "没有事实能使这条规则起作用：它的条件自相矛盾，或者总有别的规则排除它。",
    "chain.same_person": "同一程序中，同一角色做了两个把关的动作（词汇表中的 separate），例如既审核又签发。"
    "原文确实都交给一人的，写明理由予以认可。",
    "chain.repeated": "同一角色在程序中两次做同一动作，中间隔着别人：步骤绕了回来。"
    "原文如此的（再次审核），写明理由予以认可。",
    "check.untested": "没有用例由这条规则决定。请根据原文写一个。",
    "check.unspared": "这个问题没有这条规则不适用的用例。请写一个刚好在它条件之外的。",
    "check.nothing_accepted": "accept 认可的问题已经不存在。请删去它。",
}
