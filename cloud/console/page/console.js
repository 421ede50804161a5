import { believe } from "./believed.js";
import { call } from "./calls.js";
import { search } from "./home.js";
import { follow } from "./plant.js";
import { ask, at } from "./words.js";

const plant = new URLSearchParams(location.search).get("plant") || "demo";

// Another plant is another page: its streams end with this one.
async function choose() {
  const known = await ask("plants").then((a) => a.plants, () => []);
  const names = known.includes(plant) ? known : [plant, ...known];
  at("plant").replaceChildren(...names.map((n) => new Option(n, n, n === plant, n === plant)));
}

at("plant").addEventListener("change", () => { location.search = "?plant=" + encodeURIComponent(at("plant").value); });
choose();
follow(plant);
believe(plant);
call();
search();
