package gateway

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// ownReserve is the storage's own reserve as it stands in model 802, in 0.1 %.
func (b *box) ownReserve() uint16 { return b.words[b.bases[802]+10] }

func keeping(t *testing.T, has uint16) *box {
	b := storage(t)
	b.words[b.bases[802]+10] = has
	return b
}

func TestRow46_TheInverterIsToldTheReserveOnce(t *testing.T) {
	f := func(has, want uint16, writes int) {
		t.Helper()
		bubble(t, func(t *testing.T) {
			battery := keeping(t, has)
			s := newTheatre(map[uint8]*box{2: battery, 240: meter(t)})
			s.config.Control.SelfConsumption = false
			s = s.again(Past{})
			s.pass(t, 5)
			require.Equal(t, want, battery.ownReserve())
			require.Equal(t, writes, battery.writes)
			require.Empty(t, s.home.Devices()[0].Reserve)
			s = s.again(s.home.Past())
			s.pass(t, 5)
			require.Equal(t, writes, battery.writes)
		})
	}
	f(0, 100, 1)
	f(100, 100, 0)
	f(250, 250, 0)
}

func TestRow46_StatusSaysThatTheInverterKeepsNoReserve(t *testing.T) {
	f := func(b *box, says string) {
		t.Helper()
		bubble(t, func(t *testing.T) {
			s := newTheatre(map[uint8]*box{2: b, 240: meter(t)})
			s.config.Control.SelfConsumption = false
			s = s.again(Past{})
			s.pass(t, 5)
			require.Contains(t, s.home.Devices()[0].Reserve, says)
		})
	}
	f(keeping(t, 0xFFFF), "no reserve of its own")
	denies := keeping(t, 0)
	denies.refuses = true
	f(denies, "set it to 10 in the device's menu")
}

// Limits that are not what was sealed tell no device what to keep.
func TestFault095_NoReserveIsWrittenOfLimitsThatAreNotTheSealedOnes(t *testing.T) {
	bubble(t, func(t *testing.T) {
		battery := keeping(t, 0)
		s := newTheatre(map[uint8]*box{2: battery, 240: meter(t)})
		s.config.Limits.Sealed = "00000000"
		s = s.again(Past{})
		s.pass(t, 5)
		require.Zero(t, battery.ownReserve())
	})
}

// What safety sees of the battery comes to the driver: a battery that did not obey
// three times within ten minutes is left alone by it too.
func TestFault090_TheDriverHearsThatTheBatteryDoesNotObey(t *testing.T) {
	bubble(t, func(t *testing.T) {
		battery := storage(t) // takes what it is told, and stays at rest
		s := newTheatre(map[uint8]*box{2: battery, 240: meter(t)})
		s.config.Limits.Proof = &Trial{Tolerance: 200, Within: 2000, Pause: 5000, Tries: 100}
		s = s.again(Past{})
		o := order(1, 1500)
		o.Lease = 10 * time.Minute
		require.NoError(t, s.home.Accept(o))
		s.pass(t, 60)
		require.Contains(t, s.home.batteries.all[0].seat.device.Trust().Reason, "did not do what it was told")
		require.True(t, s.pass(t, 1).Decision.Bounds.Has(energy.BoundDevice))
	})
}

func TestABatteryThatObeysStaysTrusted(t *testing.T) {
	bubble(t, func(t *testing.T) {
		battery := storage(t)
		s := newTheatre(map[uint8]*box{2: battery, 240: meter(t)})
		s.config.Limits.Proof = &Trial{Tolerance: 200, Within: 2000, Pause: 5000, Tries: 100}
		s = s.again(Past{})
		o := order(1, 1500)
		o.Lease = 10 * time.Minute
		require.NoError(t, s.home.Accept(o))
		for range 4 {
			s.pass(t, 8) // judged once, and then left alone for a while
			battery.words[battery.bases[701]+10] = 1500
			s.pass(t, 20)
			battery.words[battery.bases[701]+10] = 0
		}
		require.Empty(t, s.home.batteries.all[0].seat.device.Trust().Reason)
	})
}
