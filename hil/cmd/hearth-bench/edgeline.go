package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sync/errgroup"

	"github.com/hearthgrid/hearthgrid/edge/fieldbus"
	"github.com/hearthgrid/hearthgrid/hil/bench"
	"github.com/hearthgrid/hearthgrid/hil/device"
)

// What is read again and again: as much as a meter has of interest.
const (
	registersRead = 20
	requestBytes  = 8
	answerBytes   = 5 + 2*registersRead
)

// serialLine is the far end of a pseudo terminal whose bytes take their time on
// the way, with one unit at its end that needs none to think.
type serialLine struct {
	far, near *os.File
	character time.Duration // start bit, eight bits, stop bit
	gap       time.Duration // 3.5 characters; 1750 µs above 19200 baud (Modbus over Serial Line 2.5.1.1)
	bank      *device.Bank
	asked     atomic.Pointer[[]byte] // the last request
}

func openLine(baud int) (*serialLine, error) {
	h, err := newTickHome()
	if err != nil {
		return nil, err
	}
	far, near, err := pty.Open()
	if err != nil {
		return nil, err
	}
	l := &serialLine{far: far, near: near, character: 10 * time.Second / time.Duration(baud), bank: h.bus.Bank}
	l.gap = l.character * 7 / 2
	if baud > 19200 {
		l.gap = 1750 * time.Microsecond
	}
	return l, nil
}

// limit is the shortest that one read can take: its bytes, and the silence
// behind each of both frames.
func (l *serialLine) limit() time.Duration {
	return (requestBytes+answerBytes)*l.character + 2*l.gap
}

// run carries what is said on the line until close.
func (l *serialLine) run(ctx context.Context) error {
	here, there := io.Pipe()
	wire := &timed{serialLine: l, said: here}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return device.ServeRTU(ctx, wire, l.bank) })
	group.Go(func() error {
		defer there.Close()
		chunk := make([]byte, 256)
		for {
			n, err := l.far.Read(chunk)
			if err != nil {
				return nil // closed
			}
			wire.heard = time.Now()
			said := bytes.Clone(chunk[:n])
			l.asked.Store(&said)
			if _, err := there.Write(chunk[:n]); err != nil {
				return nil
			}
		}
	})
	return group.Wait()
}

// timed is the line as the unit at its end has it. A request is handed on at
// once, and its time is added to that of the answer.
type timed struct {
	*serialLine
	said  *io.PipeReader
	heard time.Time // ordered by the pipe
}

func (t *timed) Read(b []byte) (int, error) { return t.said.Read(b) }

func (t *timed) Write(answer []byte) (int, error) {
	till(t.heard.Add(time.Duration(requestBytes+len(answer))*t.character + t.gap))
	return t.far.Write(answer)
}

// till waits to the microsecond: a sleep would take the line's time for its own.
func till(at time.Time) {
	time.Sleep(time.Until(at) - 2*time.Millisecond)
	for time.Now().Before(at) {
		runtime.Gosched()
	}
}

// lineRatios reads over lines of two speeds, beside a bare master on the same
// line, which does nothing but wait: how far that one stays below the limit is
// the machine's doing, and what is ours is the ratio of both, taken turn by turn.
func lineRatios(ctx context.Context, x edgeExtent) (bench.Figures, error) {
	f := bench.Figures{}
	for _, baud := range []int{9600, 115200} {
		l, err := openLine(baud)
		if err != nil {
			return nil, err
		}
		m, err := l.measure(ctx, baud, x.line)
		if err != nil {
			return nil, fmt.Errorf("line of %d baud: %w", baud, err)
		}
		f[fmt.Sprintf("rtu_reads_per_s_%d", baud)] = m.ours
		f[fmt.Sprintf("rtu_line_ratio_%d", baud)] = m.ours * l.limit().Seconds()
		f[fmt.Sprintf("rtu_bare_ratio_%d", baud)] = m.bare * l.limit().Seconds()
		f[fmt.Sprintf("rtu_over_bare_%d", baud)] = m.overBare
	}
	return f, nil
}

// pace is reads per second of the middle turn, of the gateway's link and of the bare
// master, and the middle ratio of a turn of one and the next of the other.
type pace struct{ ours, bare, overBare float64 }

// measure reads by the gateway's link and by the bare master in turns.
func (l *serialLine) measure(ctx context.Context, baud int, span time.Duration) (m pace, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	link, err := fieldbus.NewRTU(fieldbus.Config{Address: l.near.Name(), Serial: fieldbus.Serial{Baud: baud}})
	if err != nil {
		return m, err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return l.run(ctx) })
	group.Go(func() error { return link.Run(ctx) })
	group.Go(func() error {
		defer func() { stop(); err = errors.Join(err, l.far.Close(), l.near.Close()) }()
		into := make([]uint16, registersRead)
		read := func() error { return link.ReadHolding(ctx, device.MeterUnit, device.Base, into) }
		var err error
		m, err = inTurns(read, l.readBare, span)
		return err
	})
	return m, group.Wait()
}

// turns is how often each of both has its turn: what else the machine does comes
// in bursts, and the middle turn is spared them.
const turns = 5

func inTurns(ours, bare func() error, span time.Duration) (m pace, err error) {
	var rates [2][]float64
	var over []float64
	for range turns {
		for i, do := range []func() error{ours, bare} {
			rate, err := perSecond(do, span/turns)
			if err != nil {
				return m, err
			}
			rates[i] = append(rates[i], rate)
		}
		over = append(over, last(rates[0])/last(rates[1]))
	}
	m.ours, _ = bench.Quantile(rates[0], 0.5)
	m.bare, _ = bench.Quantile(rates[1], 0.5)
	m.overBare, _ = bench.Quantile(over, 0.5)
	return m, nil
}

// readBare repeats the last request.
func (l *serialLine) readBare() error {
	if _, err := l.near.Write(*l.asked.Load()); err != nil {
		return err
	}
	answer := make([]byte, answerBytes)
	if _, err := io.ReadFull(l.near, answer); err != nil {
		return err
	}
	till(time.Now().Add(l.gap))
	return nil
}

func perSecond(do func() error, span time.Duration) (float64, error) {
	if err := do(); err != nil {
		return 0, err
	}
	begun, n := time.Now(), 0
	for time.Since(begun) < span {
		if err := do(); err != nil {
			return 0, err
		}
		n++
	}
	return float64(n) / time.Since(begun).Seconds(), nil
}

func last(all []float64) float64 { return all[len(all)-1] }
