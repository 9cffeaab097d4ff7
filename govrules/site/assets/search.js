/* The search: every word must occur as it is written, somewhere in the title or the text. */
(function () {
  "use strict";

  var SHOWN = 100, AROUND = 40;
  var site = window.govrulesSite, word = site.word, element = site.element;
  var field = document.getElementById("q"), list = document.getElementById("found");
  var count = document.getElementById("count");

  function plain(text) {
    return text.normalize("NFKC").toLowerCase();
  }

  var entries = site.found.entries.map(function (entry) {
    return { kind: entry[0], title: entry[1], text: entry[2], page: entry[3], plain: plain(entry[1] + "\n" + entry[2]) };
  });

  /* The text with the words marked. */
  function marked(place, text, words) {
    var low = text.toLowerCase(), from = 0;
    while (from < text.length) {
      var next = -1, long = 0;
      words.forEach(function (each) {
        var at = low.indexOf(each, from);
        if (at >= 0 && (next < 0 || at < next || (at === next && each.length > long))) {
          next = at;
          long = each.length;
        }
      });
      if (next < 0) break;
      place.append(text.slice(from, next), element("mark", "", text.slice(next, next + long)));
      from = next + long;
    }
    place.append(text.slice(from));
    return place;
  }

  /* The part of a long text where the first word occurs. */
  function part(text, words) {
    var low = text.toLowerCase();
    var at = Math.min.apply(null, words.map(function (each) {
      var found = low.indexOf(each);
      return found < 0 ? text.length : found;
    }));
    var from = Math.max(0, (at === text.length ? 0 : at) - AROUND), to = Math.min(text.length, from + 4 * AROUND);
    return (from ? "…" : "") + text.slice(from, to) + (to < text.length ? "…" : "");
  }

  function search() {
    var words = plain(field.value).split(/\s+/).filter(Boolean);
    list.replaceChildren();
    count.textContent = "";
    if (!words.length) return;
    var found = entries.filter(function (entry) {
      return words.every(function (each) { return entry.plain.indexOf(each) >= 0; });
    });
    found.slice(0, SHOWN).forEach(function (entry) {
      var item = element("li"), title = element("p", "line"), link = marked(element("a"), entry.title, words);
      link.href = entry.page;
      title.append(link, " ", element("span", "kind", site.found.kinds[entry.kind]));
      item.append(title, marked(element("p", "line"), part(entry.text, words), words));
      list.append(item);
    });
    var code = !found.length ? "search_none" : found.length > SHOWN ? "search_first" : "search_found";
    count.textContent = word(code, { count: found.length, shown: SHOWN });
  }

  var asked = new URLSearchParams(location.search).get("q");
  if (asked) field.value = asked;
  document.getElementById("search").addEventListener("submit", function (event) {
    event.preventDefault();
    history.replaceState(null, "", "?q=" + encodeURIComponent(field.value));
    search();
  });
  field.addEventListener("input", search);
  search();
})();
