// How values are said to people, and put on the page.

export const at = (id) => document.getElementById(id);

const size = (w) => {
  const s = Math.abs(w);
  if (s < 0.5) return "0 W";
  return s >= 1e6 ? (s / 1e6).toFixed(2) + " MW" : s >= 1e3 ? (s / 1e3).toFixed(1) + " kW" : s.toFixed(0) + " W";
};

// People read words, not signs: ways are those of more and of less than 0.
export function power(w, ways = ["discharging", "charging"]) {
  return Math.abs(w) < 0.5 ? "0 W" : size(w) + " " + (w > 0 ? ways[0] : ways[1]);
}

export const ways = {
  battery_w: ["discharging", "charging"], pv_w: ["generated", "drawn"], load_w: ["fed back", "used"], grid_w: ["exported", "imported"],
};
export const named = {
  battery_w: "Battery", pv_w: "PV", load_w: "Load", grid_w: "Grid", stored_wh: "Stored", soc_ratio: "Charge",
  max_discharge_w: "Can discharge", max_charge_w: "Can charge", energy_up_wh: "Can still give", energy_down_wh: "Can still take",
  discharge_lasts_s: "Discharge lasts", charge_lasts_s: "Charge lasts",
};
export const percent = (r) => (100 * r).toFixed(1) + " %";
export const watts = size;

export function span(s) {
  return s < 120 ? s.toFixed(s < 10 ? 1 : 0) + " s" : s < 7200 ? (s / 60).toFixed(0) + " min" : (s / 3600).toFixed(1) + " h";
}

// said is a value by the unit in its name.
export function said(name, v) {
  if (name in ways) return power(v, ways[name]);
  if (name.endsWith("_wh")) return size(v).replace("W", "Wh");
  if (name.endsWith("_ratio")) return percent(v);
  return name.endsWith("_s") ? span(v) : size(v);
}

// What is not known is said so, and never 0.
export const mean = (name, e) => e.mean === null ? "not known" : said(name, e.mean);
export const range = (name, e) => e.interval === null ? "–" : between(e.interval, (v) => said(name, v));

// between says the two ends of an interval, smaller size first where both are of one
// direction, which is then said once.
export function between(ends, say) {
  const [a, b] = [...ends].sort((x, y) => x * y > 0 ? Math.abs(x) - Math.abs(y) : x - y).map((v) => say(v));
  const word = b.slice(b.lastIndexOf(" "));
  return (a.endsWith(word) ? a.slice(0, -word.length) : a) + " … " + b;
}

export function row(...cells) {
  const tr = document.createElement("tr");
  cells.forEach((text, i) => {
    const cell = document.createElement(i ? "td" : "th");
    if (!i) cell.scope = "row";
    cell.textContent = text;
    tr.append(cell);
  });
  return tr;
}

export function item(text, name) {
  const li = document.createElement("li");
  li.textContent = text;
  if (name) li.className = name;
  return li;
}

// ask returns what the API answers, or fails with what is the matter and the way out.
export async function ask(path) {
  const answer = await fetch("/api/v1/" + path, { signal: AbortSignal.timeout(8000) });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.detail || answer.statusText);
  return body;
}

// tell has somebody ask the API to do something, or fails as ask does.
export async function tell(method, path, who, body) {
  const answer = await fetch("/api/v1/" + path, {
    method, signal: AbortSignal.timeout(8000), body: body && JSON.stringify(body),
    headers: { "Hearthgrid-Person": who.replace(/[^ -~]/g, "?"), ...(body ? { "Content-Type": "application/json" } : {}) },
  });
  if (!answer.ok) throw new Error(await answer.json().then((p) => p.detail, () => answer.statusText));
}

// every calls work again and again, the next only when the one before has ended.
// shown says how old what is seen is, and fades it where it is not of now.
export function every(ms, work, shown, part) {
  let good = 0, wrong = "";
  const again = async () => {
    try {
      if (!document.hidden) {
        await work();
        good = Date.now();
        wrong = "";
      }
    } catch (e) {
      wrong = e.message;
    }
    setTimeout(again, ms);
  };
  setInterval(() => {
    const age = (Date.now() - good) / 1000, old = good === 0 || age > 3 * ms / 1000;
    shown.textContent = wrong || (good === 0 ? "asking…" : old ? "no news for " + span(age) : "");
    part.classList.toggle("stale", old);
  }, 500);
  again();
}
