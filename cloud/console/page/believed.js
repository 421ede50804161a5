// What is believed of the plant and of groups.
import { ask, at, every, item, mean, named, range, row, watts } from "./words.js";

const powers = ["battery_w", "pv_w", "load_w", "grid_w", "stored_wh"];
const states = {
  ready: "can be commanded", mute: "heard, and cannot be commanded", guessed: "not heard of late, estimated", silent: "silent for too long, or never heard",
};
const most = 25; // groups shown

function showPlant(e) {
  at("powers").replaceChildren(...powers.map((name) => row(named[name], mean(name, e[name]), range(name, e[name]))));
  at("firm").textContent = "Can be promised: " + e.firm.map((f) => `${watts(f.up_w)} up or ${watts(f.down_w)} down for ${f.for_s / 60} min with ${(100 * f.probability).toFixed(0)} %`).join("; ");
  at("states").replaceChildren(...Object.keys(states).map((s) => item(`${e.states[s] ?? 0} ${states[s]}`, s)));
}

async function showGroups() {
  const { groups } = await ask("groups?kind=" + encodeURIComponent(at("kind").value));
  const shown = groups.slice(0, most);
  const all = await Promise.all(shown.map((g) => ask("groups/" + g.id + "/estimate")));
  at("group-rows").replaceChildren(...all.map((e) => {
    const heard = e.coverage.homes - Math.round(e.coverage.missing * e.coverage.homes), quarter = e.firm.find((f) => f.for_s === 900);
    return row(e.id, mean("grid_w", e.grid_w), range("grid_w", e.grid_w), quarter ? `${watts(quarter.up_w)} up, ${watts(quarter.down_w)} down` : "–", `${heard} of ${e.coverage.homes}`);
  }));
  at("groups-text").textContent = groups.length === 0 ? "There is none." : groups.length > most ? `${groups.length - most} more are not shown.` : "";
}

async function showKinds() {
  const { groups } = await ask("groups");
  const kinds = [...new Set(groups.map((g) => g.kind))].sort(), chosen = at("kind").value;
  if (kinds.join() !== [...at("kind").options].map((o) => o.value).join()) {
    at("kind").replaceChildren(...kinds.map((k) => new Option(k, k)));
    at("kind").value = kinds.includes(chosen) ? chosen : kinds.includes("feeder") ? "feeder" : kinds[0] ?? "";
  }
}

const stores = { ok: "everything told is stored", down: "the database takes nothing, the journal does", full: "nothing more is stored: the homes keep it" };

async function showStore() {
  const s = await ask("store");
  at("store").textContent = `Store: ${stores[s.state]}${s.down_since === null ? "" : ", since " + s.down_since}${s.cause === null ? "" : ": " + s.cause}; ${s.waiting_reports} reports wait`;
  at("store").className = s.state;
}

export function believe(plant) {
  every(5000, showStore, at("store-age"), at("store"));
  every(3000, async () => showPlant(await ask("plants/" + encodeURIComponent(plant) + "/estimate")), at("believed-age"), at("believed"));
  every(10000, async () => { await showKinds(); await showGroups(); }, at("groups-age"), at("groups"));
  at("kind").addEventListener("change", () => showGroups().catch((e) => { at("groups-text").textContent = e.message; }));
}
