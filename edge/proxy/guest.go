package proxy

import (
	"context"
	"errors"
	"io"
	"net"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// serve answers one guest until it errs or ctx ends: whatever is wrong with a
// connection, the remedy is the guest's reconnect.
func (p *Proxy) serve(ctx context.Context, conn net.Conn) {
	defer p.leave()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	defer func() { _ = conn.Close() }()
	budget := allowance{left: float64(p.config.Rate)}
	for {
		h, pdu, err := p.hear(conn)
		if err != nil {
			return
		}
		p.wait(ctx, budget.take(time.Now(), p.config.Rate))
		frame := p.answer(ctx, h, pdu)
		if conn.SetWriteDeadline(time.Now().Add(p.config.Idle/10)) != nil {
			return
		}
		if _, err := conn.Write(frame); err != nil {
			return
		}
	}
}

// hear reads one request; its PDU has at least one byte.
func (p *Proxy) hear(conn net.Conn) (header, []byte, error) {
	var first [headerSize]byte
	if err := conn.SetReadDeadline(time.Now().Add(p.config.Idle)); err != nil {
		return header{}, nil, err
	}
	if _, err := io.ReadFull(conn, first[:1]); err != nil {
		return header{}, nil, err
	}
	if err := conn.SetReadDeadline(time.Now().Add(p.config.Idle / 10)); err != nil {
		return header{}, nil, err
	}
	if _, err := io.ReadFull(conn, first[1:]); err != nil {
		return header{}, nil, err
	}
	h, length, err := parseHeader(first)
	if err != nil {
		p.malformed.Add(1)
		return header{}, nil, err
	}
	pdu := make([]byte, length)
	_, err = io.ReadFull(conn, pdu)
	return h, pdu, err
}

// wait slows a guest down that asks too often: it has one answer at a time.
func (p *Proxy) wait(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	p.slowed.Add(1)
	pause(ctx, d)
}

// answer is the frame a guest gets for a request.
func (p *Proxy) answer(ctx context.Context, h header, pdu []byte) []byte {
	p.requests.Add(1)
	q, why := parseQuery(h.unit, pdu)
	if why != 0 {
		p.refused.Add(1)
		return h.refusal(pdu[0], why)
	}
	words, err := p.read(ctx, q)
	if err != nil {
		p.refused.Add(1)
		return h.refusal(pdu[0], codeOf(err))
	}
	return q.reply(h, words)
}

// read is what q asks for, as it was read at most MaxAge ago.
func (p *Proxy) read(ctx context.Context, q query) ([]uint16, error) {
	now := time.Now()
	if words, ok := p.cache.get(q, now, p.config.MaxAge); ok {
		p.cached.Add(1)
		return words, nil
	}
	ctx, cancel := context.WithTimeout(ctx, p.config.Timeout)
	defer cancel()
	words := make([]uint16, q.count)
	read := p.registers.ReadHolding
	if q.function == readInput {
		read = p.registers.ReadInput
	}
	if err := read(ctx, q.unit, q.address, words); err != nil {
		return nil, err
	}
	p.cache.put(q, words, now)
	return words, nil
}

// refused is a device's own exception, which is passed on as it is.
type refused interface {
	error
	ExceptionCode() uint8
}

// codeOf is what to tell a guest of a read that failed.
func codeOf(err error) exception {
	var device refused
	if errors.As(err, &device) {
		return exception(device.ExceptionCode())
	}
	switch fault.KindOf(err) {
	case fault.Unsupported:
		return illegalFunction
	case fault.Invalid:
		return illegalAddress
	case fault.Busy:
		return deviceBusy
	case fault.Unreachable:
		return noAnswer
	}
	return deviceFailure
}
