package archtest

import "strings"

// Roots are the composition roots: the only places that wire rooms of one
// house together.
var roots = []string{"edge/gateway", "edge/cmd", "cloud/server", "cloud/cmd", "hil/cmd", "hil/e2e", "scripts"}

// exceptions are imports between rooms that the house wants, with the reason.
var exceptions = map[[2]string]string{
	{"edge/driver", "edge/safety"}:               "driver.Write takes only a safety.Setpoint, so an unclamped number cannot reach a device",
	{"shared/config", "github.com/pelletier"}:    "strict TOML with positions is a solved problem",
	{"shared/command", "github.com/spf13/cobra"}: "tools for people share their usage errors, version and exit codes",
	{"shared/config", "github.com/agext"}:        "the nearest known name of a misspelt key",

	{"cloud/market/ledger", "cloud/market/whole"}:   "money is rounded by one rule",
	{"cloud/market/baseline", "cloud/market/whole"}: "energy is rounded by the rule of money",

	// The rooms inside the driver. SunSpec and makers' maps do not know each other.
	{"edge/driver/internal/measure", "edge/driver/internal/register"}: "values are made of registers",
	{"edge/driver/internal/sunspec", "edge/driver/internal/register"}: "a model is read and commanded by its registers",
	{"edge/driver/internal/sunspec", "edge/driver/internal/measure"}:  "it says where the values stand",
	{"edge/driver/internal/sunspec", "edge/driver/internal/wear"}:     "a limit that stays is owed back, even after a restart",
	{"edge/driver/internal/maker", "edge/driver/internal/register"}:   "a map is carried out on registers",
	{"edge/driver/internal/maker", "edge/driver/internal/measure"}:    "it says where the values stand",
	{"edge/driver/internal/maker", "edge/driver/internal/wear"}:       "its steps write registers that wear",
}

// Violation returns why package from may not import path, or "".
func Violation(from, path string) string {
	for edge := range exceptions {
		if from == edge[0] && strings.HasPrefix(strings.TrimPrefix(path, Module), edge[1]) {
			return ""
		}
	}
	if !strings.HasPrefix(path, Module) {
		return foreign(from, path)
	}
	return between(from, strings.TrimPrefix(path, Module))
}

func foreign(from, path string) string {
	third := strings.Contains(strings.SplitN(path, "/", 2)[0], ".")
	protobuf := strings.HasPrefix(path, "github.com/planetscale/vtprotobuf")
	switch {
	case under(from, "shared") && third && !protobuf:
		return "shared is the standard library and protobuf only: both houses stand on it"
	case from == "edge/safety" && third:
		return "safety is pure and imports shared/energy and nothing else"
	case under(from, "edge") && strings.Contains(path, "VictoriaMetrics"):
		return "the time series engine would not fit a gateway"
	}
	return ""
}

func between(from, to string) string {
	switch {
	case under(from, "shared") && !under(to, "shared"):
		return "shared knows neither house"
	case from == "edge/safety" && to != "shared/energy":
		return "safety is pure and imports shared/energy and nothing else"
	case under(to, "shared"):
		return ""
	case under(from, "edge") && under(to, "cloud"), under(from, "cloud") && under(to, "edge"):
		return "edge and cloud never meet: they speak through shared/wire"
	case under(to, "hil") && !under(from, "hil") && !isRoot(from):
		return "the product does not know its simulators"
	case isRoot(from) || under(from, "hil") && under(to, "hil"):
		return ""
	case under(to, from):
		return "" // a room's own part
	}
	return "rooms import shared and are wired by the composition root"
}

func isRoot(path string) bool {
	for _, r := range roots {
		if under(path, r) {
			return true
		}
	}
	return false
}

func under(path, dir string) bool { return path == dir || strings.HasPrefix(path, dir+"/") }
