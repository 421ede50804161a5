package arms_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/arms"
	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

var containment = energy.Curve{{Away: 0.015}, {Away: 0.2, Share: 0.05}, {Away: 0.5, Share: 1}}

// sealed is a broker: it opens what it carries with the key that homes trust.
type sealed struct {
	w    *world
	ring dispatchkey.Ring
	t    require.TestingT
}

func (s sealed) Publish(topic string, payload []byte) error {
	to, leaf, err := wire.ParseSiteTopic(topic)
	require.NoError(s.t, err)
	require.Equal(s.t, wire.LeafArm, leaf)
	a, err := wire.DecodeArm(payload, s.ring)
	require.NoError(s.t, err)
	require.Equal(s.t, to, a.Site)
	s.w.sent++
	h := s.w.homes[to]
	switch {
	case h.offline:
		return &fault.Error{Op: "publish", Kind: fault.Unreachable}
	case s.w.lose != nil && s.w.lose():
		return nil
	}
	if answer := h.take(a, s.w.now); s.w.lose == nil || !s.w.lose() {
		s.w.keeper.Answer(answer, s.w.now)
	}
	return nil
}

func newWorld(t require.TestingT, homes int, c arms.Config) *world {
	key, err := dispatchkey.New()
	require.NoError(t, err)
	w := &world{now: start, homes: map[energy.SiteID]*home{}}
	for i := range homes {
		w.homes[site(i)] = &home{site: site(i), boot: 3, able: energy.Armable{Nominal: 50, Power: 5000, Longest: 4 * time.Hour}}
	}
	w.keeper = arms.New(c, w, sealed{w: w, ring: key.Ring(), t: t}, key, slog.New(slog.DiscardHandler))
	return w
}

// tick lets a second pass, in which every home reports, and returns how many arms were sent.
func (w *world) tick() int {
	w.now, w.sent = w.now.Add(time.Second), 0
	for _, h := range w.homes {
		h.report(w.now)
	}
	w.keeper.Tick(w.now)
	return w.sent
}

func (w *world) run(seconds int) (sent int) {
	for range seconds {
		sent += w.tick()
	}
	return sent
}

// all is the same wish of every home.
func (w *world) all(wish arms.Wish) map[energy.SiteID]arms.Wish {
	out := map[energy.SiteID]arms.Wish{}
	for s := range w.homes {
		out[s] = wish
	}
	return out
}

func wishFor(lasts time.Duration) arms.Wish {
	return arms.Wish{Plant: "demo", Nominal: 50, Curve: containment, Up: 4000, Down: 2000, Until: start.Add(lasts)}
}

func (w *world) armed() (n int) {
	for _, h := range w.homes {
		if _, ok := h.armed(w.now); ok {
			n++
		}
	}
	return n
}

func TestHomesAreArmedOnceAndLetGoOnce(t *testing.T) {
	w := newWorld(t, 10, arms.DefaultConfig())
	require.Zero(t, w.run(5), "nobody has said what is wanted")
	wish := wishFor(4 * time.Hour)
	w.keeper.Want(w.all(wish))
	require.Equal(t, 10, w.tick())
	require.Zero(t, w.run(60))
	require.Equal(t, arms.Counts{Wanted: 10, Armed: 10, Up: 40_000, Down: 20_000}, w.keeper.Counts())
	for _, h := range w.homes {
		require.Equal(t, []any{wish.Up, wish.Down, wish.Plant, wish.Until}, []any{h.arm.Up, h.arm.Down, h.arm.Plant, h.ends.UTC()})
	}
	wish.Up += 100
	w.keeper.Want(w.all(wish))
	require.Zero(t, w.run(60), "so little is not told")
	wish.Up = 3000
	w.keeper.Want(w.all(wish))
	require.Equal(t, 10, w.tick(), "less is told at once")
	wish.Up = 4500
	w.keeper.Want(w.all(wish))
	require.Zero(t, w.run(5), "more waits a while")
	require.Equal(t, 10, w.run(60))
	w.keeper.Want(nil)
	require.Equal(t, 10, w.tick())
	require.Zero(t, w.armed())
	require.Zero(t, w.run(60))
	require.Zero(t, w.keeper.Counts())
}

// TestRow28_ArmsAreRenewedAndEndWithTheirCall: homes that take two hours at most stay
// armed over a call of five, each renewed a few times and not together, and let go at
// its end with no message.
func TestRow28_ArmsAreRenewedAndEndWithTheirCall(t *testing.T) {
	w := newWorld(t, 50, arms.DefaultConfig())
	for _, h := range w.homes {
		h.able.Longest = 2 * time.Hour
	}
	w.keeper.Want(w.all(wishFor(5 * time.Hour)))
	require.Equal(t, 50, w.tick())
	sent, most := 0, 0
	for w.now.Before(start.Add(5*time.Hour - time.Second)) {
		n := w.tick()
		sent, most = sent+n, max(most, n)
		require.Equal(t, 50, w.armed())
	}
	require.LessOrEqual(t, sent, 50*8)
	require.Less(t, most, 10)
	require.Zero(t, w.run(60))
	require.Zero(t, w.armed())
}

