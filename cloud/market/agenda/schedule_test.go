package agenda_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/market/agenda"
)

var ended = time.Date(2026, 6, 17, 20, 0, 0, 0, time.UTC)

func after(d time.Duration) time.Time { return ended.Add(d) }

func TestACallIsSettledAfterItsWaitAndLookedAtAgain(t *testing.T) {
	s := agenda.Default()
	require.NoError(t, s.Validate())
	f := func(looked, now time.Time, want agenda.Task) {
		t.Helper()
		require.Equal(t, want, s.Due(ended, looked, now))
	}
	never := time.Time{}
	f(never, after(-time.Hour), agenda.Nothing)
	f(never, after(10*time.Minute-1), agenda.Nothing)
	f(never, after(10*time.Minute), agenda.Settle)
	f(never, after(30*24*time.Hour), agenda.Settle)
	f(after(10*time.Minute), after(10*time.Minute), agenda.Nothing)
	f(after(10*time.Minute), after(time.Hour-1), agenda.Nothing)
	f(after(10*time.Minute), after(time.Hour), agenda.Settle)
	f(after(10*time.Minute), after(40*time.Hour), agenda.Settle)
	f(after(time.Hour), after(23*time.Hour), agenda.Nothing)
	f(after(24*time.Hour), after(30*time.Hour-1), agenda.Nothing)
	f(after(24*time.Hour), after(30*time.Hour), agenda.Ask)
	f(after(31*time.Hour), after(35*time.Hour), agenda.Nothing)
	f(after(31*time.Hour), after(36*time.Hour), agenda.Ask)
	f(after(31*time.Hour), after(1000*time.Hour), agenda.Ask)
	f(after(168*time.Hour), after(1000*time.Hour), agenda.Nothing)
	f(after(100000*time.Hour), after(40*time.Minute), agenda.Settle)
	require.False(t, s.Final(ended, after(24*time.Hour-1)))
	require.True(t, s.Final(ended, after(24*time.Hour)))
	require.True(t, s.Over(ended, after(169*time.Hour)))
}

// Whenever it is looked at, all of the schedule's times are followed by a look, and
// a look leaves nothing to be done at once.
func TestNoTimeIsLeftOutAndNoneIsDoneTwice(t *testing.T) {
	s := agenda.Default()
	rapid.Check(t, func(t *rapid.T) {
		var looked, now time.Time
		now = ended
		settled := 0
		for i := range 40 {
			now = now.Add(time.Duration(rapid.Int64Range(1, int64(4*time.Hour)).Draw(t, "later")))
			if i == 39 {
				now = after(200 * time.Hour)
			}
			task := s.Due(ended, looked, now)
			if task == agenda.Nothing {
				continue
			}
			if task == agenda.Settle {
				settled++
			} else {
				require.True(t, s.Final(ended, looked), "it is asked about what was settled to its end")
			}
			looked = now
			require.Equal(t, agenda.Nothing, s.Due(ended, looked, now))
		}
		require.GreaterOrEqual(t, settled, 1)
		require.LessOrEqual(t, settled, 3)
	})
}

func TestASchedulesTimesAreInOrder(t *testing.T) {
	f := func(change func(*agenda.Schedule)) {
		t.Helper()
		s := agenda.Default()
		change(&s)
		require.Error(t, s.Validate())
	}
	f(func(s *agenda.Schedule) { s.Wait = time.Second })
	f(func(s *agenda.Schedule) { s.Again = []time.Duration{2 * time.Hour, time.Hour} })
	f(func(s *agenda.Schedule) { s.Again[0] = s.Wait })
	f(func(s *agenda.Schedule) { s.Every = 0 })
	f(func(s *agenda.Schedule) { s.Until = time.Hour })
}

func TestWhatCameAfterTheLookIsLate(t *testing.T) {
	told := []agenda.Told{{At: after(-time.Hour), After: 30 * time.Minute}, {At: after(-2 * time.Hour), After: 5 * time.Hour}}
	require.True(t, agenda.Came(told, after(2*time.Hour)))
	require.False(t, agenda.Came(told, after(3*time.Hour)))
	require.False(t, agenda.Came(nil, ended))
}
