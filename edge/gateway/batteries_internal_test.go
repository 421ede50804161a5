package gateway

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// charged is a battery inverter with that much in it, in 0.1 %.
func charged(t *testing.T, soc uint16) *box {
	b := storage(t)
	b.words[b.bases[802]+11] = soc
	return b
}

// pair is a home of two batteries that draws 800 W, with an order.
func pair(t *testing.T, one, two *box, order energy.Order) *theatre {
	s := newTheatre(map[uint8]*box{2: one, 3: two, 240: meter(t)})
	order.Lease = 15 * time.Minute
	require.NoError(t, s.home.Accept(order))
	return s
}

// tells requires a battery to be commanded to p.
func tells(t *testing.T, b *box, p int16) {
	t.Helper()
	got, on := b.commanded()
	require.True(t, on)
	require.InDelta(t, p, got, 1)
}

func (s *theatre) alone(id energy.DeviceID) string {
	for _, d := range s.home.Devices() {
		if d.ID == id {
			return d.Alone
		}
	}
	return "no such device"
}

// All that the battery has above its reserve of 10 % counts, and not its size.
func TestPain24_TwoBatteriesShareAnOrderByTheEnergyLeft(t *testing.T) {
	f := func(order, first, second int16) {
		t.Helper()
		bubble(t, func(t *testing.T) {
			one, two := charged(t, 300), charged(t, 700)
			s := pair(t, one, two, orderOf(energy.Watts(order)))
			r := s.pass(t, 6)
			tells(t, one, first)
			tells(t, two, second)
			require.Equal(t, energy.Controlled, r.Decision.State)
			require.Equal(t, energy.WantPower(energy.Watts(order)), r.Decision.Approved)
		})
	}
	f(2000, 500, 1500)
	f(0, 0, 0)
	f(-1000, -700, -300)
	f(8000, 3000, 5000)
}

func orderOf(p energy.Watts) energy.Order { return order(1, p) }

// The second battery is found later: until then its home has one.
func TestASecondBatteryTakesItsShareOnceItIsFound(t *testing.T) {
	bubble(t, func(t *testing.T) {
		one, two := storage(t), storage(t)
		two.silent = true
		s := pair(t, one, two, orderOf(1500))
		s.pass(t, 6)
		tells(t, one, 1500)
		require.Zero(t, two.writes)
		two.silent = false
		s.pass(t, 20)
		tells(t, one, 750)
		tells(t, two, 750)
	})
}

// A silent battery is in its own mode soon, and regulates on the same meter. What the
// other does is then no more than the home lacks by the meter, and both together are
// told as what is left to be asked.
func TestPain24_BesideASilentBatteryTheOtherOnlyFollowsTheMeter(t *testing.T) {
	bubble(t, func(t *testing.T) {
		one, two := storage(t), storage(t)
		s := pair(t, one, two, orderOf(3000))
		s.pass(t, 6)
		tells(t, one, 1500)
		two.silent = true
		s.pass(t, 6)
		tells(t, one, 0) // until it is known what the other leaves
		r := s.pass(t, 30)
		tells(t, one, 720) // 0.9 of the 800 W drawn
		require.True(t, r.Decision.Bounds.Has(energy.BoundBattery))
		require.Equal(t, energy.WantPower(720), r.Decision.Approved)
		require.Equal(t, energy.Missing, r.Snapshot.Battery.Quality())
		most, _ := r.Snapshot.MaxDischarge.Value()
		least, _ := r.Snapshot.MaxCharge.Value()
		require.Equal(t, energy.Watts(720), most)
		require.Zero(t, least)
		require.NotEmpty(t, s.alone("bus1-unit3"))
		require.Empty(t, s.alone("bus1-unit2"))
		two.silent = false
		s.pass(t, 8)
		tells(t, one, 1500)
		tells(t, two, 1500)
		require.Empty(t, s.alone("bus1-unit3"))
	})
}

func TestABatteryThatTakesNoWritesGetsNoShare(t *testing.T) {
	bubble(t, func(t *testing.T) {
		one, two := storage(t), storage(t)
		s := pair(t, one, two, orderOf(500))
		s.pass(t, 4)
		two.refuses = true
		s.pass(t, 25)
		tells(t, one, 500)
		require.Equal(t, "it does not take what it is told", s.alone("bus1-unit3"))
		two.refuses = false
		s.pass(t, 60)
		tells(t, one, 250)
		tells(t, two, 250)
	})
}

