package energy

import "time"

// Quality says how far a Reading may be trusted. The zero value is Missing.
type Quality uint8

// The qualities, worst first. The numbers are on the wire: do not reorder.
const (
	Missing  Quality = iota // no usable value; Value reports false
	Doubtful                // a value that failed a plausibility check
	Good                    // read from the device, in range
)

// String returns the quality as shown to people.
func (q Quality) String() string {
	switch q {
	case Good:
		return "good"
	case Doubtful:
		return "doubtful"
	}
	return "missing"
}

// Reading is one value with the time at which it was read from its device.
// Copying a Reading keeps that time: an old value is never given a new one.
// The zero Reading is Missing and was never read.
type Reading[T ~float64] struct {
	value   T
	at      time.Time
	quality Quality
}

// Read returns a Good reading of v taken at at. A v that is not finite makes
// a Missing reading, for NaN stops at the border.
func Read[T ~float64](v T, at time.Time) Reading[T] {
	if !IsFinite(v) {
		return Reading[T]{}
	}
	return Reading[T]{value: v, at: at, quality: Good}
}

// Value returns the value, and false where it is Missing.
func (r Reading[T]) Value() (T, bool) { return r.value, r.quality != Missing }

// Quality returns how far the value may be trusted.
func (r Reading[T]) Quality() Quality { return r.quality }

// At returns when the device last gave a value. It is the zero time where it
// never did, and it survives Lost, so that the age of a dead device is known.
func (r Reading[T]) At() time.Time { return r.at }

// Age returns how long before now the device last gave a value, and false
// where it never did. It is never negative.
func (r Reading[T]) Age(now time.Time) (time.Duration, bool) {
	if r.at.IsZero() {
		return 0, false
	}
	return max(0, now.Sub(r.at)), true
}

// Lost returns r without its value: Missing, with the time it was last read.
func (r Reading[T]) Lost() Reading[T] { return Reading[T]{at: r.at} }

// Doubt returns r with its quality lowered to Doubtful. A Missing reading
// stays Missing.
func (r Reading[T]) Doubt() Reading[T] {
	r.quality = min(r.quality, Doubtful)
	return r
}

// Fresh returns r where it is no older than limit at now, else r.Lost().
func (r Reading[T]) Fresh(now time.Time, limit time.Duration) Reading[T] {
	if age, ok := r.Age(now); !ok || age > limit {
		return r.Lost()
	}
	return r
}

// Plus returns the sum of two readings, which is as old and as doubtful as
// the worse of them, and Missing where either is.
func (r Reading[T]) Plus(other Reading[T]) Reading[T] {
	sum := Reading[T]{value: r.value + other.value, at: earlier(r.at, other.at), quality: min(r.quality, other.quality)}
	if sum.quality == Missing || !IsFinite(sum.value) {
		return sum.Lost()
	}
	return sum
}

// Minus returns r.Plus of the negated other.
func (r Reading[T]) Minus(other Reading[T]) Reading[T] {
	other.value = -other.value
	return r.Plus(other)
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
