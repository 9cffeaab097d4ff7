/* The form: it walks the decisions of a question that were made in advance, and decides nothing itself.
   What the nodes are is written in govrules/site/decisions.py. */
(function () {
  "use strict";

  var ANSWER = 0, BRANCH = 1, BESIDE = 2, NUMBER = 3;
  var site = window.govrulesSite, said = site.said, word = site.word, element = site.element;
  var lang = said.lang, number = said.language;
  var form = document.getElementById("ask"), facts = document.getElementById("facts");
  var question = form.dataset.question, root = form.dataset.root;
  var government = "", kept = {};

  /* --- what is given ---------------------------------------------------------------------------------- */

  function control(fact) {
    return document.getElementById("fact-" + fact.name);
  }

  /* Each fact that is given: how it is spelt, its code, and its number if it is one. Or what is wrong. */
  function given(data) {
    var found = { facts: {}, wrong: null };
    data.facts.forEach(function (fact) {
      var value = control(fact).value.trim(), label = fact.label[number];
      if (fact.options) {
        if (value === "?") found.facts[fact.name] = { spelt: "?", code: fact.unknown };
        else if (value !== "") {
          var option = fact.options.filter(function (each) { return each[0] === value; })[0];
          found.facts[fact.name] = { spelt: value, code: option[1] };
        }
        return;
      }
      if (document.getElementById("unknown-" + fact.name).checked) {
        found.facts[fact.name] = { spelt: "?", code: fact.unknown };
      } else if (value !== "" || control(fact).validity.badInput) {
        if (!/^[+-]?\d+$/.test(value)) found.wrong = word("no_number", { label: label });
        else if (fact.least !== null && +value < fact.least) {
          found.wrong = word("too_small", { label: label, least: fact.least });
        } else if (fact.most !== null && +value > fact.most) {
          found.wrong = word("too_great", { label: label, most: fact.most });
        } else {
          found.facts[fact.name] = { spelt: String(+value), code: band(fact, +value), number: +value };
        }
      }
    });
    return found;
  }

  function band(fact, value) {
    var code = fact.starts.length ? fact.first : 0;
    fact.starts.forEach(function (start, place) {
      if (value >= start) code = fact.first + place;
    });
    return code;
  }

  /* --- the way through the tree ----------------------------------------------------------------------- */

  function code(given, name) {
    return name in given ? given[name].code : 0;
  }

  /* `read` gathers the facts that matter, given these. */
  function walk(data, given, read) {
    var place = data.root;
    for (;;) {
      var node = data.nodes[place], kind = node[0];
      if (kind === ANSWER) return { answer: node[1] };
      if (kind === BESIDE) node.slice(2).forEach(function (each) { read[each[0]] = true; });
      else read[node[1]] = true;
      if (kind === BRANCH) {
        place = node[2 + code(given, node[1])];
      } else if (kind === BESIDE) {
        var named = node.slice(2).filter(function (each) { return code(given, each[0]) !== 0; });
        if (named.length > 1 || (named.length && named[0][1] === null)) return beside(data, given);
        place = named.length ? named[0][1][code(given, named[0][0])] : node[1];
      } else if (kind === NUMBER) {
        var fact = given[node[1]];
        if (!fact || fact.number === undefined) {
          place = node[2];
        } else if (fact.number > node[4]) {
          return node[5] === null ? { undecided: node[1], most: node[4] } : { refused: data.refusals[node[5]][number] };
        } else {
          node[3].forEach(function (from) {
            if (fact.number >= from[0]) place = from[1];
          });
        }
      }
    }
  }

  function beside(data, given) {
    return {
      beside: data.facts.filter(function (fact) {
        return fact.beside && code(given, fact.name) !== 0;
      }).map(function (fact) { return fact.label[number]; })
    };
  }

  /* --- what is shown ---------------------------------------------------------------------------------- */

  function today() {
    return new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10); // in China
  }

  function canonical(data, given, day) {
    var list = data.facts.filter(function (fact) { return fact.name in given; })
      .map(function (fact) { return fact.name + "=" + given[fact.name].spelt; });
    return government + ": " + question + "(" + list.join(", ") + ")" + (day ? " @ " + day : "");
  }

  function show() {
    var data = site.data[government + "/" + question];
    if (!data) return;
    var got = given(data), day = document.getElementById("day").value;
    remember(data, got.facts, day);
    var asked = canonical(data, got.facts, day);
    document.getElementById("asked").textContent = asked;
    mark(data, []);
    var read = {}, found = walk(data, got.facts, read);
    if (!got.wrong) list(data, got.facts, read);
    if (got.wrong) return state("refused", "✕", word("refused"), [got.wrong]);
    var when = day || today(), from = data.inForce[0], until = data.inForce[1];
    if ((from !== null && when < from) || (until !== null && when > until)) return answer(data, data.notInForce, got.facts);
    if (found.refused) return state("refused", "✕", word("refused"), [found.refused]);
    if (found.answer !== undefined) return answer(data, found.answer, got.facts);
    var why = found.beside
      ? word("undecided_beside", { facts: found.beside.join(lang === "zh" ? "、" : ", ") })
      : word("undecided_number", { label: label(data, found.undecided), most: found.most });
    state("undecided", "…", word("undecided"), [why], "govrules ask '" + asked + "'");
  }

  function label(data, name) {
    return data.facts.filter(function (fact) { return fact.name === name; })[0].label[number];
  }

  function state(status, icon, text, lines, command) {
    var place = document.getElementById("status"), body = document.getElementById("answer");
    var badge = element("span", "status status-" + status), sign = element("span", "", icon);
    sign.setAttribute("aria-hidden", "true");
    badge.append(sign, " " + text);
    place.replaceChildren(badge);
    place.dataset.status = status;
    place.dataset.asked = document.getElementById("asked").textContent;
    body.replaceChildren();
    (lines || []).forEach(function (line) { body.append(element("p", "line", line)); });
    if (command) body.append(element("pre", "", command));
  }

  function answer(data, index, given) {
    var found = data.answers[index], status = Object.keys(said.statuses)[found[0]];
    state(status, said.statuses[status][0], said.statuses[status][1]);
    mark(data, found[3] || []);
    var body = document.getElementById("answer");
    found[1 + number].forEach(function (place) {
      var shown = section(data, data.sections[lang][place], given);
      if (shown) body.append(shown);
    });
  }

  /* A section; of what it assumes, only for facts that are not given. */
  function section(data, section, given) {
    var lines = section[2].map(function (line) { return typeof line === "number" ? [line] : line; })
      .filter(function (line) { return !(line[2] && line[2] in given); });
    if (!lines.length) return null;
    var part = element("div", "section section-" + section[0]);
    if (section[1]) part.append(element("p", "part", section[1]));
    lines.forEach(function (line) {
      var text = data.texts[lang][line[0]];
      if (line[3]) text = text.split("{" + line[3] + "}").join(given[line[3]].number);
      part.append(element("p", "line level-" + (line[1] || 0), text));
    });
    return part;
  }

  /* The fields of facts that matter, or are given, or are just being used; all of them if that is wanted. */
  function list(data, given, read) {
    var all = document.getElementById("all").checked;
    data.facts.forEach(function (fact) {
      var place = control(fact).closest(".field");
      place.hidden = !(all || read[fact.name] || fact.name in given || place.contains(document.activeElement));
    });
    Array.prototype.forEach.call(facts.querySelectorAll("fieldset"), function (group) {
      group.hidden = !group.querySelector(".field:not([hidden])");
    });
  }

  /* The facts that the answer still needs. */
  function mark(data, needs) {
    data.facts.forEach(function (fact) {
      var field = control(fact).closest(".field"), needed = needs.indexOf(fact.name) >= 0;
      field.classList.toggle("needed", needed);
      field.querySelector(".need").textContent = needed ? word("needed") : "";
    });
  }

  /* --- the fields ------------------------------------------------------------------------------------- */

  function field(fact) {
    var made = element("div", "field"), name = element("label", "", fact.label[number]);
    name.htmlFor = "fact-" + fact.name;
    var need = element("span", "need");
    need.id = "need-" + fact.name;
    made.append(name, need);
    var input = element(fact.options ? "select" : "input");
    input.id = "fact-" + fact.name;
    input.name = fact.name;
    input.setAttribute("aria-describedby", need.id);
    made.append(input);
    if (fact.options) {
      var usual = fact.options.filter(function (each) { return each[0] === fact.usual; })[0];
      input.append(new Option(usual ? word("not_given_usual", { value: usual[2 + number] }) : word("not_given"), ""));
      fact.options.forEach(function (each) { input.append(new Option(each[2 + number], each[0])); });
      input.append(new Option(word("unknown"), "?"));
    } else {
      input.type = "number";
      input.step = 1;
      input.inputMode = "numeric";
      if (fact.least !== null) input.min = fact.least;
      if (fact.most !== null) input.max = fact.most;
      if (fact.unit && fact.unit[number] !== fact.label[number]) name.append(" (" + fact.unit[number] + ")");
      var unknown = element("label", "unknown"), box = element("input");
      box.type = "checkbox";
      box.id = "unknown-" + fact.name;
      box.setAttribute("aria-label", fact.label[number] + " " + word("number_unknown"));
      unknown.append(box, " " + word("number_unknown"));
      made.append(unknown);
    }
    return made;
  }

  function listed(labels) {
    return labels.map(function (each) { return each[number]; }).join(lang === "zh" ? "、" : ", ");
  }

  function group(legend, lead, fields) {
    var made = element("fieldset", "fields");
    made.append(element("legend", "", legend));
    if (lead) made.append(element("p", "soft", lead));
    var grid = element("div", "grid");
    fields.forEach(function (each) { grid.append(each); });
    made.append(grid);
    return made;
  }

  function build(data) {
    var main = data.facts.filter(function (fact) { return !fact.beside; });
    var further = data.facts.filter(function (fact) { return fact.beside; });
    facts.replaceChildren();
    var day = element("div", "field"), name = element("label", "", word("form_date")), input = element("input");
    name.htmlFor = input.id = "day";
    input.type = "date";
    day.append(name, input);
    if (!data.facts.length) facts.append(element("p", "", word("no_facts")));
    if (main.length) facts.append(group(word("form_facts"), "", main.map(field)));
    if (further.length) facts.append(group(word("beside"), word("beside_lead"), further.map(field)));
    facts.append(day);
    if (data.unasked.length) facts.append(element("p", "soft", word("unasked", { facts: listed(data.unasked) })));
    if (data.without.length) {
      var idle = element("details", "idle");
      idle.append(element("summary", "", word("without")), element("p", "", listed(data.without)));
      facts.append(idle);
    }
    restore(data);
  }

  /* --- what was given before, and the address ----------------------------------------------------------- */

  function restore(data) {
    data.facts.forEach(function (fact) {
      var value = kept[fact.name];
      if (value === undefined) return;
      if (fact.options) {
        control(fact).value = value;
        if (control(fact).selectedIndex < 0) control(fact).value = "";
      } else if (value === "?") document.getElementById("unknown-" + fact.name).checked = true;
      else control(fact).value = value;
    });
    document.getElementById("day").value = kept["@"] || "";
  }

  function remember(data, given, day) {
    data.facts.forEach(function (fact) { delete kept[fact.name]; });
    Object.keys(given).forEach(function (name) { kept[name] = given[name].spelt; });
    kept["@"] = day;
    var parts = Object.keys(given).map(function (name) { return name + "=" + encodeURIComponent(given[name].spelt); });
    if (day) parts.push("@=" + day);
    var address = "#" + government + (parts.length ? "?" + parts.join("&") : "");
    if (location.hash !== address && (parts.length || location.hash)) history.replaceState(null, "", address);
  }

  function read() {
    var parts = decodeURI(location.hash.slice(1)).split("?"), known = form.querySelectorAll("[type=radio]");
    if (parts[1]) {
      parts[1].split("&").forEach(function (pair) {
        var at = pair.indexOf("=");
        kept[pair.slice(0, at)] = decodeURIComponent(pair.slice(at + 1));
      });
    }
    var wanted = Array.prototype.filter.call(known, function (each) { return each.value === parts[0]; })[0];
    return wanted || known[0];
  }

  function choose(name) {
    var key = name + "/" + question, file = root + "data/" + key + ".js";
    government = name;
    facts.replaceChildren(element("p", "soft", word("form_loading")));
    if (site.data[key]) return begin(key);
    var loading = document.createElement("script");
    loading.src = file;
    loading.onload = function () { if (government === name) begin(key); };
    loading.onerror = function () {
      facts.replaceChildren(element("p", "banner", word("form_failed", { file: file })));
    };
    document.head.append(loading);
  }

  function begin(key) {
    build(site.data[key]);
    show();
  }

  form.addEventListener("change", function (event) {
    if (event.target.name === "@government") choose(event.target.value);
    else show();
  });
  form.addEventListener("input", function (event) {
    if (event.target.type === "number") show();
  });
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("reset", function (event) {
    event.preventDefault();
    kept = {};
    begin(government + "/" + question);
  });

  var first = read();
  first.checked = true;
  choose(first.value);
})();
