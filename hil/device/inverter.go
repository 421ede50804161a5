package device

import (
	"math"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Values of the SunSpec enumerations used here.
const (
	derPV, derPVStorage = 4, 82 // model 120 DERTyp
	mppt, standby       = 4, 8  // models 103 and 160, St and DCSt
	connected           = 1     // model 122 ECPConn, model 123 Conn
	operating           = 1<<0 | 1<<1 | 1<<2
)

// inverter is what models 103 and 120 to 123 need to know of one inverter.
type inverter struct {
	*unit
	derType float64
	rating  energy.Watts
	battery energy.Watts // 0 for none
}

func (v inverter) plates(serial, model string) {
	identify(v.block(1), serial, model)
	v.nameplate()
	v.settings()
	m := v.block(103)
	m.setAll(0, "W_SF", "VA_SF", "DCW_SF", "WH_SF", "Evt1", "Evt2")
	m.setAll(-1, "V_SF", "Tmp_SF")
	m.setAll(-2, "A_SF", "Hz_SF")
}

// immediate fills model 123, as delivered.
func (v inverter) immediate() {
	b := v.block(123)
	b.setAll(0, "WMaxLimPct_SF", "WMaxLim_Ena", "OutPFSet_Ena", "VArPct_Ena")
	b.set("OutPFSet_SF", -2)
	b.set("WMaxLimPct", 100)
	b.set("OutPFSet", 1)
	b.set("Conn", connected)
}

func (v inverter) nameplate() {
	b := v.block(120)
	b.set("DERTyp", v.derType)
	b.setAll(0, "WRtg_SF", "VARtg_SF", "MaxChaRte_SF", "MaxDisChaRte_SF")
	b.set("WHRtg_SF", 1)
	b.set("ARtg_SF", -1)
	b.setAll(float64(v.rating), "WRtg", "VARtg")
	b.set("ARtg", float64(v.rating)/nominalVolts)
	if v.battery > 0 {
		b.setAll(float64(v.battery), "MaxChaRte", "MaxDisChaRte")
	}
}

// nominalVolts is the European nominal voltage to neutral (EN 50160).
const nominalVolts = 230

func (v inverter) settings() {
	b := v.block(121)
	b.setAll(0, "WMax_SF", "VRef_SF", "VRefOfs_SF", "VAMax_SF")
	b.setAll(float64(v.rating), "WMax", "VAMax")
	b.set("VRef", nominalVolts)
	b.set("VRefOfs", 0)
	s := v.block(122)
	s.set("ECPConn", connected)
	s.set("PVConn", operating)
	s.set("StorConn", 0)
	if v.battery > 0 {
		s.set("StorConn", operating)
	}
}

// measure fills model 103 from AC power p and DC power dc.
func (v inverter) measure(t *truth, p, dc energy.Watts) {
	b := v.block(103)
	b.set("W", float64(p))
	b.set("VA", float64(p.Abs()))
	b.set("DCW", float64(dc))
	b.set("Hz", float64(t.Frequency))
	volts := float64(t.Voltage)
	b.setAll(volts, "PhVphA", "PhVphB", "PhVphC")
	b.setAll(volts*math.Sqrt(3), "PPVphAB", "PPVphBC", "PPVphCA")
	b.set("A", float64(p.Abs())/volts)
	b.setAll(float64(p.Abs())/volts/3, "AphA", "AphB", "AphC")
	b.set("St", state(dc))
	grid := float64(connected)
	if t.Islanded {
		grid = 0
	}
	v.block(122).set("ECPConn", grid)
}

func state(dc energy.Watts) float64 {
	if dc == 0 {
		return standby
	}
	return mppt
}

// newStrings fills model 160 with one input for all PV.
func newStrings(b *block) {
	b.set("DCW_SF", 0)
	b.set("N", 1)
	b.set("ID", 1)
	b.text("IDStr", 0, "PV")
}

func refreshStrings(b *block, pv energy.Watts) {
	b.set("DCW", math.Max(0, float64(pv)))
	b.set("DCSt", state(pv))
}

// Maker is what all equipment here by SunSpec alone says of its maker.
const Maker = "Hearthgrid"

// identify fills model 1.
func identify(b *block, serial, model string) {
	b.text("Mn", 0, Maker)
	b.text("Md", 0, model)
	b.text("Vr", 0, "1.0.0")
	b.text("SN", 0, serial)
}
