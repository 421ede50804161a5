package safety_test

import (
	"bufio"
	"compress/gzip"
	"flag"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

var days = flag.Int("safety.days", 2, "days of the recorded household to live through, 14 at most")

const recordings = "../../../shared/data/"

// column reads the last number of each line of a recording.
func column(t *testing.T, name string) (out []energy.Watts) {
	t.Helper()
	file, err := os.Open(recordings + name)
	if os.IsNotExist(err) {
		t.Skipf("recording %s is not here: put it in ../shared/data beside the repository", name)
	}
	require.NoError(t, err)
	defer file.Close()
	lines := bufio.NewScanner(file)
	if strings.HasSuffix(name, ".gz") {
		zipped, err := gzip.NewReader(file)
		require.NoError(t, err)
		lines = bufio.NewScanner(zipped)
	}
	for lines.Scan() {
		cells := strings.FieldsFunc(lines.Text(), func(r rune) bool { return r == ',' || r == ';' })
		if v, err := strconv.ParseFloat(cells[len(cells)-1], 64); err == nil {
			out = append(out, energy.Watts(v))
		}
	}
	require.NoError(t, lines.Err())
	require.Greater(t, len(out), 1000)
	return out
}

// Days of loads and of PV as they were recorded, minute by minute: each step comes
// at a random second of its minute, as a step. Nobody doubts the meter.
func TestRecordedHomesAreNotDoubted(t *testing.T) {
	f := func(name string, load []energy.Watts, pv func(minute int) energy.Watts, lag int, wish func(h *home, meter energy.Watts) energy.Watts) {
		t.Helper()
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(7, uint64(lag)))
			h := &home{limits: everyCheck(), now: start, soc: 0.5, lag: 1 + lag}
			h.limits.Export, h.limits.Ramp = capped(3000), safety.Ramp{}
			meter, seen, minute := &late{r: r, lag: lag}, energy.Watts(0), 0
			h.spoil = func(s *energy.Snapshot, h *home) {
				seen = meter.read(h.grid())
				s.Grid = energy.Read(seen, h.now)
			}
			for i := range 60 * len(load) {
				if i/60 > minute && r.IntN(30) == 0 {
					minute, h.load, h.pv = i/60, -load[i/60].Abs(), pv(i/60)
				}
				h.tick(energy.WantPower(wish(h, seen)))
				require.Zero(t, h.verdict.Bounds&energy.BoundImplausible, "minute %d", i/60)
			}
		})
	}
	own := func(h *home, meter energy.Watts) energy.Watts { return h.battery - meter/5 }
	swings := func(h *home, _ energy.Watts) energy.Watts { return energy.Watts(2000 * (h.now.Unix() / 60 % 3)) }
	night := func(int) energy.Watts { return 0 }
	uci := column(t, "household_1min_uci/house_2006-12-16_14d_active_kw.csv.gz")
	for i := range uci {
		uci[i] *= 1000
	}
	uci = uci[:min(len(uci), *days*24*60)]
	f("a household, own use", uci, night, 0, own)
	f("a household, swings", uci, night, 2, swings)
	house := column(t, "home_day_openems/h0-summer-weekday-non-regulated-consumption.csv")
	sun := column(t, "home_day_openems/h0-summer-weekday-pv-production.csv")
	f("a day of clouds, own use", house, func(m int) energy.Watts { return sun[m] }, 1, own)
	f("a day of clouds, swings", house, func(m int) energy.Watts { return sun[m] }, 0, swings)
}