// A battery that another master commands is left alone after three times, and the
// other goes on.
func TestFault089_ABatteryThatIsOverruledLeavesTheOther(t *testing.T) {
	bubble(t, func(t *testing.T) {
		one, two := storage(t), storage(t)
		s := pair(t, one, two, orderOf(500))
		s.pass(t, 6)
		for range 3 {
			two.words[two.bases[704]+25] = neg(3000)
			s.pass(t, 2)
		}
		require.Contains(t, s.alone("bus1-unit3"), "another master may command it")
		writes := two.writes
		s.pass(t, 25)
		tells(t, one, 500)
		require.LessOrEqual(t, two.writes, writes+1, "it is released once")
	})
}

// Nobody asks for anything: one is in its own mode, and the other holds still, for two
// would each follow the other.
func TestPain24_WithoutAWishOneLeadsAndTheOtherHoldsStill(t *testing.T) {
	bubble(t, func(t *testing.T) {
		one, two := storage(t), storage(t)
		s := newTheatre(map[uint8]*box{2: one, 3: two, 240: meter(t)})
		s.config.Control.SelfConsumption = false
		s = s.again(Past{})
		d := s.pass(t, 6).Decision
		_, on := one.commanded()
		require.False(t, on)
		tells(t, two, 0)
		require.Equal(t, energy.Want{}, d.Approved)
		require.False(t, d.Bounds.Has(energy.BoundDevice))
		two.silent = true // and may regulate by itself now
		s.pass(t, 6)
		tells(t, one, 0)
	})
}

// The sum of both counts for what the home can do, and each for itself.
func TestRatingsOfTwoBatteriesAddUp(t *testing.T) {
	bubble(t, func(t *testing.T) {
		plate := func(w uint16) *box {
			return storage(t, image(t, 702, 0, map[string]uint16{"WMaxRtg": w, "W_SF": 0}))
		}
		one, two := plate(1000), plate(3000)
		s := pair(t, one, two, orderOf(9000))
		d := s.pass(t, 6).Decision
		require.Equal(t, energy.WantPower(4000), d.Approved)
		tells(t, one, 1000)
		tells(t, two, 3000)
	})
}

func TestTheOwnersReserveIsKeptInEachOfTwo(t *testing.T) {
	bubble(t, func(t *testing.T) {
		one, two := charged(t, 300), charged(t, 700)
		s := pair(t, one, two, orderOf(2000))
		require.NoError(t, s.home.Reserve(0.4))
		s.pass(t, 6)
		tells(t, one, 0)
		tells(t, two, 2000)
	})
}

// One that was never trusted is a load to the other from the first tick on.
func TestBesideABatteryThatIsOnlyReadTheOtherIsCommanded(t *testing.T) {
	bubble(t, func(t *testing.T) {
		one, two := storage(t), newBox(identity(t),
			image(t, 701, 0, map[string]uint16{"W": 300, "W_SF": 0}),
			image(t, 802, 0, map[string]uint16{"SoC": 625, "SoC_SF": neg(1), "WHRtg": 1020, "WHRtg_SF": 1, "WChaRteMax": 50, "WDisChaRteMax": 50, "WChaDisChaMax_SF": 2}))
		s := pair(t, one, two, orderOf(3000))
		r := s.pass(t, 40)
		tells(t, one, 990) // 0.9 of the 800 W drawn and the 300 W that the other gives
		require.Zero(t, two.writes)
		battery, _ := r.Snapshot.Battery.Value()
		require.Equal(t, energy.Watts(300), battery)
		most, _ := r.Snapshot.MaxDischarge.Value()
		require.InDelta(t, 990, float64(most), 1)
		require.NotEmpty(t, s.alone("bus1-unit3"))
	})
}

// A pass over two batteries costs no more allocations than one over each of them.
func TestSharingCostsAPassNothing(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := pair(t, storage(t), storage(t), orderOf(2000))
		s.pass(t, 6)
		live := s.home.limits.Live
		snap := s.home.site.Snapshot(time.Now())
		require.Zero(t, testing.AllocsPerRun(50, func() {
			s.home.batteries.look(live, snap)
			s.home.batteries.share(&s.home.state, s.home.batteries.shares[0])
		}))
	})
}
