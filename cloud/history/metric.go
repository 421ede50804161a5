package history

import "github.com/hearthgrid/hearthgrid/shared/energy"

// Metric is one time series of every site. The numbers are in the journal: do
// not reorder, add new ones at the end.
type Metric uint8

// The metrics, with their unit and sign.
const (
	GridPower          Metric = iota // W, positive exports
	BatteryPower                     // W, positive discharges
	PVPower                          // W, positive generates
	LoadPower                        // W, negative consumes
	StateOfCharge                    // 0..1
	GridVoltage                      // V
	GridFrequency                    // Hz
	BatteryTemperature               // °C
	ApprovedPower                    // W of the battery that safety let through
)

// NumMetrics is the count of metrics.
const NumMetrics = int(ApprovedPower) + 1

var names = [NumMetrics]string{
	"hearth_grid_watts", "hearth_battery_watts", "hearth_pv_watts", "hearth_load_watts",
	"hearth_soc_ratio", "hearth_voltage_volts", "hearth_frequency_hertz",
	"hearth_battery_temperature_celsius", "hearth_approved_watts",
}

// String returns the metric's name in the database.
func (m Metric) String() string {
	if int(m) < NumMetrics {
		return names[m]
	}
	return "unknown"
}

// sample is one value of one metric. at is in milliseconds since 1970 UTC.
type sample struct {
	metric Metric
	at     int64
	value  float64
}

// samples is what one report has to say, at most one of each metric.
type samples struct {
	list [NumMetrics]sample
	n    int
}

func (s *samples) all() []sample { return s.list[:s.n] }

func (s *samples) add(one sample) {
	s.list[s.n] = one
	s.n++
}

// samplesOf returns what r says: every value with the time its device was
// read, and the approved power with the time of the tick that approved it.
func samplesOf(r *energy.Report) samples {
	var out samples
	snap := &r.Snapshot
	take(&out, GridPower, snap.Grid)
	take(&out, BatteryPower, snap.Battery)
	take(&out, PVPower, snap.PV)
	take(&out, LoadPower, snap.Load)
	take(&out, StateOfCharge, snap.SoC)
	take(&out, GridVoltage, snap.Voltage)
	take(&out, GridFrequency, snap.Frequency)
	take(&out, BatteryTemperature, snap.Temperature)
	if p, ok := r.Decision.Approved.Power(); ok {
		take(&out, ApprovedPower, energy.Read(p, snap.At))
	}
	return out
}

func take[T ~float64](out *samples, m Metric, r energy.Reading[T]) {
	v, ok := r.Value()
	if !ok || r.At().IsZero() || !energy.IsFinite(v) {
		return
	}
	out.add(sample{metric: m, at: r.At().UnixMilli(), value: float64(v)})
}

// seen holds when each metric of each site was last read, so that the same
// reading told again is not written again.
type seen map[energy.SiteID]*[NumMetrics]int64

// fresh returns those of s that site did not tell just before, and notes them.
func (k seen) fresh(site energy.SiteID, s *samples) samples {
	last := k[site]
	if last == nil {
		last = new([NumMetrics]int64)
		k[site] = last
	}
	var out samples
	for _, one := range s.all() {
		if last[one.metric] != one.at {
			last[one.metric] = one.at
			out.add(one)
		}
	}
	return out
}
