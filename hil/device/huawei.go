package device

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// newHuawei is a SUN2000 with LUNA2000: high word first, charge positive at
// 37765, export positive at the meter. A forced charge (47100 = 1) or
// discharge (2) lasts the whole minutes of 47083 from the write of either,
// then 47100 is 0 by itself. The limits of 47075 and 47077 stay for good,
// and so does that of 40125, in tenths of a percent of 30075 for the inverter as a whole.
func newHuawei(c Config) *sheet {
	rating := float64(c.Battery)
	s := newSheet([]cell{
		constant(holding, 30070, u16, 428),
		constant(holding, 30073, u32, max(rating, float64(c.PV))),
		constant(holding, 30075, u32, max(rating, float64(c.PV))),
		measured(holding, 32064, i32, 1, solar),
		measured(holding, 32080, i32, 1, output),
		measured(holding, 32085, u16, 100, hertz),
		measured(holding, 32087, i16, 10, celsius),
		islands(holding, 32089, u16, 0x0200, 0x0203),
		measured(holding, 37022, i16, 10, celsius),
		constant(holding, 37046, u32, rating),
		constant(holding, 37048, u32, rating),
		constant(holding, 37100, u16, 1), // meter: normal
		measured(holding, 37113, i32, 1, grid),
		measured(holding, 37118, i16, 100, hertz),
		measured(holding, 37119, i32, 0.1, exported),
		measured(holding, 37121, i32, 0.1, imported),
		measured(holding, 37758, u32, 1, capacity),
		measured(holding, 37760, u16, 1000, charged),
		measured(holding, 37763, u16, 10, bus),
		measured(holding, 37765, i32, 1, in(battery)),
		setting(40125, i16, 0, 1000, 1000),
		setting(47075, u32, 0, rating, rating),
		setting(47077, u32, 0, rating, rating),
		setting(47083, u16, 0, 1440, 0),
		setting(47086, u16, 0, 5, 2),
		setting(47087, u16, 0, 1, 1),
		setting(47100, u16, 0, 2, 0),
		setting(47101, u16, 0, 1000, 0),
		setting(47246, u16, 0, 1, 0),
		setting(47247, u32, 0, rating, 0),
		setting(47249, u32, 0, rating, 0),
		setting(47415, u16, 0, 7, 0),
		setting(47416, i32, -1000, 100000, 0),
		setting(47418, i16, -1000, 1000, 0),
	}, text(holding, 30000, 15, "SUN2000-6KTL-M1"), text(holding, 30015, 10, c.Serial), text(holding, 30050, 15, "V100R001C00SPC143"),
		three(holding, 37101, 2, i32, 10, every(volts)),
		three(holding, 37107, 2, i32, 100, amperes),
		three(holding, 37132, 2, i32, 1, phase))
	s.huaweiControl(c)
	s.curb = s.share(40125, 1000, max(c.Battery, c.PV))
	return s
}

// huaweiControl commands by 47100, and what is left when its period is over.
func (s *sheet) huaweiControl(c Config) {
	s.lapse = func() {
		s.set(47100, 0)
		s.mandate = huaweiOwn(s, c.Battery)
	}
	s.obey = func(w written) {
		s.mandate = huaweiOwn(s, c.Battery)
		if s.get(47100) == 0 {
			s.lease.stop()
			return
		}
		p := energy.Watts(s.get(47249))
		if s.get(47100) == 1 {
			p = -energy.Watts(s.get(47247))
		}
		s.mandate = forced(min(max(p, -energy.Watts(s.get(47075))), energy.Watts(s.get(47077))))
		if w.has(47100, 47083) {
			s.lease.begin(time.Duration(s.get(47083)) * time.Minute)
		}
	}
}

// huaweiOwn is its self-consumption, under limits where an owner has set them.
func huaweiOwn(s *sheet, rating energy.Watts) mandate {
	e := energy.Envelope{Min: -energy.Watts(s.get(47075)), Max: energy.Watts(s.get(47077))}
	if e == whole(rating) {
		return mandate{}
	}
	return bounded(e)
}
