package control_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/control"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// A story is a text file: one verb a line with its words, # starts a comment.
// Powers are in W with the package's sign, times are Go durations; an instant is
// RFC 3339 or a duration from now. "verbs" below is the whole language.
type story struct {
	*house
	*testing.T
	config control.Config
	slots  []control.Slot
}

var verbs = map[string]func(*story, []string){
	"home":    (*story).home, // key=value..., first in every story
	"at":      func(s *story, w []string) { s.now = s.instant(w[0]) },
	"load":    func(s *story, w []string) { s.load = s.watts(w[0]) },
	"pv":      func(s *story, w []string) { s.pv = s.watts(w[0]) },
	"soc":     func(s *story, w []string) { s.soc = energy.Ratio(s.number(w[0])) },
	"hertz":   func(s *story, w []string) { s.hertz = energy.Hertz(s.number(w[0])) },
	"island":  func(s *story, w []string) { s.islanded = w[0] == "on" },
	"meter":   func(s *story, w []string) { s.blind = w[0] == "off" },
	"order":   (*story).order, // ID POWER DURATION
	"slot":    (*story).slot,  // FROM TO MODE [key=value...]
	"plan":    func(s *story, _ []string) { require.NoError(s, s.desk.Plan(s.slots)); s.slots = nil },
	"reserve": func(s *story, w []string) { require.NoError(s, s.desk.Reserve(energy.Ratio(s.number(w[0])))) },
	"storm": func(s *story, w []string) {
		require.NoError(s, s.desk.Storm(energy.Ratio(s.number(w[0])), s.until(w[1:])))
	},
	"calm":     func(s *story, _ []string) { s.desk.Calm() },
	"pause":    func(s *story, w []string) { s.desk.Pause(s.until(w)) },
	"resume":   func(s *story, _ []string) { s.desk.Resume() },
	"restart":  (*story).restart,
	"run":      func(s *story, w []string) { s.run(s.span(w[0]), nil) },
	"expect":   (*story).expect,  // key=value..., after one more Decide
	"explains": (*story).explain, // the sentence, words
}

// TestStories runs every story in testdata.
func TestStories(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			s := &story{T: t}
			for i, line := range strings.Split(string(text), "\n") {
				line, _, _ = strings.Cut(line, "#")
				if words := strings.Fields(line); len(words) > 0 {
					verb, known := verbs[words[0]]
					require.True(t, known, "%s:%d: verb %q: want one of %v", file, i+1, words[0], slices.Sorted(maps.Keys(verbs)))
					t.Logf("%s:%d: %s", file, i+1, strings.TrimSpace(line))
					verb(s, words[1:])
				}
			}
		})
	}
}

func (s *story) home(words []string) {
	c := control.Config{Site: "s", Boot: 7, MaxLease: time.Hour, Gain: 0.5}
	for key, v := range s.pairs(words) {
		switch key {
		case "refill":
			c.Refill = s.watts(v)
		case "spread":
			c.Spread = s.span(v)
		case "peak":
			c.Peak.Limited, c.Peak.Import = true, s.watts(v)
		case "ready":
			c.Peak.Ready = energy.Ratio(s.number(v))
		case "recharge":
			c.Peak.Recharge = s.watts(v)
		case "fcr":
			c.Droop = control.FCR(s.watts(v))
		default:
			s.Fatalf("home: key %q", key)
		}
	}
	s.config, s.house = c, newHouse(control.NewDesk(c))
}

func (s *story) order(words []string) {
	id, err := strconv.ParseUint(words[0], 10, 64)
	require.NoError(s, err)
	o := energy.Order{ID: id, Site: "s", Boot: s.config.Boot, Lease: s.span(words[2])}
	o.Share = energy.Participation{Base: s.watts(words[1]), Bounds: energy.Unbounded()}
	require.NoError(s, s.desk.Accept(o, s.now))
}

func (s *story) slot(words []string) {
	slot := control.Slot{Start: s.instant(words[0]), End: s.instant(words[1])}
	require.NoError(s, slot.Mode.UnmarshalText([]byte(words[2])))
	for key, v := range s.pairs(words[3:]) {
		switch key {
		case "power":
			slot.Power = s.watts(v)
		case "import":
			slot.Tariff.Known, slot.Tariff.Import = true, control.Price(s.number(v))
		case "export":
			slot.Tariff.Known, slot.Tariff.Export = true, control.Price(s.number(v))
		case "maxpv":
			slot.MaxPV = control.Limit{Limited: true, Power: s.watts(v)}
		default:
			s.Fatalf("slot: key %q", key)
		}
	}
	s.slots = append(s.slots, slot)
}

// restart is a new boot of the gateway: it knows only what was written down.
func (s *story) restart([]string) {
	text, err := json.Marshal(s.desk.Memory(s.now))
	require.NoError(s, err)
	var kept control.Memory
	require.NoError(s, json.Unmarshal(text, &kept))
	s.config.Boot++
	s.desk = control.NewDesk(s.config)
	require.NoError(s, s.desk.Restore(kept, s.now))
}

func (s *story) expect(words []string) {
	s.decide()
	d, status := s.decision, s.desk.Status(s.now)
	wish := func(w energy.Want) string {
		if p, ok := w.Power(); ok {
			return fmt.Sprint(float64(p))
		}
		return "none"
	}
	for key, want := range s.pairs(words) {
		got, ok := map[string]string{
			"layer": d.Layer.String(), "wish": wish(d.Wants[d.Layer]), "dispatch": wish(d.Wants[energy.Dispatch]), "curtail": wish(d.Curtail),
			"plan": status.Plan.String(), "order": fmt.Sprint(d.Order), "paused": fmt.Sprint(status.Paused), "storm": fmt.Sprint(status.Storm),
			"reserve": fmt.Sprint(float64(status.Reserve)), "grid": fmt.Sprint(float64(s.truth())), "battery": fmt.Sprint(float64(s.battery)),
			"pv": fmt.Sprint(float64(s.sun)),
		}[key]
		require.True(s, ok, "expect: key %q", key)
		n, err := strconv.ParseFloat(want, 64)
		if err != nil || got == "none" {
			require.Equal(s, want, got, key)
			continue
		}
		require.InDelta(s, n, s.number(got), 20, key) // W
	}
}

func (s *story) explain(words []string) {
	s.decide()
	require.Equal(s, strings.Join(words, " "), s.decision.Explain())
}
