package fieldbus_test

import (
	"context"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/edge/fieldbus"
)

// trick is what a bad device or wire does to one answer.
type trick struct {
	after    time.Duration // up to Timeout and Quiet together
	flip     int           // a bit to flip; negative: none
	cut      int           // bytes to lose; negative: all of them
	twice    bool
	hangup   bool
	deadline time.Duration // of the caller
}

func drawTrick(t *rapid.T) trick {
	return trick{
		after:    time.Duration(rapid.OneOf(rapid.IntRange(0, 40), rapid.IntRange(0, 1240)).Draw(t, "after_ms")) * time.Millisecond,
		flip:     rapid.IntRange(-40, 80).Draw(t, "flip"),
		cut:      max(rapid.IntRange(-1, 8).Draw(t, "cut")-4, -1),
		twice:    rapid.IntRange(0, 5).Draw(t, "twice") == 0,
		hangup:   rapid.IntRange(0, 9).Draw(t, "hangup") == 0,
		deadline: time.Duration(rapid.IntRange(1, 2500).Draw(t, "deadline_ms")) * time.Millisecond,
	}
}

// play answers q with the trick.
func (k trick) play(conn io.ReadWriteCloser, q question) {
	if k.hangup {
		conn.Close()
		return
	}
	frame := q.truth()
	if k.flip >= 0 && k.flip < 8*len(frame) {
		frame[k.flip/8] ^= 1 << (k.flip % 8)
	}
	switch {
	case k.cut < 0:
		return
	case k.cut > 0:
		frame = frame[:len(frame)-k.cut]
	}
	late(conn, k.after, frame)
	if k.twice {
		late(conn, k.after+time.Millisecond, frame)
	}
}

// Whatever one answer suffers, no read of a later request, nor of that one,
// ever gives a value of another register; and the caller is let go in time.
func TestFault088_NoFaultMakesAWrongValue(t *testing.T) {
	f := func(make maker, tcp bool) {
		t.Helper()
		rapid.Check(t, func(rt *rapid.T) {
			tricks := rapid.SliceOfN(rapid.Custom(drawTrick), 1, 12).Draw(rt, "tricks")
			synctest.Test(t, func(t *testing.T) { suffer(t, make, tcp, tricks) })
		})
	}
	f(fieldbus.NewTCP, true)
	f(fieldbus.NewRTU, false)
	f(fieldbus.NewRTUOverTCP, false)
}

func suffer(t *testing.T, make maker, tcp bool, tricks []trick) {
	link := start(t, make, fieldbus.Config{}, answering(tcp, func(conn io.ReadWriteCloser, q question) {
		tricks[q.address/0x100-1].play(conn, q)
	}))
	for i, k := range tricks {
		began := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), k.deadline)
		into := words(2)
		address := uint16(0x100 * (i + 1))
		forged := tcp && (k.flip >= 0 || k.cut > 0) // TCP has no checksum, because it loses no bytes
		if link.ReadHolding(ctx, 1, address, into) == nil && !forged {
			require.Equal(t, []uint16{value(1, address), value(1, address+1)}, into)
		}
		cancel()
		require.LessOrEqual(t, time.Since(began), k.deadline+20*time.Millisecond)
		if state, _ := link.Unit(1); state == fieldbus.Silent {
			time.Sleep(15 * time.Second) // or it would not be asked
		}
	}
}
