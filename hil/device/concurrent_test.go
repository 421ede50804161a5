package device_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/device"
)

// Masters read and write while the home moves; every read of WSet is one of
// the values that were written whole.
func TestMastersAndTicksTogether(t *testing.T) {
	r := newRig(t, device.ACCoupled)
	at := r.find(2, 704) + 24
	var masters sync.WaitGroup
	for i := range uint16(4) {
		masters.Go(func() {
			for range 200 {
				if err := r.bank.WriteHolding(context.Background(), 2, at, []uint16{0, 1000 + i}); err != nil {
					t.Error(err)
				}
				var got [2]uint16
				if err := r.bank.ReadHolding(context.Background(), 2, at, got[:]); err != nil || got[1]/1000 != 1 {
					t.Error(got, err)
				}
			}
		})
	}
	for range 200 {
		r.tick(time.Second)
	}
	masters.Wait()
	require.Equal(t, uint16(0), r.word(2, 704, 24))
}
