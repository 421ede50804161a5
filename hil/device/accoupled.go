package device

import "github.com/hearthgrid/hearthgrid/shared/energy"

// Values of the SunSpec enumerations used here.
const (
	threePhase                  = 2    // model 701 ACType
	on                          = 1    // model 701 St, model 714 DCSta
	gridConnected               = 1    // model 701 ConnSt
	running, standingBy         = 3, 7 // model 701 InvSt
	storagePort                 = 1    // model 714 PrtTyp ESS
	storageOK                   = 0    // model 713 Sta
	reactive            float64 = 0    // no simulated inverter makes any
)

// newPV builds the PV inverter of an AC-coupled home.
func newPV(c Config) *unit {
	u := newUnit(1, 103, 120, 121, 122, 123, 160)
	v := inverter{unit: u, derType: derPV, rating: c.PV}
	v.plates(c.Serial+"-pv", "PV")
	v.immediate()
	dc := u.block(160)
	newStrings(dc)
	u.measure = func(t *truth) {
		v.measure(t, t.PV, t.PV)
		refreshStrings(dc, t.PV)
	}
	u.controls = []control{newCurtailment(u.block(123), c.PV)}
	return u
}

// newStorage builds the storage inverter of an AC-coupled home.
func newStorage(c Config) *unit {
	u := newUnit(1, 701, 702, 704, 713, 714, 802)
	identify(u.block(1), c.Serial+"-ess", "Storage")
	set := newStorage704(u.block(704), c.Battery)
	newRatings(u.block(702), c.Battery)
	ac, capacity, port, battery := u.block(701), u.block(713), u.block(714), u.block(802)
	newMeasure(ac)
	newCapacity(capacity)
	newPort(port)
	newBattery(battery, c.Battery)
	u.measure = func(t *truth) {
		refreshMeasure(ac, t, t.Battery+t.Electronics)
		set.set("WSetRvrtRem", set.lease.left())
		capacity.set("WHRtg", float64(t.Capacity))
		capacity.set("WHAvail", float64(t.Capacity)*float64(t.SoC))
		capacity.set("SoC", 100*float64(t.SoC))
		refreshPort(port, t)
		refreshBattery(battery, t)
	}
	u.controls, u.lease = []control{newReserve(battery, "SoCRsvMin"), set}, &set.lease
	return u
}

func newMeasure(b *block) {
	b.setAll(0, "W_SF", "VA_SF", "Var_SF", "Alrm")
	b.setAll(-1, "V_SF", "Tmp_SF")
	b.setAll(-2, "A_SF", "PF_SF")
	b.set("Hz_SF", -3)
	b.set("ACType", threePhase)
	b.set("St", on)
	b.set("Var", reactive)
}

// newRatings fills model 702: the settings are as the maker rated.
func newRatings(b *block, rating energy.Watts) {
	b.setAll(0, "W_SF", "VA_SF")
	b.setAll(-1, "V_SF")
	b.setAll(float64(rating), "WMaxRtg", "WChaRteMaxRtg", "WDisChaRteMaxRtg", "WMax", "WChaRteMax", "WDisChaRteMax")
	b.setAll(float64(rating), "VAMaxRtg", "VAChaRteMaxRtg", "VADisChaRteMaxRtg", "VAMax", "VAChaRteMax", "VADisChaRteMax")
	b.setAll(nominalVolts, "VNomRtg", "VNom")
}

// refreshMeasure fills model 701; p is split evenly over the phases.
func refreshMeasure(b *block, t *truth, p energy.Watts) {
	volts := float64(t.Voltage)
	b.set("W", float64(p))
	b.set("VA", float64(p.Abs()))
	b.set("A", float64(p)/volts)
	b.setAll(float64(p)/3, "WL1", "WL2", "WL3")
	b.setAll(float64(p)/volts/3, "AL1", "AL2", "AL3")
	b.setAll(volts, "LNV", "VL1", "VL2", "VL3")
	b.set("Hz", float64(t.Frequency))
	b.set("ConnSt", gridConnected)
	if t.Islanded {
		b.set("ConnSt", 0)
	}
	b.set("InvSt", running)
	if t.Battery == 0 {
		b.set("InvSt", standingBy)
	}
}

func newCapacity(b *block) {
	b.set("WH_SF", 1)
	b.set("Pct_SF", -2)
	b.set("SoH", 100)
	b.set("Sta", storageOK)
}

func newPort(b *block) {
	b.setAll(0, "DCW_SF", "PrtAlrms")
	b.setAll(-1, "DCA_SF", "DCV_SF", "Tmp_SF")
	b.set("NPrt", 1)
	b.set("PrtTyp", storagePort)
	b.set("Prt.ID", 1)
	b.text("IDStr", 0, "battery")
	b.set("DCSta", on)
}

func refreshPort(b *block, t *truth) {
	b.setAll(float64(t.Battery), "DCW", "Prt.DCW")
	b.setAll(float64(t.Battery)/busVolts, "DCA", "Prt.DCA")
	b.set("DCV", busVolts)
	b.set("Prt.Tmp", float64(t.Temperature))
}
