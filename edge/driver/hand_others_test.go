package driver_test

import (
	"time"

	"github.com/hearthgrid/hearthgrid/edge/driver/drivertest"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// others are the rest.
var others = map[string]maker{
	"goodwe-et": {
		marks: words{holding(35011): ascii("GW10K-ET", 5)},
		signs: []drivertest.Sign{
			told("charging", batteryOf, -2512, holding(35182), 0xFFFF, 0xF630),
			told("importing", gridOf, -110, holding(36025), 0xFFFF, 0xFF92),
		},
		words: words{holding(47511): {1, 0}},
		control: &manual{
			inForce: func(b *bank) command {
				c := command{On: b.Words[47511] != 1, Power: energy.Watts(b.Words[47512])}
				if b.Words[47511] == 11 {
					c.Power = -c.Power
				}
				return c
			},
			leave: func(b *bank) { b.Put(47511, 12, 4000) },
			count: 1, kept: true,
		},
	},
	"victron-gx": {
		signs: []drivertest.Sign{
			told("charging", batteryOf, -1200, holding(842), 1200),
			told("importing on three phases", gridOf, -600, holding(820), 100, 200, 300),
		},
		also:  []uint8{246},
		words: words{holding(2902): {1}, holding(28): {1}, holding(850): {300}, holding(23): {50}, holding(37): {0}},
		control: &manual{
			// At the AC input, import positive: DC PV of 300 W less, an AC output of 500 W more.
			inForce: func(b *bank) command {
				return command{On: b.Words[2902] == 3, Power: -energy.Watts(int16(b.Words[37])) - 300 + 500}
			},
			leave: func(b *bank) { b.Put(37, 2000); b.Put(2902, 3) },
			timer: drivertest.Timer{
				Starts: []uint16{37},
				Length: func(b *bank) time.Duration { return time.Duration(b.Words[2902]/3) * time.Minute },
				End:    func(b *bank) { b.Words[2902] = 1 },
			},
			most: time.Minute, count: 1, fixed: true, early: true,
		},
	},
	"deye-3p-lv": {
		marks: words{holding(0): {5}},
		signs: []drivertest.Sign{
			told("discharging", batteryOf, 1200, holding(590), 1200),
			told("importing", gridOf, -700, holding(625), 700),
		},
		words: words{holding(340): {32000}},
		curb: &limit{ // a stored register, left within 500 W
			inForce: func(b *bank) (energy.Watts, bool) { return energy.Watts(b.Words[340]), b.Words[340] != 32000 },
			count:   501,
		},
	},
	"foxess-h3": {
		marks: words{holding(30000): {0x20, 0x48, 0x33}},
		signs: []drivertest.Sign{
			told("discharging", batteryOf, 1200, holding(31036), 1200),
			told("exporting on three phases", gridOf, 600, holding(31026), 100, 200, 300),
		},
		words: words{holding(31002): {2000}, holding(31005): {500}, holding(44000): {0, 0, 0, 0}},
		control: &manual{
			inForce: func(b *bank) command { // the inverter's power, of which PV gives 2500 W
				return command{On: b.Words[44000] == 1, Power: pair(b, 44002) - 2500, Timer: time.Duration(b.Words[44001]) * time.Second}
			},
			leave: func(b *bank) { b.Put(44000, 1, 0, 0, 6500) },
			timer: lapses(44001, 44000, 0, time.Second, 44000, 44002), most: time.Minute, count: 1,
		},
	},
	"sma-hybrid": {
		words: words{
			input(31393): {0, 0}, input(31395): {0, 7}, input(30867): {0, 9},
			holding(30231): {0, 10000}, holding(40016): {100}, holding(40236): {0, 2424},
			holding(40793): {0, 0, 0, 10000, 0, 0, 0, 10000, 0, 0},
		},
		signs: []drivertest.Sign{
			told("discharging", batteryOf, 1200, input(31395), 0, 1200),
			{Name: "charging", Of: batteryOf, Want: -900, Tell: func(b *bank) { set(b, input(31393), 0, 900, 0, 0) }},
			{Name: "importing", Of: gridOf, Want: -500, Tell: func(b *bank) { set(b, input(30865), 0, 500, 0, 0) }},
			{Name: "exporting", Of: gridOf, Want: 500, Tell: func(b *bank) { set(b, input(30865), 0, 0, 0, 500) }},
		},
		control: &manual{
			inForce: func(b *bank) command { // least and most of charge, and of discharge
				forced := pair(b, 40793) == pair(b, 40795) && pair(b, 40797) == pair(b, 40799)
				return command{On: b.Words[40237] != 2424 && forced, Power: pair(b, 40797) - pair(b, 40793)}
			},
			leave: func(b *bank) { b.Put(40236, 0, 2290); b.Put(40793, 0, 0, 0, 0, 0, 4000, 0, 4000, 0, 0) },
			timer: drivertest.Timer{
				Starts: []uint16{40236, 40793},
				Length: func(*bank) time.Duration { return 5 * time.Minute },
				End:    func(b *bank) { b.Put(40236, 0, 2424) },
			},
			most: 5 * time.Minute, count: 1, fixed: true, blind: true,
		},
		curb: &limit{inForce: share(40016, 100, 100), count: 100, blind: true},
	},
	"eastron-sdm630": {
		signs: []drivertest.Sign{told("importing", gridOf, -2000, input(0x34), float(2000)...)},
	},
	"carlogavazzi-em24": {
		marks: words{input(0x0B): {71}},
		signs: []drivertest.Sign{told("importing", gridOf, -1200, input(0x28), 12000, 0)},
	},
	"carlogavazzi-em24-e1": {
		marks: words{input(0x0B): {1648}},
		signs: []drivertest.Sign{told("exporting", gridOf, 1200, input(0x28), neg(12000), 0xFFFF)},
	},
}
