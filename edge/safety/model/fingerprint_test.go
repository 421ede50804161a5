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
type fingerprint struct {
	far  time.Duration   // times further away than that are the same
	free map[string]bool // fields that no limit of the model looks at; true once met
	text []byte
}

// name is a fingerprint's digest: with 16 bytes of it, states are not mixed up.
type name [16]byte

// newFingerprint drops fields named as Type.field.
func newFingerprint(far time.Duration, free ...string) *fingerprint {
	f := &fingerprint{far: far, free: map[string]bool{}}
	for _, field := range free {
		f.free[field] = false
	}
	return f
}

// of returns the name of what all point to, at now.
func (f *fingerprint) of(now time.Time, all ...any) name {
	f.text = f.text[:0]
	for _, v := range all {
		f.add(reflect.ValueOf(v).Elem(), now)
	}
	sum := sha256.Sum256(f.text)
	return name(sum[:16])
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

var timeType = reflect.TypeFor[time.Time]()

func (f *fingerprint) add(v reflect.Value, now time.Time) {
	switch v.Kind() {
	case reflect.Struct:
		f.addStruct(v, now)
	case reflect.Array, reflect.Slice:
		f.number(uint64(v.Len()))
		for i := range v.Len() {
			f.add(v.Index(i), now)
		}
	case reflect.Bool:
		if v.Bool() {
			f.number(1)
			return
		}
		f.number(0)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		f.number(uint64(v.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		f.number(v.Uint())
	case reflect.Float32, reflect.Float64:
		f.number(math.Float64bits(v.Float() + 0)) // -0 is 0
	case reflect.String:
		f.number(uint64(v.Len()))
		f.text = append(f.text, v.String()...)
	default:
		panic(fmt.Sprintf("a state holds a %v: say what it is, or that it does not matter", v.Type()))
	}
}

func (f *fingerprint) addStruct(v reflect.Value, now time.Time) {
	t := v.Type()
	if t == timeType {
		at := *(*time.Time)(unsafe.Pointer(v.UnsafeAddr())) // reflection hides it only because its field is private
		f.moment(at, now)
		return
	}
	for i := range t.NumField() {
		field := t.Name() + "." + t.Field(i).Name
		if _, free := f.free[field]; free {
			f.free[field] = true
			continue
		}
		f.add(v.Field(i), now)
	}
}

// moment is how long ago at was.
func (f *fingerprint) moment(at, now time.Time) {
	if at.IsZero() {
		f.number(math.MaxUint64)
		return
	}
	f.number(uint64(min(max(now.Sub(at), -f.far), f.far)))
}

func (f *fingerprint) number(n uint64) { f.text = binary.AppendUvarint(f.text, n) }
