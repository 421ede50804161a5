// One home: found by its name, shown with what is believed of it.
import { ask, at, item, mean, named, range, row, span } from "./words.js";

const most = 12; // shown of those found
const powers = ["battery_w", "pv_w", "load_w", "grid_w", "soc_ratio"];
// What is broken and what is out of reach are not the same, and look it.
const conditions = {
  commandable: "✓ can be commanded", broken: "⚠ broken: its safety is in failsafe", unreachable: "⌁ out of reach",
  unclear: "? reachable, and its battery cannot be read", never_seen: "· never heard of",
};
let sites = [], chosen = "", timer = 0;

async function find() {
  const wanted = at("search").value.trim().toLowerCase();
  if (sites.length === 0) sites = (await ask("sites")).sites;
  const found = wanted === "" ? [] : sites.filter((s) => s.toLowerCase().includes(wanted));
  const items = found.slice(0, most).map((site) => {
    const li = document.createElement("li"), button = document.createElement("button");
    button.type = "button";
    button.textContent = site;
    button.addEventListener("click", () => choose(site));
    li.append(button);
    return li;
  });
  if (found.length > most) items.push(item(`and ${found.length - most} more`));
  if (wanted !== "" && found.length === 0) items.push(item("no home has that in its name"));
  at("found").replaceChildren(...items);
}

function choose(site) {
  chosen = site;
  at("home").hidden = false;
  at("home-name").textContent = site;
  at("home-why").textContent = "";
  at("home-powers").replaceChildren();
  show(site);
}

async function show(site) {
  clearTimeout(timer);
  try {
    const [home, e] = await Promise.all([ask("sites/" + site), ask("sites/" + site + "/estimate")]);
    if (site !== chosen) return;
    const heard = home.heard_s === null ? "never heard" : "heard " + span(home.heard_s) + " ago";
    const order = home.order ? `, order ${home.order} in force` : "";
    at("home-state").className = home.condition;
    at("home-state").textContent = `${conditions[home.condition] ?? home.condition}; ${heard}${order}`;
    const rows = [...powers.map((n) => [n, e[n]]), ...Object.entries(e.capability)];
    at("home-powers").replaceChildren(...rows.map(([n, v]) => row(named[n] ?? n, mean(n, v), range(n, v), v.age_s === null ? "never read" : `${span(v.age_s)}, ${v.provenance}`)));
    at("home").classList.remove("stale");
  } catch (e) {
    if (site !== chosen) return;
    at("home-state").textContent = e.message;
    at("home").classList.add("stale");
  }
  timer = setTimeout(() => show(chosen), 3000);
}

async function why() {
  const site = chosen;
  at("home-why").textContent = "asking…";
  const text = await ask("sites/" + site + "/explain").then((e) => e.sentence, (e) => e.message);
  if (site === chosen) at("home-why").textContent = text;
}

export function search() {
  const look = () => find().catch((e) => at("found").replaceChildren(item(e.message)));
  at("search").addEventListener("focus", () => { sites = []; });
  at("search").addEventListener("input", look);
  at("why").addEventListener("click", why);
}
