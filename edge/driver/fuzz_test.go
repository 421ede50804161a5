package driver_test

import (
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/edge/driver/drivertest"
)

// bytesOf returns what b serves from 40000 on, as far as it goes.
func bytesOf(b *bank) []byte {
	var out []byte
	for at := uint16(40000); ; at++ {
		w, ok := b.Words[at]
		if !ok {
			return out
		}
		out = binary.BigEndian.AppendUint16(out, w)
	}
}

// FuzzDiscover serves arbitrary words at each base: discovery ends after a
// bounded number of requests, and a device it accepts is read and commanded
// without a panic.
func FuzzDiscover(f *testing.F) {
	for _, b := range []*bank{hybrid(f), storage(f), storageScaled(f, null), solar(f), meter(f), drivertest.NewBank()} {
		f.Add(bytesOf(b), uint16(40000))
	}
	f.Add(bytesOf(gen24(f, "Fronius", true)), uint16(40000))
	f.Add(bytesOf(meter(f)), uint16(0))
	f.Add(bytesOf(meter(f)), uint16(50000))
	f.Fuzz(func(t *testing.T, image []byte, base uint16) {
		b := drivertest.NewBank()
		for i := 0; i+1 < len(image) && int(base)+i/2 <= 0xFFFF; i += 2 {
			b.Put(base+uint16(i/2), binary.BigEndian.Uint16(image[i:]))
		}
		d, err := driver.Discover(t.Context(), b, unit, still)
		require.LessOrEqual(t, b.Reads, 3+64+1+1+4+24)
		require.Empty(t, b.Writes)
		require.Equal(t, err == nil, d != nil)
		if err != nil {
			return
		}
		require.NotEqual(t, driver.NoRole, d.Role())
		_, _ = d.Read(t.Context())
		takes := d.Controllable()
		written := d.Write(t.Context(), hold(1000))
		require.False(t, !takes && written == nil)
		require.False(t, !takes && len(b.Writes) > 0)
		require.False(t, written == nil && len(b.Writes) == 0)
	})
}
