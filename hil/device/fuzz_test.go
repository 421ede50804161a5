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

// Whatever is on the line, a master that goes on asking gets its answer: noise
// may by chance have a right checksum together with the request after it, as
// one in 65,536 does, but never with those that follow a frame's length later.
func FuzzServeRTU(f *testing.F) {
	asked := bytes.Repeat(marker(), maxRTU/len(marker())+2)
	f.Add([]byte{})
	f.Add([]byte{2, 16, 0, 0, 0, 1, 2})
	f.Add([]byte{7, 43, 0x14, 0x8A})
	f.Add(marker())
	f.Fuzz(func(t *testing.T, noise []byte) {
		require.True(t, bytes.HasSuffix(served(t, noise, asked), marked()))
	})
}

func TestNoiseBeforeARequestDoesNotCostItsAnswer(t *testing.T) {
	f := func(noise ...byte) {
		t.Helper()
		require.True(t, bytes.HasSuffix(served(t, noise, marker()), marked()))
	}
	f()
	f(2, 16, 0, 0, 0, 1, 2)
	f(7, 43, 0x14, 0x8A) // makes the checksum of noise and request right
	f(marker()...)
	f(marker()[:5]...)
}

func served(t *testing.T, noise, asked []byte) []byte {
	b, _ := stillBank(t)
	p := &pipe{in: bytes.NewReader(append(append([]byte(nil), noise...), asked...))}
	require.ErrorContains(t, ServeRTU(context.Background(), p, b), "EOF")
	return p.out.Bytes()
}

func marker() []byte { return sealed([]byte{2, 3, 0x9C, 0x40, 0, 2}) }
func marked() []byte { return sealed([]byte{2, 3, 4, 'S', 'u', 'n', 'S'}) }

// Any bytes on a TCP connection end it or are answered; nothing panics.
func FuzzServeFrame(f *testing.F) {
	f.Add([]byte{0, 1, 0, 0, 0, 6, 2, 3, 0x9C, 0x40, 0, 2})
	f.Add([]byte{0, 1, 0, 0, 0, 1, 2})
	f.Fuzz(func(t *testing.T, data []byte) {
		b, _ := stillBank(t)
		p := &pipe{in: bytes.NewReader(data)}
		m := master{conn: p}
		for m.serveFrame(context.Background(), b) == nil {
		}
		if out := p.out.Bytes(); len(out) > 0 {
			require.Equal(t, data[:4], out[:4])
		}
	})
}

// Whatever is written to whatever is built, no register commands past the
// battery's rating, and reading it back is an answer.
func FuzzShapes(f *testing.F) {
	f.Add(uint8(Huawei), uint16(47100), []byte{0, 1})
	f.Add(uint8(SolarEdge), uint16(0xE010), []byte{0, 0, 0x7F, 0xC0})
	f.Add(uint8(SMA), uint16(40149), []byte{0xFF, 0xFF, 0, 0, 0, 0, 3, 0x22})
	f.Add(uint8(Victron), uint16(2902), []byte{0, 3})
	f.Add(uint8(Deye), uint16(146), []byte{0, 1})
	f.Fuzz(func(t *testing.T, shape uint8, address uint16, data []byte) {
		if int(shape) >= len(shapes) || len(data) < 2 || len(data) > 2*maxWrite {
			return
		}
		h := &stillHome{}
		b, err := New(Config{Shape: Shape(shape), Serial: "s", Battery: 5000, PV: 5000}, h, time.Unix(0, 0))
		require.NoError(t, err)
		words := make([]uint16, len(data)/2)
		for i := range words {
			words[i] = uint16(data[2*i])<<8 | uint16(data[2*i+1])
		}
		for _, unit := range b.Units() {
			if b.write(unit, address, words) != 0 {
				continue
			}
			back := make([]uint16, len(words))
			require.Zero(t, b.read(holding, unit, address, back))
			require.Equal(t, words, back)
		}
		for i := range 3 {
			b.Tick(time.Unix(int64(i)*1000, 0))
			require.LessOrEqual(t, h.power.Abs(), energy.Watts(5000))
		}
	})
}
