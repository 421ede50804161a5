// The plant each second, from its event stream.
import { at, between, item, percent, power } from "./words.js";

const keep = 300; // seconds of chart
const staleAfterMs = 5000;
const none = { target: null, mean: null, low: null, high: null };
const points = [];
let heard = 0;

function show(p) {
  at("target").textContent = p.target ? power(p.target.power_w) : "nothing asked";
  const mean = p.delivered.mean_w, range = p.delivered.interval_w; // null: nothing is seen
  at("delivered").textContent = mean === null ? "nothing seen" : power(mean);
  at("interval").textContent = range === null ? "nothing seen" : between(range, power);
  at("capability").textContent = (p.capability.up_w / 1e3).toFixed(0) + " kW up, " + (p.capability.down_w / 1e3).toFixed(0) + " kW down";
  showCoverage(p.coverage);
  const limited = Object.entries(p.limited || {}).sort((a, b) => b[1] - a[1]);
  at("limited").replaceChildren(...limited.length ? limited.map(([why, n]) => item(n + " homes: " + why.replaceAll("_", " "))) : [item("none")]);
  at("orders").textContent = p.orders.in_force + " in force, " + p.orders.sent + " sent, " + p.orders.refused + " refused";
  const t = p.telemetry;
  at("telemetry").textContent = t.messages + " messages, " + t.stored + " samples stored, " + t.repeated + " repeated, " + t.lost + " lost";
  note({ target: p.target ? p.target.power_w : null, mean: mean, low: range && range[0], high: range && range[1] });
}

function note(point) {
  points.push(point);
  if (points.length > keep) points.shift();
}

function showCoverage(c) {
  let x = 0;
  for (const part of ["measured", "modelled", "missing"]) {
    at(part).setAttribute("x", 100 * x);
    at(part).setAttribute("width", 100 * c[part]);
    x += c[part];
  }
  const oldest = c.oldest_s === null ? "nothing read yet" : "oldest data " + c.oldest_s.toFixed(1) + " s";
  at("coverage-text").textContent = `${c.homes} homes: ${percent(c.measured)} measured, ${percent(c.modelled)} modelled, ${percent(c.missing)} missing; ${oldest}; ${c.excluded} left out of offers`;
}

function draw() {
  const top = 1.1 * Math.max(1, ...points.flatMap((p) => [p.target ?? 0, p.low ?? 0, p.high ?? 0].map(Math.abs)));
  const x = (i) => 600 - 2 * (points.length - 1 - i);
  const y = (w) => 100 - 100 * w / top;
  const line = (of) => points.map((p, i) => of(p) === null ? "" : x(i) + "," + y(of(p))).join(" ");
  at("zero").setAttribute("y1", 100);
  at("zero").setAttribute("y2", 100);
  at("line-target").setAttribute("points", line((p) => p.target));
  at("line-delivered").setAttribute("points", line((p) => p.mean));
  const back = line((p) => p.low).split(" ").reverse().join(" ");
  at("band").setAttribute("points", line((p) => p.high) + " " + back);
}

function showLink() {
  const age = heard ? Date.now() - heard : Infinity;
  const live = age < staleAfterMs;
  at("link").textContent = live ? "live" : heard ? "no news for " + (age / 1000).toFixed(0) + " s" : "connecting…";
  at("link").classList.toggle("lost", !live && heard > 0);
  for (const part of document.querySelectorAll(".live")) part.classList.toggle("stale", !live);
}

export function follow(plant) {
  const stream = new EventSource("/api/v1/plants/" + encodeURIComponent(plant) + "/events");
  stream.addEventListener("plant", (e) => {
    heard = Date.now();
    show(JSON.parse(e.data));
    draw();
  });
  // What was missed is missing in the chart too.
  stream.addEventListener("gap", (e) => {
    const missed = JSON.parse(e.data).missed ?? 1;
    for (let i = 0; i < Math.min(missed, keep); i++) note(none);
  });
  setInterval(showLink, 500);
}
