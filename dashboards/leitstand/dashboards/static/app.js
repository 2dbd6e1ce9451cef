// Runs before everything else, because it makes the only Trusted Types policy that this page allows.
// What htmx puts into the page comes from our own server; still, nothing that could run passes.
"use strict";

if (window.trustedTypes) {
  const runs = /<\s*(script|iframe|object|embed|base|meta|link)\b|\son[a-z]+\s*=|javascript:|\shx-on/i;
  const parse = (html) => {
    // htmx wraps an answer in <body><template>…; a whole page brings its own head, which htmx drops.
    const body = html.replace(/^[\s\S]*?<body[^>]*>/i, "");
    if (runs.test(body)) throw new TypeError("refused to insert something that could run");
    return html;
  };
  window.trustedTypes.createPolicy("default", { createHTML: parse });
}

// Live pages: how old is what I see, and stop moving when I ask for it.
(() => {
  const AMBER_MS = 60_000;
  const RED_MS = 300_000;

  const tell = (stand, state) => {
    if (stand.dataset.state === state) return;
    stand.dataset.state = state;
    for (const word of stand.querySelectorAll("[data-when]")) {
      word.hidden = word.dataset.when !== state;
    }
  };

  // Both clocks may differ: "sent" is the server's present when it spoke, "heard" ours.
  const age = (stand) => {
    const time = stand.querySelector("time");
    const at = Date.parse(time?.dateTime ?? "");
    const sent = Date.parse(time?.dataset.sent ?? "");
    if (time && !time.heard) time.heard = Date.now();
    return sent - at + (Date.now() - (time?.heard ?? 0));
  };

  const judge = (stand) => {
    const old = age(stand);
    if (stand.dataset.paused === "yes") tell(stand, "paused");
    else if (!(old <= RED_MS)) tell(stand, "red");
    else tell(stand, old > AMBER_MS ? "amber" : "live");
  };

  const judgeAll = () => document.querySelectorAll("[data-stand]").forEach(judge);

  const begin = (stand) => {
    const button = stand.querySelector("button");
    if (!button || !button.hidden) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      const paused = stand.dataset.paused !== "yes";
      stand.dataset.paused = paused ? "yes" : "no";
      button.setAttribute("aria-pressed", String(paused));
      judge(stand);
    });
    judge(stand);
  };

  document.addEventListener("htmx:sseBeforeMessage", (event) => {
    if (document.querySelector("[data-stand][data-paused=yes]")) event.preventDefault();
  });
  document.addEventListener("htmx:sseMessage", judgeAll);
  document.addEventListener("htmx:load", () => {
    document.querySelectorAll("[data-stand]").forEach(begin);
  });
  window.setInterval(judgeAll, 1000);

  // j and k walk through the rows, Enter opens, / goes to the filter, ? shows the keys.
  const KEYS = "leitstand-keys";
  const isOn = () => {
    try {
      return window.localStorage.getItem(KEYS) !== "off";
    } catch {
      return true;
    }
  };

  const step = (by) => {
    const rows = [...document.querySelectorAll("a[data-row]")];
    const at = rows.indexOf(document.activeElement);
    rows[Math.min(Math.max(at + by, 0), rows.length - 1)]?.focus();
  };

  const deeds = {
    j: () => step(1),
    k: () => step(-1),
    "/": () => document.querySelector("[data-filter]")?.focus(),
    "?": () => document.querySelector("[data-keys-help]")?.toggleAttribute("open"),
  };

  const walk = () => {
    if (!document.querySelector("[data-rows]")) return;
    document.addEventListener("keydown", (event) => {
      const busy = event.target.closest("input, select, textarea, [contenteditable]");
      const deed = deeds[event.key];
      if (!deed || busy || event.ctrlKey || event.metaKey || event.altKey || !isOn()) return;
      deed();
      event.preventDefault();
    });
    document.addEventListener("change", (event) => {
      if (!event.target.matches("[data-keys-switch]")) return;
      window.localStorage.setItem(KEYS, event.target.checked ? "on" : "off");
    });
    const box = document.querySelector("[data-keys-switch]");
    if (box) {
      box.checked = isOn();
      box.closest("[hidden]")?.removeAttribute("hidden");
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-stand]").forEach(begin);
    walk();
  });
})();
