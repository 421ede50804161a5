package tape_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/market/tape"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

var midnight = time.Date(2026, 6, 18, 0, 0, 0, 0, time.UTC)

func note(t *testing.T, p *tape.Tape, programme string, level tape.Level, at time.Time) {
	t.Helper()
	require.NoError(t, p.Note(programme, level, at))
}

func levels(t *testing.T, p *tape.Tape, programme string, from, to time.Time) (all []tape.Level) {
	list, err := p.Levels(programme, energy.Interval{Start: from, End: to})
	require.NoError(t, err)
	for _, r := range list {
		v, known := r.Value()
		require.True(t, known)
		all = append(all, v)
	}
	return all
}

func TestLevelsAreThereAfterwards(t *testing.T) {
	dir := t.TempDir()
	p := tape.New(dir, 48*time.Hour)
	for i := -3; i < 3; i++ {
		note(t, p, "pjm", tape.Level(i)/4, midnight.Add(time.Duration(i)*time.Second))
	}
	note(t, p, "other", 1, midnight)
	p = tape.New(dir, 48*time.Hour)
	require.Equal(t, []tape.Level{-0.5, -0.25, 0, 0.25}, levels(t, p, "pjm", midnight.Add(-2*time.Second), midnight.Add(2*time.Second)))
	require.Empty(t, levels(t, p, "none", midnight, midnight.Add(time.Hour)))
	list, err := p.Levels("pjm", energy.Interval{Start: midnight, End: midnight.Add(time.Second)})
	require.NoError(t, err)
	require.Equal(t, []energy.Reading[tape.Level]{energy.Read(tape.Level(0), midnight)}, list)
}

// A line that a power cut tore is passed over, and takes nothing with it.
func TestATornLineIsPassedOver(t *testing.T) {
	dir := t.TempDir()
	p := tape.New(dir, 48*time.Hour)
	note(t, p, "pjm", 0.5, midnight)
	path := filepath.Join(dir, "pjm", "2026-06-18.txt")
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, append(text, []byte("178173")...), 0o600))
	note(t, p, "pjm", -0.5, midnight.Add(time.Second))
	require.Equal(t, []tape.Level{0.5, -0.5}, levels(t, p, "pjm", midnight, midnight.Add(time.Minute)))
}

func TestOldDaysAreForgotten(t *testing.T) {
	dir := t.TempDir()
	p := tape.New(dir, 48*time.Hour)
	for i := range 6 {
		note(t, p, "pjm", 1, midnight.Add(time.Duration(i)*24*time.Hour))
	}
	days, err := os.ReadDir(filepath.Join(dir, "pjm"))
	require.NoError(t, err)
	require.Len(t, days, 3)
}

func TestALevelThatCannotBeIsRefused(t *testing.T) {
	p := tape.New(t.TempDir(), time.Hour)
	for _, level := range []tape.Level{-1.1, 2, tape.Level(zero() / zero())} {
		require.Equal(t, fault.Invalid, fault.KindOf(p.Note("pjm", level, midnight)))
	}
	require.Equal(t, fault.Invalid, fault.KindOf(p.Note("../x", 0, midnight)))
	_, err := p.Levels("../x", energy.Interval{})
	require.Equal(t, fault.Invalid, fault.KindOf(err))
}

func zero() float64 { return 0 }

// FuzzLevels takes any file for a day's, and gives levels that can be.
func FuzzLevels(f *testing.F) {
	f.Add([]byte("1781740800000 0.5\n1781740800001 2\nx\n1 NaN"))
	f.Fuzz(func(t *testing.T, text []byte) {
		dir := t.TempDir()
		require.NoError(t, os.MkdirAll(filepath.Join(dir, "pjm"), 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(dir, "pjm", "2026-06-18.txt"), text, 0o600))
		for _, l := range levels(t, tape.New(dir, time.Hour), "pjm", midnight, midnight.Add(24*time.Hour)) {
			require.True(t, l >= -1 && l <= 1)
		}
	})
}
