package gateway

import (
	"context"
	"io"
	"log/slog"
	"net"
	"testing"
	"time"

	"github.com/goburrow/modbus"
	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/edge/fieldbus"
)

// thinking is how long each unit of the line takes to answer.
const thinking = 30 * time.Millisecond

// line answers reads of 10 words on conn for every unit but the silent one, once it is
// told to be. It knows both framings.
func line(conn io.ReadWriteCloser, tcp bool, silent func(unit byte) bool) {
	frame := make([]byte, 8)
	if tcp {
		frame = make([]byte, 12)
	}
	for {
		if _, err := io.ReadFull(conn, frame); err != nil {
			return
		}
		unit := frame[0]
		if tcp {
			unit = frame[6]
		}
		time.Sleep(thinking)
		if silent(unit) {
			continue
		}
		body := append([]byte{unit, 3, 20}, make([]byte, 20)...)
		if tcp {
			body = append(append(append([]byte{}, frame[:4]...), 0, byte(len(body))), body...)
		} else {
			h := modbus.NewRTUClientHandler("")
			h.SlaveId = unit
			body, _ = h.Encode(&modbus.ProtocolDataUnit{FunctionCode: 3, Data: body[2:]})
		}
		if _, err := conn.Write(body); err != nil {
			return
		}
	}
}

// Five devices on one bus with the settings that it has in a home, one of which falls
// silent for good: the others are read in at most 1.5 of their period, however the bus is
// reached, but for the one time when it is found out.
func TestPain04_OneSilentDeviceDoesNotSlowTheOthersInAHome(t *testing.T) {
	f := func(b Bus) {
		t.Helper()
		bubble(t, func(t *testing.T) {
			quiet := time.Now().Add(20 * time.Second)
			c := b.settings(slog.New(slog.DiscardHandler))
			c.Dial = func(context.Context) (fieldbus.Port, error) {
				ours, theirs := net.Pipe()
				go line(theirs, b.TCP != "", func(unit byte) bool { return unit == 3 && time.Now().After(quiet) })
				return ours, nil
			}
			link, err := b.made(c)
			require.NoError(t, err)
			ctx, stop := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() { ended <- link.Run(ctx) }()
			time.Sleep(time.Second)
			slow, reads := readAll(ctx, link)
			require.LessOrEqual(t, slow, 4, "%+v of %d", b, reads)
			require.Greater(t, reads, 4*590)
			stop()
			require.NoError(t, <-ended)
			time.Sleep(time.Minute)
		})
	}
	f(Bus{TCP: "192.0.2.1:502"})
	f(Bus{RTUOverTCP: "192.0.2.1:502", Baud: 9600})
	f(Bus{Serial: "/dev/ttyUSB0", Baud: 9600})
}

// readAll reads five units once a second for ten minutes, in the turns of a home, and
// returns how many reads of the four came after more than 1.5 s, and how many came.
func readAll(ctx context.Context, link *fieldbus.Link) (slow, reads int) {
	seats := make([]*seat, 5)
	last := make([]time.Time, 5)
	for i := range seats {
		seats[i] = &seat{unit: uint8(i + 1), device: &driver.Device{}}
	}
	for range 600 {
		begun := time.Now()
		order, waiting := inTurn(nil, seats), len(seats)
		for _, s := range order {
			turn := newTurn(ctx, time.Now, (tick-time.Since(begun))/time.Duration(waiting+1))
			err := link.ReadHolding(turn, s.unit, 0, make([]uint16, 10))
			turn.end()
			waiting--
			if s.misses++; err == nil {
				s.misses = 0
			}
			if err != nil || s.unit == 3 {
				continue
			}
			at := &last[s.unit-1]
			if !at.IsZero() && time.Since(*at) > 3*tick/2 {
				slow++
			}
			reads, *at = reads+1, time.Now()
		}
		time.Sleep(tick - time.Since(begun))
	}
	return slow, reads
}
