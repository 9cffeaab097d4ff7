/* What all pages share. Data comes by scripts that call govrulesSite, since a page opened from a disk can
   load nothing else. */
(function () {
  "use strict";

  var site = (window.govrulesSite = { data: {}, found: null, said: null });

  site.answers = function (key, data) {
    site.data[key] = data;
  };
  site.say = function (said) {
    site.said = said;
  };
  site.index = function (found) {
    site.found = found;
  };

  /* A sentence with its {names} filled in. */
  site.word = function (code, values) {
    return site.said.words[code].replace(/\{(\w+)\}/g, function (whole, name) {
      return values && name in values ? values[name] : whole;
    });
  };

  site.element = function (tag, name, text) {
    var made = document.createElement(tag);
    if (name) made.className = name;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  document.documentElement.classList.add("script");

  /* The other language shows the same place, and the same question with the same facts. */
  Array.prototype.forEach.call(document.querySelectorAll("[data-keep-hash]"), function (link) {
    link.addEventListener("click", function () {
      link.href = link.href.split("#")[0].split("?")[0] + location.search + location.hash;
    });
  });

  /* On paper everything is unfolded. */
  var folded = [];
  window.addEventListener("beforeprint", function () {
    folded = Array.prototype.slice.call(document.querySelectorAll("details:not([open])"));
    folded.forEach(function (part) {
      part.open = true;
    });
  });
  window.addEventListener("afterprint", function () {
    folded.forEach(function (part) {
      part.open = false;
    });
  });

  /* A place inside a folded part is shown. */
  function unfold() {
    var place = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (var part = place; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
    if (place) place.scrollIntoView();
  }
  window.addEventListener("hashchange", unfold);
  unfold();
})();
