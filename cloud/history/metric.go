package history

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

	// What is said of the others; see Past. Each is written only where there is
	// something to say.
	Flags    // sum of bits, at the time of the readings that it is about
	Held     // s up to its time, in which what was told before held
	Lateness // s after its tick at which a report came, where that is more than LateAfter
)

// NumMetrics is the count of metrics, of which the first NumReadings are
// readings.
const (
	NumReadings = int(ApprovedPower) + 1
	NumMetrics  = int(Lateness) + 1
)

var names = [NumMetrics]string{
	"hearth_grid_watts", "hearth_battery_watts", "hearth_pv_watts", "hearth_load_watts",
	"hearth_soc_ratio", "hearth_voltage_volts", "hearth_frequency_hertz",
	"hearth_battery_temperature_celsius", "hearth_approved_watts",
	"hearth_flags", "hearth_held_seconds", "hearth_late_seconds",
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