func TestWhatAHomeDoesNotTakeIsNotSent(t *testing.T) {
	w := newWorld(t, 4, arms.DefaultConfig())
	w.homes[site(0)].able = energy.Armable{}
	w.homes[site(1)].able.Full = 1 // steeper than it takes
	w.homes[site(2)].able.Power = 1000
	w.homes[site(3)].offline = true
	wishes := w.all(wishFor(time.Hour))
	wishes["nobody"] = wishFor(time.Hour)
	w.keeper.Want(wishes)
	require.Equal(t, 1, w.run(30))
	require.Equal(t, arms.Counts{Wanted: 5, Armed: 1, Unable: 2, Away: 2, Up: 1000, Down: 1000}, w.keeper.Counts())
	w.homes[site(3)].offline = false
	require.Equal(t, 1, w.run(30))
}

// TestRow32_ARestartHealsAtOnce: of a home, whose boot the cloud does not know yet, and of
// the cloud, which knows nothing any more.
func TestRow32_ARestartHealsAtOnce(t *testing.T) {
	w := newWorld(t, 3, arms.DefaultConfig())
	wishes := w.all(wishFor(time.Hour))
	w.keeper.Want(wishes)
	w.run(3)
	w.homes[site(0)].restart()
	require.Equal(t, 1, w.tick())
	require.Zero(t, w.run(10))
	require.Equal(t, 3, w.armed())

	again := newWorld(t, 0, arms.DefaultConfig())
	again.now, again.homes = w.now, w.homes
	require.Zero(t, again.run(30), "nobody has said yet what is wanted")
	again.keeper.Want(map[energy.SiteID]arms.Wish{})
	require.Zero(t, again.run(5), "it may yet come")
	delete(wishes, site(2))
	again.keeper.Want(wishes)
	require.Equal(t, 3, again.run(60), "the others are another's, and it is let go")
	require.Equal(t, 2, again.armed())
	require.Equal(t, 2, again.keeper.Counts().Armed)
}

// A home that refuses for good is asked seldom, and told.
func TestARefusalIsNotHammered(t *testing.T) {
	w := newWorld(t, 1, arms.DefaultConfig())
	w.keeper.Want(w.all(wishFor(4 * time.Hour)))
	h := w.homes[site(0)]
	told := h.able
	h.able.Power = 100
	for range 3600 {
		w.now, w.sent = w.now.Add(time.Second), 0
		h.report(w.now)
		h.told.Able = told // it says more than it takes
		w.keeper.Tick(w.now)
	}
	require.Equal(t, 1, w.keeper.Counts().Refused)
	require.LessOrEqual(t, h.told.Armed, uint64(0))
	w.lose = func() bool { return true }
	h.able.Power = 5000
	require.LessOrEqual(t, w.run(3600), 20)
	w.lose = nil
	w.run(400)
	require.Equal(t, 1, w.armed())
	w.lose = func() bool { return true }
	w.keeper.Want(nil)
	require.LessOrEqual(t, w.run(3600), 20)
	require.Equal(t, 1, w.armed(), "nothing came through, and its end is yet to come")
}

func TestOneStepIsBounded(t *testing.T) {
	c := arms.DefaultConfig()
	c.Most = 30
	w := newWorld(t, 100, c)
	w.keeper.Want(w.all(wishFor(time.Hour)))
	for _, want := range []int{30, 30, 30, 10, 0} {
		require.Equal(t, want, w.tick())
	}
	require.Equal(t, 100, w.armed())
}

// Whatever is lost, restarts, comes and goes: no home is armed beyond its wish's end or
// with more than it takes, and once messages come through again, homes hold what is
// wished and nothing else.
func TestWhateverHappensHomesComeToHoldWhatIsWished(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t, 6, arms.DefaultConfig())
		lossy := true
		w.lose = func() bool { return lossy && rapid.Bool().Draw(t, "lost") }
		wishes, latest := map[energy.SiteID]arms.Wish{}, map[energy.SiteID]time.Time{}
		want := func() {
			wishes = map[energy.SiteID]arms.Wish{}
			for s := range w.homes {
				if !rapid.Bool().Draw(t, "wanted") {
					continue
				}
				wish := wishFor(0)
				wish.Up = energy.Watts(rapid.IntRange(0, 8).Draw(t, "up")) * 1000
				wish.Until = w.now.Add(time.Duration(rapid.IntRange(60, 20_000).Draw(t, "until")) * time.Second)
				wishes[s] = wish
				if wish.Until.After(latest[s]) {
					latest[s] = wish.Until
				}
			}
			w.keeper.Want(wishes)
		}
		for range rapid.IntRange(5, 60).Draw(t, "events") {
			s := site(rapid.IntRange(0, 5).Draw(t, "home"))
			switch rapid.IntRange(0, 5).Draw(t, "event") {
			case 0:
				want()
			case 1:
				w.homes[s].offline = !w.homes[s].offline
			case 2:
				w.homes[s].restart()
			default:
				w.run(rapid.IntRange(1, 30).Draw(t, "seconds"))
			}
			for s, h := range w.homes {
				if a, ok := h.armed(w.now); ok {
					require.False(t, h.ends.After(latest[s]), "%s ends %v after its wish", s, h.ends.Sub(latest[s]))
					require.LessOrEqual(t, max(a.Up, a.Down), h.able.Power)
				}
			}
		}
		lossy = false
		for _, h := range w.homes {
			h.offline = false
		}
		w.run(400) // longer than the longest wait
		for s, h := range w.homes {
			wish, wanted := wishes[s]
			a, armed := h.armed(w.now)
			require.Equal(t, wanted && w.now.Before(wish.Until), armed, "%s", s)
			if armed {
				require.InDelta(t, float64(min(wish.Up, 5000)), float64(a.Up), max(50, 0.06*float64(wish.Up)))
			}
		}
	})
}
