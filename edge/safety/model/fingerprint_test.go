package model_test

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"time"
	"unsafe"
)

// fingerprint names states: two that behave the same from now on have the same.
// It reads private fields where they lie, for they are what a state is; a field
// that is added to one is in it from then on.
type fingerprint struct {
	far   map[string]time.Duration // of a field, "" of all others: times further away than that are the same
	free  map[string]bool          // fields that no limit of the model looks at, and those of far; true once met
	parts [][]leaf
	text  []byte
}

// leaf is one plain value inside a state.
type leaf struct {
	at   uintptr
	kind reflect.Kind // Struct is a time
	far  time.Duration
}

// name is a fingerprint's digest, long enough for states not to be mixed up.
type name [16]byte

// newFingerprint is for states of the types of parts, but for fields named as
// Type.field.
func newFingerprint(far map[string]time.Duration, free []string, parts ...reflect.Type) *fingerprint {
	f := &fingerprint{far: far, free: map[string]bool{}}
	for field := range far {
		f.free[field] = field == ""
	}
	for _, field := range free {
		f.free[field] = false
	}
	for _, t := range parts {
		f.parts = append(f.parts, f.leaves(t, 0, far[""]))
	}
	return f
}

// unmet returns the fields named that are none.
func (f *fingerprint) unmet() (fields []string) {
	for field, met := range f.free {
		if !met {
			fields = append(fields, field)
		}
	}
	return fields
}

func (f *fingerprint) leaves(t reflect.Type, at uintptr, far time.Duration) (out []leaf) {
	switch t.Kind() {
	case reflect.Struct:
		if t == reflect.TypeFor[time.Time]() {
			return []leaf{{at, reflect.Struct, far}}
		}
		for i := range t.NumField() {
			field := t.Name() + "." + t.Field(i).Name
			_, named := f.free[field]
			within, looks := f.far[field]
			if named {
				f.free[field] = true
			}
			if !looks {
				within = far
			}
			if looks || !named {
				out = append(out, f.leaves(t.Field(i).Type, at+t.Field(i).Offset, within)...)
			}
		}
		return out
	case reflect.Array:
		for i := range t.Len() {
			out = append(out, f.leaves(t.Elem(), at+uintptr(i)*t.Elem().Size(), far)...)
		}
		return out
	case reflect.Bool, reflect.Int, reflect.Int64, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Float64, reflect.String:
		return []leaf{{at, t.Kind(), 0}}
	}
	panic(fmt.Sprintf("a state holds a %v: say how to read it, or that it does not matter", t))
}

// of returns the name of the parts of a state, at now.
//
//go:norace
//go:nocheckptr
func (f *fingerprint) of(now time.Time, parts ...unsafe.Pointer) name {
	f.text = f.text[:0]
	for i, p := range parts {
		for _, l := range f.parts[i] {
			f.add(unsafe.Add(p, l.at), l, now)
		}
	}
	sum := sha256.Sum256(f.text)
	return name(sum[:16])
}

// add is alone with what it reads: to have each read watched takes most of the time.
//
//go:norace
//go:nocheckptr
func (f *fingerprint) add(p unsafe.Pointer, l leaf, now time.Time) {
	switch l.kind {
	case reflect.Struct:
		f.moment(*(*time.Time)(p), l.far, now)
	case reflect.Bool, reflect.Uint8:
		f.text = append(f.text, *(*byte)(p))
	case reflect.Uint16:
		f.number(uint64(*(*uint16)(p)))
	case reflect.Uint32:
		f.number(uint64(*(*uint32)(p)))
	case reflect.Int:
		f.number(uint64(*(*int)(p)))
	case reflect.Int64, reflect.Uint64:
		f.number(*(*uint64)(p))
	case reflect.Float64:
		f.text = binary.LittleEndian.AppendUint64(f.text, math.Float64bits(*(*float64)(p)+0)) // -0 is 0
	case reflect.String:
		s := *(*string)(p)
		f.number(uint64(len(s)))
		f.text = append(f.text, s...)
	}
}

// moment is how long ago at was.
//
//go:norace
//go:nocheckptr
func (f *fingerprint) moment(at time.Time, far time.Duration, now time.Time) {
	if at.IsZero() {
		f.number(math.MaxUint64)
		return
	}
	f.number(uint64(min(max(now.Sub(at), -far), far)))
}

//go:norace
func (f *fingerprint) number(n uint64) { f.text = binary.AppendUvarint(f.text, n) }
