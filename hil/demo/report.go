package demo

import "github.com/hearthgrid/hearthgrid/shared/energy"

// Report is what a run ends with. Its form is a public contract; null is what
// nobody knows.
type Report struct {
	Homes struct {
		Expected  int `json:"expected"`
		Reporting int `json:"reporting"`
	} `json:"homes"`
	Plant struct {
		TargetW       *energy.Watts    `json:"target_w"`
		DeliveredW    *energy.Watts    `json:"delivered_w"`
		RMSErrorRatio *energy.Ratio    `json:"rms_error_ratio"`
		IntervalW     *[2]energy.Watts `json:"interval_w"`
		IntervalLevel *energy.Ratio    `json:"interval_level"`
	} `json:"plant"`
	Coverage struct {
		Measured *energy.Ratio `json:"measured"`
		Modelled *energy.Ratio `json:"modelled"`
		Missing  *energy.Ratio `json:"missing"`
		OldestS  *float64      `json:"oldest_s"`
	} `json:"coverage"`
	Orders struct {
		Sent    uint64 `json:"sent"`
		InForce int    `json:"in_force"`
		Refused uint64 `json:"refused"`
	} `json:"orders"`
	Telemetry struct {
		Stored   uint64 `json:"stored"`
		Lost     uint64 `json:"lost"`
		Repeated uint64 `json:"repeated"`
	} `json:"telemetry"`
	Gateways struct {
		Processes   int   `json:"processes"`
		RSSBytesMax int64 `json:"rss_bytes_max"`
	} `json:"gateways"`
	Errors []string `json:"errors"`
}

// newReport tells what v said last, with delivered as the simulator knows it.
// Where the cloud says nothing, nothing is known but what the simulator knows.
func newReport(expected int, v *View, delivered *energy.Watts, score Score) Report {
	r := Report{Errors: []string{}}
	r.Homes.Expected, r.Plant.DeliveredW = expected, delivered
	if ratio, ok := score.Ratio(); ok {
		r.Plant.RMSErrorRatio = &ratio
	}
	if v != nil {
		r.tell(v)
	}
	return r
}

func (r *Report) tell(v *View) {
	r.Homes.Reporting = v.Coverage.Reporting
	if v.Target != nil {
		r.Plant.TargetW = &v.Target.PowerW
	}
	if r.Plant.IntervalW = v.Delivered.IntervalW; r.Plant.IntervalW != nil {
		r.Plant.IntervalLevel = &v.Delivered.IntervalLevel
	}
	c := v.Coverage
	r.Coverage.Measured, r.Coverage.Modelled, r.Coverage.Missing, r.Coverage.OldestS = &c.Measured, &c.Modelled, &c.Missing, c.OldestS
	r.Orders.Sent, r.Orders.InForce, r.Orders.Refused = v.Orders.Sent, v.Orders.InForce, v.Orders.Refused
	r.Telemetry.Stored, r.Telemetry.Lost, r.Telemetry.Repeated = v.Telemetry.Stored, v.Telemetry.Lost, v.Telemetry.Repeated
}
