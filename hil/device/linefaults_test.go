package device_test

import (
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/device"
)

func TestWrongTransaction(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, device.Huawei)
		c := listen(r).dial()
		defer c.Close()
		f := func(arg, id string) {
			t.Helper()
			r.breaks(1, "wrong_transaction", arg)
			require.Equal(t, id, exchange(t, c, 0x0102, 1, askBattery)[:4])
		}
		f("next", "0103")
		f("zero", "0000")
		r.mends(1, "wrong_transaction")
		require.Equal(t, "0102", exchange(t, c, 0x0102, 1, askBattery)[:4])
	})
}

func TestHalfOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, device.Huawei)
		m := listen(r)
		old := m.dial()
		defer old.Close()
		require.NotEmpty(t, exchange(t, old, 1, 1, askBattery))
		r.breaks(1, "half_open")
		require.Empty(t, exchange(t, old, 1, 1, askBattery))
		anew := m.dial()
		defer anew.Close()
		require.Contains(t, exchange(t, anew, 1, 1, askBattery), charging, "a new connection is sound")
		require.Empty(t, exchange(t, old, 1, 1, askBattery), "the old one is not")
		r.mends(1, "half_open")
		require.Contains(t, exchange(t, old, 1, 1, askBattery), charging)
		r.breaks(1, "half_open")
		require.Empty(t, overRTU(r)(1, askBattery))
	})
}

func TestEvictSecondClient(t *testing.T) {
	f := func(rule, first, second string) {
		t.Helper()
		synctest.Test(t, func(t *testing.T) {
			r := newRig(t, device.Huawei)
			m := listen(r)
			r.breaks(1, "evict_second_client", rule)
			a := m.dial()
			defer a.Close()
			require.Contains(t, exchange(t, a, 1, 1, askBattery), charging)
			b := m.dial()
			defer b.Close()
			synctest.Wait()
			require.Contains(t, exchange(t, b, 1, 1, askBattery), second)
			require.Contains(t, exchange(t, a, 1, 1, askBattery), first)
			r.mends(1, "evict_second_client")
			c := m.dial()
			defer c.Close()
			require.Contains(t, exchange(t, c, 1, 1, askBattery), charging)
		})
	}
	// One that is told "busy" is served once the other has gone.
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, device.Huawei)
		m := listen(r)
		r.breaks(1, "evict_second_client", "busy")
		a := m.dial()
		require.Contains(t, exchange(t, a, 1, 1, askBattery), charging)
		b := m.dial()
		defer b.Close()
		require.Contains(t, exchange(t, b, 1, 1, askBattery), "8306")
		require.NoError(t, a.Close())
		synctest.Wait()
		require.Contains(t, exchange(t, b, 1, 1, askBattery), charging)
	})
	f("older", "gone", charging)
	f("newer", charging, "gone")
	f("busy", charging, "8306")
}

// A second master on the line: every third reply has foreign frames before it,
// or is garbled.
func TestSecondMaster(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, device.Huawei)
		line := serial(r)
		request := crc(1, 3, 0x93, 0x85, 0, 2)
		sound := crc(1, 3, 4, 0, 0, 7, 0xD0)
		foreign := append(crc(3, 3, 0, 0, 0, 2), crc(3, 3, 4, 0, 230, 0, 50)...)
		r.breaks(1, "second_master")
		require.Equal(t, sound, hear(t, line, request))
		require.Equal(t, sound, hear(t, line, request))
		require.Equal(t, append(foreign, sound...), hear(t, line, request))
		r.breaks(1, "second_master", "collides")
		hear(t, line, request)
		hear(t, line, request)
		garbled := hear(t, line, request)
		require.Len(t, garbled, len(sound))
		require.NotEqual(t, crc(garbled[:len(garbled)-2]...), garbled)
		r.mends(1, "second_master")
		for range 3 {
			require.Equal(t, sound, hear(t, line, request))
		}
	})
}
