package device

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

type stillHome struct{ power energy.Watts }

func (h *stillHome) State() plant.State        { return plant.State{Voltage: 230, Frequency: 50} }
func (h *stillHome) SetBattery(p energy.Watts) { h.power = p }
func (h *stillHome) Release()                  { h.power = 0 }

func stillBank(t testing.TB) (*Bank, *stillHome) {
	h := &stillHome{}
	b, err := New(Config{Shape: ACCoupled, Serial: "s", Battery: 5000, PV: 5000}, h, time.Unix(0, 0))
	require.NoError(t, err)
	return b, h
}

// Any PDU gets a well-formed reply, and none commands past the rating.
func FuzzAnswer(f *testing.F) {
	f.Add(uint8(2), []byte{3, 0x9C, 0x40, 0, 2})
	f.Add(uint8(2), []byte{6, 0x9D, 0x3A, 0, 1})
	f.Add(uint8(2), []byte{16, 0x9D, 0x3A, 0, 2, 4, 0, 1, 0, 1})
	f.Add(uint8(0), []byte{43})
	f.Fuzz(func(t *testing.T, unit uint8, pdu []byte) {
		if len(pdu) == 0 {
			return
		}
		b, h := stillBank(t)
		reply := b.answer(unit, pdu)
		b.Tick(time.Unix(1, 0))
		require.LessOrEqual(t, h.power.Abs(), energy.Watts(5000))
		require.LessOrEqual(t, len(reply), maxPDU)
		if reply[0] == pdu[0]|0x80 && pdu[0] < 0x80 {
			require.Len(t, reply, 2)
			return
		}
		require.Equal(t, pdu[0], reply[0]&^0x80|pdu[0]&0x80)
	})
}

type pipe struct {
	in  *bytes.Reader
	out bytes.Buffer
}

func (p *pipe) Read(b []byte) (int, error)  { return p.in.Read(b) }
func (p *pipe) Write(b []byte) (int, error) { return p.out.Write(b) }

// Any bytes before a request end in its answer; every reply's checksum is right.
func FuzzServeRTU(f *testing.F) {
	request := []byte{2, 3, 0x9C, 0x40, 0, 2}
	request = append(request, byte(checksum(request)), byte(checksum(request)>>8))
	f.Add([]byte{})
	f.Add([]byte{2, 16, 0, 0, 0, 1, 2})
	f.Add([]byte{7, 43, 0x14, 0x8A}) // makes the checksum of noise and request right
	f.Add(request)
	f.Fuzz(func(t *testing.T, noise []byte) {
		b, _ := stillBank(t)
		p := &pipe{in: bytes.NewReader(append(append([]byte(nil), noise...), request...))}
		require.ErrorContains(t, ServeRTU(context.Background(), p, b), "EOF")
		want := []byte{2, 3, 4, 'S', 'u', 'n', 'S'}
		want = append(want, byte(checksum(want)), byte(checksum(want)>>8))
		require.True(t, bytes.HasSuffix(p.out.Bytes(), want), "%x", p.out.Bytes())
	})
}

// Any bytes on a TCP connection end it or are answered; nothing panics.
func FuzzServeFrame(f *testing.F) {
	f.Add([]byte{0, 1, 0, 0, 0, 6, 2, 3, 0x9C, 0x40, 0, 2})
	f.Add([]byte{0, 1, 0, 0, 0, 1, 2})
	f.Fuzz(func(t *testing.T, data []byte) {
		b, _ := stillBank(t)
		p := &pipe{in: bytes.NewReader(data)}
		for serveFrame(p, b) == nil {
		}
		if out := p.out.Bytes(); len(out) > 0 {
			require.Equal(t, data[:4], out[:4])
		}
	})
}
