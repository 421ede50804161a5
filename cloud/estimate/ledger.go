package estimate

import (
	"encoding/binary"
	"fmt"
	"math"
)

// ledger visits numbers in one order, which is the form they are kept in: it writes
// each to the end of data, or reads it from the front. What cannot be is noted, and
// nothing is read after it.
type ledger struct {
	data  []byte
	reads bool
	err   error
}

func (l *ledger) wide(x *float64) {
	if !l.reads {
		l.data = binary.LittleEndian.AppendUint64(l.data, math.Float64bits(*x))
	} else if b := l.next(8); b != nil {
		l.take(x, math.Float64frombits(binary.LittleEndian.Uint64(b)))
	}
}

func (l *ledger) narrow(x *float32) {
	if !l.reads {
		l.data = binary.LittleEndian.AppendUint32(l.data, math.Float32bits(*x))
	} else if b := l.next(4); b != nil {
		v := float64(*x)
		l.take(&v, float64(math.Float32frombits(binary.LittleEndian.Uint32(b))))
		*x = float32(v)
	}
}

// count visits a number of at most as many.
func (l *ledger) count(x *uint32, most uint32) {
	if !l.reads {
		l.data = binary.LittleEndian.AppendUint32(l.data, *x)
	} else if b := l.next(4); b != nil {
		if n := binary.LittleEndian.Uint32(b); n > most {
			l.err = fmt.Errorf("a count of %d: want at most %d", n, most)
		} else {
			*x = n
		}
	}
}

func (l *ledger) list(x *[]float32, most int) {
	n := uint32(len(*x))
	l.count(&n, uint32(most))
	if l.reads && l.err == nil {
		*x = make([]float32, n)
	}
	for i := range *x {
		l.narrow(&(*x)[i])
	}
}

// next returns the next bytes to be read, and nil where there are not as many or
// reading has failed.
func (l *ledger) next(n int) []byte {
	if l.err == nil && len(l.data) < n {
		l.err = fmt.Errorf("it ends early")
	}
	if l.err != nil {
		return nil
	}
	b := l.data[:n]
	l.data = l.data[n:]
	return b
}

func (l *ledger) take(x *float64, v float64) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		l.err = fmt.Errorf("a number that is %v", v)
		return
	}
	*x = v
}

// end fails where reading failed, or left anything over.
func (l *ledger) end() error {
	if l.err == nil && l.reads && len(l.data) > 0 {
		l.err = fmt.Errorf("%d bytes are left over", len(l.data))
	}
	return l.err
}
