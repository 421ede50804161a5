// Calls of programmes: what runs, what keeps it from more, and the button that stops all.
import { ask, at, every, item, power, row, tell, watts } from "./words.js";

const most = 12; // calls shown that are over
const bounds = {
  homes: "what its homes can", region_cap: "the cap of a region", rate: "how fast a region may move", no_signal: "no signal of the grid operator", no_reading: "no reading of the node",
};
const open = ["running", "approved", "noticed", "planned"];

const sides = (c) => [c.up_w > 0 || c.down_w === 0 ? watts(c.up_w) + " up" : "", c.down_w > 0 ? watts(c.down_w) + " down" : ""].filter(Boolean).join(", ");
const clock = (t) => new Date(t).toLocaleString([], { dateStyle: "short", timeStyle: "short" });

function button(text, work) {
  const b = document.createElement("button");
  b.type = "button";
  b.textContent = text;
  b.addEventListener("click", () => work().then(look, (e) => { at("calls-text").textContent = e.message; }));
  return b;
}

function stage(c) {
  if (c.guarded && c.approval === null && open.includes(c.stage) && c.stage !== "running") return c.stage + ", to be approved by a second person";
  return c.why ? `${c.stage}: ${c.why}` : c.stage;
}

function line(c) {
  const d = c.delivery;
  const left = d && d.left_out > 0 ? [`${d.left_out} homes left out`] : [];
  const held = d ? [...d.bounds.map((b) => bounds[b] ?? b), ...left].join("; ") || "nothing" : "–";
  const tr = row(c.id, `${c.programme} at ${c.node}`, stage(c), `${clock(c.start)} to ${clock(c.end)}`, sides(c), d ? power(d.given_w) : "–", d && d.delivered_w !== null ? power(d.delivered_w) : "–", held, String(c.homes));
  const cell = document.createElement("td");
  if (open.includes(c.stage)) cell.append(button("Stop", () => tell("POST", `calls/${c.id}/stop`, at("who").value, { why: "console" })));
  tr.append(cell);
  return tr;
}

function show(list) {
  const live = list.calls.filter((c) => open.includes(c.stage));
  const over = list.calls.filter((c) => !open.includes(c.stage)).sort((a, b) => b.start.localeCompare(a.start));
  at("call-rows").replaceChildren(...[...live, ...over.slice(0, most)].map(line));
  const h = list.halted;
  at("halted").textContent = h ? `All is stopped since ${clock(h.at)}${h.by ? " by " + h.by : ""}${h.why ? ": " + h.why : ""}` : "";
  at("halt").hidden = h !== null;
  at("resume").hidden = h === null;
  at("regions").replaceChildren(...list.regions.map((r) => item(`${r.region}: ${power(r.power_w)}${r.cap_w === null ? "; its cap is not known, so nothing more is asked" : " of at most " + watts(r.cap_w)}`)));
  at("calls-text").textContent = live.length === 0 ? "No call runs or waits." : over.length > most ? `${over.length - most} more that are over are not shown.` : "";
}

const look = async () => show(await ask("calls"));

export function call() {
  const fail = (e) => { at("calls-text").textContent = e.message; };
  at("halt").addEventListener("click", () => tell("PUT", "halt", at("who").value, { why: "console" }).then(look, fail));
  at("resume").addEventListener("click", () => tell("DELETE", "halt", at("who").value).then(look, fail));
  every(1000, look, at("calls-age"), at("calls"));
}
