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
	rates    = raw{"WChaMax": 500, "WChaMax_SF": 1, "StorCtl_Mod": 0, "OutWRte": 0, "InWRte": 0, "InOutWRte_SF": neg(2)}
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
