package driver_test

import (
	"time"

	"github.com/hearthgrid/hearthgrid/edge/driver/drivertest"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// timed are those whose commands end by a time that a register tells.
var timed = map[string]maker{
	"huawei-sun2000": {
		marks: words{holding(30000): ascii("SUN2000-6KTL-M1", 15)},
		words: words{holding(30075): {0, 10000}, holding(37765): {0, 1}, holding(40125): {1000}, holding(47083): {0}, holding(47100): {0}, holding(47246): {0, 0, 0, 0, 0}},
		signs: []drivertest.Sign{
			told("charging", batteryOf, -1200, holding(37765), 0, 1200),
			told("discharging", batteryOf, 900, holding(37765), 0xFFFF, neg(900)),
			told("exporting", gridOf, 700, holding(37113), 0, 700),
			told("importing", gridOf, -700, holding(37113), 0xFFFF, neg(700)),
		},
		control: &manual{
			inForce: func(b *bank) command {
				c := command{On: b.Words[47100] != 0, Power: pair(b, 47249), Timer: time.Duration(b.Words[47083]) * time.Minute}
				if b.Words[47100] == 1 {
					c.Power = -pair(b, 47247)
				}
				return c
			},
			leave: func(b *bank) {
				b.Put(47249, 0, 4000)
				b.Put(47083, 0)
				b.Put(47100, 2)
			},
			timer: lapses(47083, 47100, 0, time.Minute, 47100), most: time.Minute, count: 1,
		},
		curb: &limit{inForce: share(40125, 1000, 10), count: 10},
	},
	"sungrow-sh": {
		marks: words{input(4999): {0x0E03}},
		words: words{input(5000): {100}, holding(5006): {0xAA, 1000}, holding(13049): {0, 0xCC, 0}, holding(13079): {0}},
		signs: []drivertest.Sign{
			told("discharging", batteryOf, 1200, input(5213), 1200, 0),
			told("charging", batteryOf, -900, input(5213), neg(900), 0xFFFF),
			told("exporting", gridOf, 700, input(13009), 700, 0),
		},
		control: &manual{
			inForce: func(b *bank) command {
				c := command{On: b.Words[13049] == 3, Power: energy.Watts(b.Words[13051]), Timer: time.Duration(b.Words[13079]) * time.Second}
				switch b.Words[13050] {
				case 0xAA:
					c.Power = -c.Power
				case 0xCC:
					c.Power = 0
				}
				return c
			},
			leave: func(b *bank) { b.Put(13049, 3, 0xBB, 4000); b.Put(13079, 0) },
			timer: lapses(13079, 13049, 0, time.Second), most: time.Minute, count: 1,
		},
		curb: &limit{inForce: share(5007, 1000, 10), count: 210}, // a stored register, left within 2 %
	},
	"solaredge-hybrid": {
		marks: words{holding(40004): ascii("SolarEdge ", 16), holding(0xE142): swapped(9700)},
		words: words{
			holding(0xE004): {4}, holding(0xE00A): {7, 0, 0, 7}, holding(0xE00E): {0, 0, 0, 0},
			holding(40084): {0}, holding(40101): {0}, holding(40210): {0}, holding(0xE174): swapped(5), holding(0xE184): swapped(50),
			holding(0xF142): {1, 0}, holding(0xF300): {1}, holding(0xF30C): swapped(10000), holding(0xF310): {60, 0},
			holding(0xF312): swapped(100), holding(0xF322): swapped(100),
		},
		signs: []drivertest.Sign{
			told("charging", batteryOf, -1200, holding(0xE174), swapped(1200)...),
			told("discharging", batteryOf, 900, holding(0xE174), swapped(-900)...),
			told("exporting", gridOf, 700, holding(40206), 700),
		},
		control: &manual{
			inForce: func(b *bank) command {
				c := command{On: b.Words[0xE004] == 4 && b.Words[0xE00D] != 7, Power: energy.Watts(single(b, 0xE010)), Timer: time.Duration(b.Words[0xE00B]) * time.Second}
				switch b.Words[0xE00D] {
				case 0:
					c.Power = 0
				case 3:
					c.Power = -energy.Watts(single(b, 0xE00E))
				}
				return c
			},
			leave: func(b *bank) { b.Put(0xE00B, 0, 0, 4); b.Put(0xE010, swapped(4000)...) },
			timer: lapses(0xE00B, 0xE00D, 7, time.Second, 0xE00D), most: time.Minute, count: 1,
		},
		curb: &limit{
			inForce: func(b *bank) (energy.Watts, bool) { p := single(b, 0xF322); return 100 * energy.Watts(p), p < 100 },
			timer: drivertest.Timer{
				Starts: []uint16{0xF310, 0xF322},
				Length: func(b *bank) time.Duration { return time.Duration(b.Words[0xF310]) * time.Second },
				End:    func(b *bank) { b.Put(0xF322, swapped(100)...) },
			},
			count: 6, most: time.Minute,
		},
	},
	"growatt-vpp": {
		marks: words{holding(30000): {3601}},
		words: words{input(31200): {0, 1}, holding(30018): {1, 34464}, holding(30026): {0, 50000}, holding(30100): {0}, holding(30154): {100}, holding(30407): {0, 0, 0}},
		signs: []drivertest.Sign{
			told("charging", batteryOf, -1200, input(31200), 0, 12000),
			told("importing", gridOf, -700, input(31112), 0, 7000),
			told("exporting", inverterOf, 700, input(31100), 0, 7000),
		},
		control: &manual{
			inForce: func(b *bank) command {
				return command{
					On:    b.Words[30407] == 1 && b.Words[30100] == 1,
					Power: -50 * energy.Watts(int16(b.Words[30409])), Timer: time.Duration(b.Words[30408]) * time.Minute,
				}
			},
			leave: func(b *bank) { b.Put(30100, 1); b.Put(30407, 1, 0, neg(80)) },
			timer: lapses(30408, 30407, 0, time.Minute), most: time.Minute, count: 50,
		},
		curb: &limit{inForce: share(30154, 100, 100), count: 100},
	},
	"solis-hybrid": {
		words: words{holding(43129): {0}, holding(43135): {0, 0}, holding(43282): {0}, input(33135): {1}},
		signs: []drivertest.Sign{
			told("a magnitude that discharges", batteryOf, 1200, input(33149), 0, 1200),
			told("the same, signed by the firmware", batteryOf, 1200, input(33149), 0xFFFF, neg(1200)),
			{Name: "a magnitude that charges", Of: batteryOf, Want: -900, Tell: func(b *bank) {
				set(b, input(33135), 0)
				set(b, input(33149), 0, 900)
			}},
			told("exporting", gridOf, 700, input(33263), 0, 700),
		},
		control: &manual{
			inForce: func(b *bank) command {
				c := command{On: b.Words[43135] != 0, Power: 10 * energy.Watts(b.Words[43129]), Timer: time.Duration(b.Words[43282]) * time.Minute}
				if b.Words[43135] == 1 {
					c.Power = -10 * energy.Watts(b.Words[43136])
				}
				return c
			},
			leave: func(b *bank) { b.Put(43129, 400); b.Put(43135, 2); b.Put(43282, 0) },
			timer: fiveMinutes, most: 5 * time.Minute, count: 10, early: true,
		},
	},
}
