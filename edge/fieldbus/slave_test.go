package fieldbus_test

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/fieldbus"
)

// slave is the far end of a link: it is given each connection.
type slave func(conn io.ReadWriteCloser)

// dial gives a link net.Pipes to the slave.
func (s slave) dial(context.Context) (fieldbus.Port, error) {
	near, far := net.Pipe()
	go func() {
		defer far.Close()
		s(far)
	}()
	return near, nil
}

// maker is NewTCP or NewRTU.
type maker func(fieldbus.Config) (*fieldbus.Link, error)

// start runs a link to the slave, in a bubble, until the test ends.
func start(t *testing.T, make maker, c fieldbus.Config, s slave) *fieldbus.Link {
	t.Helper()
	if c.Dial == nil {
		c.Dial = s.dial
	}
	c.Address = "test"
	link, err := make(c)
	require.NoError(t, err)
	t.Cleanup(func() { time.Sleep(time.Minute) }) // of the bubble: lets late answers go
	run(t, link)
	time.Sleep(time.Second) // a serial line is drained when opened
	return link
}

func run(t testing.TB, link *fieldbus.Link) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- link.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-ended)
	})
}

// question is a request as the slave heard it.
type question struct {
	tcp            bool
	transaction    uint16
	unit, function uint8
	address, count uint16
	words          []uint16
}

// hear reads one request of the framing.
func hear(conn io.ReadWriteCloser, tcp bool) (question, error) {
	q := question{tcp: tcp}
	if tcp {
		var head [6]byte
		if _, err := io.ReadFull(conn, head[:]); err != nil {
			return q, err
		}
		q.transaction = binary.BigEndian.Uint16(head[:])
	}
	var body [6]byte
	if _, err := io.ReadFull(conn, body[:]); err != nil {
		return q, err
	}
	q.unit, q.function = body[0], body[1]
	q.address, q.count = binary.BigEndian.Uint16(body[2:]), binary.BigEndian.Uint16(body[4:])
	if err := q.hearWords(conn); err != nil || tcp {
		return q, err
	}
	_, err := io.ReadFull(conn, body[:2])
	return q, err
}

func (q *question) hearWords(conn io.ReadWriteCloser) error {
	if q.function != 16 {
		return nil
	}
	data := make([]byte, 1+2*q.count)
	if _, err := io.ReadFull(conn, data); err != nil {
		return err
	}
	for i := range int(q.count) {
		q.words = append(q.words, binary.BigEndian.Uint16(data[1+2*i:]))
	}
	return nil
}

// frame wraps a PDU as the answer to q.
func (q question) frame(pdu ...byte) []byte {
	if q.tcp {
		head := binary.BigEndian.AppendUint16(nil, q.transaction)
		head = binary.BigEndian.AppendUint16(append(head, 0, 0), uint16(len(pdu)+1))
		return append(append(head, q.unit), pdu...)
	}
	return checked(append([]byte{q.unit}, pdu...))
}

// truth is the right answer of a slave in which every holding register holds
// value, and every input register that and 20000.
func (q question) truth() []byte {
	if q.function == 16 {
		return q.frame(16, byte(q.address>>8), byte(q.address), byte(q.count>>8), byte(q.count))
	}
	pdu := []byte{q.function, byte(2 * q.count)}
	for i := range q.count {
		word := value(q.unit, q.address+i)
		if q.function == 4 {
			word += 20000
		}
		pdu = binary.BigEndian.AppendUint16(pdu, word)
	}
	return q.frame(pdu...)
}

func value(unit uint8, address uint16) uint16 { return address + 1000*uint16(unit) }

// checked appends the checksum, bit by bit as SER 2.5.1.2 describes it.
func checked(frame []byte) []byte {
	sum := uint16(0xffff)
	for _, b := range frame {
		sum ^= uint16(b)
		for range 8 {
			carry := sum & 1
			sum >>= 1
			if carry != 0 {
				sum ^= 0xa001
			}
		}
	}
	return append(frame, byte(sum), byte(sum>>8))
}

// answering hears requests and gives each to answer.
func answering(tcp bool, answer func(conn io.ReadWriteCloser, q question)) slave {
	return func(conn io.ReadWriteCloser) {
		for {
			q, err := hear(conn, tcp)
			if err != nil {
				return
			}
			answer(conn, q)
		}
	}
}

// saying answers every request with what say returns.
func saying(tcp bool, say func(q question) []byte) slave {
	return answering(tcp, func(conn io.ReadWriteCloser, q question) { conn.Write(say(q)) })
}

// late answers in the background, so that it hears on.
func late(conn io.ReadWriteCloser, after time.Duration, frame []byte) {
	go func() {
		time.Sleep(after)
		conn.Write(frame)
	}()
}

func words(n int) []uint16 { return make([]uint16, n) }
