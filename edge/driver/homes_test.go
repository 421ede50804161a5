package driver_test

import "github.com/stretchr/testify/require"

const (
	null = 0x8000 // "not implemented" of signed points and scale factors
	none = 0xFFFF // the same of unsigned points
)

// neg is the register of a negative number.
func neg(v int16) uint16 { return uint16(-v) }

type raw = map[string]uint16

var (
	inverter = raw{"W": 345, "W_SF": 1, "PhVphA": 2301, "V_SF": neg(1), "Hz": 5001, "Hz_SF": neg(2), "TmpCab": 415, "Tmp_SF": neg(1)}
	rates    = raw{"WChaMax": 500, "WChaMax_SF": 1, "StorCtl_Mod": 0, "OutWRte": 0, "InWRte": 0, "InOutWRte_SF": neg(2), "InOutWRte_RvrtTms": 0}
	battery  = raw{"SoC": 625, "SoC_SF": neg(1), "WHRtg": 1020, "WHRtg_SF": 1, "W": neg(1200), "W_SF": 0, "V": 4000, "V_SF": neg(1),
		"WChaRteMax": 50, "WDisChaRteMax": 48, "WChaDisChaMax_SF": 2, "AChaMax": 100, "ADisChaMax": 250, "AMax_SF": neg(1)}
	watts = raw{"WSetEna": 0, "WSetMod": 0, "WSet": 0, "WSetRvrt": 0, "WSetEnaRvrt": 1, "WSetRvrtTms": 0, "WSet_SF": 0}
)

// strings are the inputs of an MPPT model, with the power of each.
func strings(t require.TestingT, power ...uint16) []uint16 {
	words := image(t, 160, len(power), raw{"N": uint16(len(power)), "DCW_SF": 1})
	for i, p := range power {
		words[21+20*i] = p
	}
	return words
}

func hybrid(t require.TestingT) *bank {
	return device(40000, identity(t), image(t, 103, 0, inverter), image(t, 124, 0, rates), strings(t, 100, 50), image(t, 802, 0, battery))
}

func storage(t require.TestingT) *bank { return storageScaled(t, 0) }

// storageScaled has the scale factor given for WSet.
func storageScaled(t require.TestingT, scale uint16) *bank {
	control := image(t, 704, 0, watts)
	control[55] = scale
	return device(40000, identity(t),
		image(t, 701, 0, raw{"W": neg(320), "W_SF": 1, "LNV": 2299, "V_SF": neg(1), "Hz": 4998, "Hz_SF": neg(2)}),
		control, image(t, 713, 0, raw{"SoC": 55, "Pct_SF": 0}),
		image(t, 714, 1, raw{"NPrt": 1, "Prt.Tmp": 231, "Tmp_SF": neg(1)}), image(t, 802, 0, battery))
}

func solar(t require.TestingT) *bank {
	return device(40000, identity(t), image(t, 103, 0, inverter), strings(t, 200, 150))
}

func meter(t require.TestingT) *bank {
	return device(40000, identity(t), image(t, 203, 0, raw{"W": 1234, "W_SF": 0, "PhV": 2305, "V_SF": neg(1), "Hz": 50, "Hz_SF": 0}))
}

// measured is the AC side of a storage inverter.
func measured(t require.TestingT) []uint16 {
	return image(t, 701, 0, raw{"W": neg(320), "W_SF": 1, "LNV": 2299, "V_SF": neg(1), "Hz": 4998, "Hz_SF": neg(2)})
}

// capacity is model 713 of a battery of 10.2 kWh.
func capacity(t require.TestingT, soc uint16) []uint16 {
	return image(t, 713, 0, raw{"WHRtg": 1020, "WH_SF": 1, "SoC": soc, "Pct_SF": neg(1)})
}

// capable are the ratings of model 702, with lower settings.
var capable = raw{"WMaxRtg": 60, "WChaRteMaxRtg": 45, "WDisChaRteMaxRtg": 48, "VAMaxRtg": 62, "WMax": 50, "WChaRteMax": 40, "VAMax": 55, "W_SF": 2, "VA_SF": 2}

// plate is the name plate of a hybrid in model 120.
var plate = raw{"WRtg": 60, "WRtg_SF": 2, "VARtg": 61, "VARtg_SF": 2, "MaxChaRte": 45, "MaxChaRte_SF": 2,
	"MaxDisChaRte": 40, "MaxDisChaRte_SF": 2, "WHRtg": 1020, "WHRtg_SF": 1}

// storageInPercent is a storage inverter without model 802, whose set point is
// in tenths of a percent of WMax.
func storageInPercent(t require.TestingT) *bank {
	control := image(t, 704, 0, watts)
	control[28], control[56] = 0, neg(1)
	return device(40000, identity(t), measured(t), image(t, 702, 0, capable), control, capacity(t, 550))
}

// storage124 is a storage inverter whose battery only model 124 tells of.
func storage124(t require.TestingT) *bank {
	basic := image(t, 124, 0, rates)
	basic[8], basic[22] = 4025, neg(2)
	return device(40000, identity(t), image(t, 120, 0, plate), measured(t), basic)
}

// both has both controls.
func both(t require.TestingT) *bank {
	return device(40000, identity(t), measured(t), image(t, 702, 0, capable), image(t, 704, 0, watts), capacity(t, 550), image(t, 124, 0, rates))
}
