package wire

import (
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Batch is a Telemetry message in the words of package energy. Reports are
// contiguous in Seq; times are on the home's clock.
type Batch struct {
	Site    energy.SiteID
	Boot    uint64
	Oldest  uint64        // lowest number the home can still send
	Dropped uint64        // reports of this boot given up unsent, in total
	Waited  time.Duration // from the newest report's snapshot to its sending
	Moment  energy.Moment // of the sending; none with what is left of an earlier boot
	Reports []energy.Report
}

// EncodeTelemetry returns b as the bytes of a Telemetry message. It refuses
// reports that leave out by different deadbands.
func EncodeTelemetry(b Batch) ([]byte, error) {
	m := &Telemetry{Version: Version, Site: string(b.Site), Boot: b.Boot, OldestSeq: b.Oldest, Dropped: b.Dropped, WaitedMs: millis(b.Waited), Moment: encodeMoment(b.Moment)}
	m.Samples = make([]*Sample, len(b.Reports))
	for i := range b.Reports {
		m.Samples[i] = encodeSample(&b.Reports[i])
	}
	var err error
	if m.Deadband, err = deadbandOf(b.Reports); err != nil {
		return nil, err
	}
	return m.MarshalVT()
}

// DecodeTelemetry returns the batch in payload. It refuses a message whose
// version, site or numbering cannot be right.
func DecodeTelemetry(payload []byte) (Batch, error) {
	var m Telemetry
	if err := m.UnmarshalVT(payload); err != nil {
		return Batch{}, fmt.Errorf("decode telemetry: %w", err)
	}
	site, err := checkHeader(m.Version, m.Site)
	if err != nil {
		return Batch{}, fmt.Errorf("decode telemetry: %w", err)
	}
	band := decodeDeadband(m.Deadband)
	b := Batch{Site: site, Boot: m.Boot, Oldest: m.OldestSeq, Dropped: m.Dropped, Waited: duration(m.WaitedMs), Moment: decodeMoment(m.Moment), Reports: make([]energy.Report, len(m.Samples))}
	for i, s := range m.Samples {
		if s.Seq == 0 || s.Seq != m.Samples[0].Seq+uint64(i) {
			return Batch{}, fmt.Errorf("decode telemetry: sample %d has number %d: want contiguous numbers from 1", i, s.Seq)
		}
		b.Reports[i] = decodeSample(s)
		b.Reports[i].Deadband = omission{s.Sparse, s.Loose}.of(band)
	}
	return b, nil
}

func checkHeader(version uint32, site string) (energy.SiteID, error) {
	if version == 0 {
		return "", fmt.Errorf("protocol version is missing")
	}
	return energy.ParseSiteID(site)
}

func encodeSample(r *energy.Report) *Sample {
	s, at := &r.Snapshot, r.Snapshot.At
	return &Sample{
		Seq: r.Seq, AtUnixMs: at.UnixMilli(),
		GridW: encodeReading(s.Grid, at), InverterW: encodeReading(s.Inverter, at),
		BatteryW: encodeReading(s.Battery, at), PvW: encodeReading(s.PV, at), LoadW: encodeReading(s.Load, at),
		SocRatio: encodeReading(s.SoC, at), CapacityWh: encodeReading(s.Capacity, at),
		MaxChargeW: encodeReading(s.MaxCharge, at), MaxDischargeW: encodeReading(s.MaxDischarge, at),
		TemperatureCelsius: encodeReading(s.Temperature, at),
		VoltageV:           encodeReading(s.Voltage, at), FrequencyHz: encodeReading(s.Frequency, at),
		CellMinV: encodeReading(s.CellMin, at), CellMaxV: encodeReading(s.CellMax, at),
		PhaseA: encodePhases(&s.Phases, at), IslandedRatio: encodeReading(s.Islanded, at),
		Decision: encodeDecision(&r.Decision), Sparse: r.Deadband.On() && r.Deadband.Loose == 0, Loose: looseOf(r.Deadband), StillMs: stillFor(r),
		News: encodeNews(r.News, at),
	}
}

func decodeSample(m *Sample) energy.Report {
	at := time.UnixMilli(m.AtUnixMs)
	return energy.Report{Seq: m.Seq, Still: stillAt(m.StillMs, at), News: decodeNews(m.News, at), Decision: decodeDecision(m.Decision), Snapshot: energy.Snapshot{
		At:   at,
		Grid: decodeReading[energy.Watts](m.GridW, at), Inverter: decodeReading[energy.Watts](m.InverterW, at),
		Battery: decodeReading[energy.Watts](m.BatteryW, at), PV: decodeReading[energy.Watts](m.PvW, at),
		Load: decodeReading[energy.Watts](m.LoadW, at),
		SoC:  decodeReading[energy.Ratio](m.SocRatio, at), Capacity: decodeReading[energy.WattHours](m.CapacityWh, at),
		MaxCharge: decodeReading[energy.Watts](m.MaxChargeW, at), MaxDischarge: decodeReading[energy.Watts](m.MaxDischargeW, at),
		Temperature: decodeReading[energy.Celsius](m.TemperatureCelsius, at),
		Voltage:     decodeReading[energy.Volts](m.VoltageV, at), Frequency: decodeReading[energy.Hertz](m.FrequencyHz, at),
		CellMin: decodeReading[energy.Volts](m.CellMinV, at), CellMax: decodeReading[energy.Volts](m.CellMaxV, at),
		Phases: decodePhases(m.PhaseA, at), Islanded: decodeReading[energy.Ratio](m.IslandedRatio, at),
	}}
}
