package driver_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/driver"
)

// BenchmarkRead polls each kind of device, in a bank of registers that answers
// at once.
func BenchmarkRead(b *testing.B) {
	f := func(name string, bank *bank) {
		b.Run(name, func(b *testing.B) {
			d, err := driver.Discover(b.Context(), bank, unit, still)
			require.NoError(b, err)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := d.Read(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	f("hybrid", hybrid(b))
	f("storage", storage(b))
	f("solar", solar(b))
	f("meter", meter(b))
}

// BenchmarkWrite commands a battery and reads back what is applied.
func BenchmarkWrite(b *testing.B) {
	f := func(name string, bank *bank) {
		b.Run(name, func(b *testing.B) {
			d, err := driver.Discover(b.Context(), bank, unit, still)
			require.NoError(b, err)
			set := hold(-1500)
			b.ReportAllocs()
			for b.Loop() {
				bank.Writes = bank.Writes[:0]
				if err := d.Write(b.Context(), set); err != nil {
					b.Fatal(err)
				}
				if _, on, err := d.Applied(b.Context()); err != nil || !on {
					b.Fatal("not applied", err)
				}
			}
		})
	}
	f("model704", storage(b))
	f("model124", hybrid(b))
}
