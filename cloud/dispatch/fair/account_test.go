package fair_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch/fair"
	"github.com/hearthgrid/hearthgrid/cloud/dispatch/split"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

var noon = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)

// month plays sixty days of two hours' use a day over homes whose wear differs, so
// that some are always preferred, and returns the greatest ratio of given to due.
func month(account *fair.Account, heeded bool) (worst float64) {
	const homes = 20
	r := rand.New(rand.NewPCG(1, 1))
	s, err := split.New(nil, make([]int32, homes))
	if err != nil {
		panic(err)
	}
	for hour := range 60 * 24 {
		now := noon.Add(time.Duration(hour) * time.Hour)
		if hour%24 >= 2 {
			continue
		}
		uses := make([]fair.Use, homes)
		for i := range uses {
			uses[i] = fair.Use{Site: energy.SiteID(fmt.Sprint("home-", i)), Had: energy.WattHours(2000 + 8000*r.Float64())}
			side := split.Side{Most: 5000, Weight: uses[i].Had, Wear: split.Price(i) / 10}
			if standing := account.Standing(uses[i].Site); heeded {
				side.Weight = standing.Weigh(side.Weight)
				if standing.Last {
					side.Wear += 100
				}
			}
			s.Set(i, side, split.Side{})
		}
		s.Solve(20_000)
		for i, x := range s.Shares() {
			uses[i].Given = x.Over(time.Hour)
		}
		account.Note(now, uses)
	}
	for i := range homes {
		given, due := account.Share(energy.SiteID(fmt.Sprint("home-", i)))
		worst = max(worst, float64(given/due))
	}
	return worst
}

// TestNoHomeGivesMuchMoreThanItsDue: what some batteries are preferred for is
// bounded over a month, and would not be.
func TestNoHomeGivesMuchMoreThanItsDue(t *testing.T) {
	require.Greater(t, month(new(fair.Account), false), 3.0)
	require.Less(t, month(new(fair.Account), true), 2.1)
}

func TestWhatIsGivenIsWhatIsDue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var a fair.Account
		now, sites := noon, []energy.SiteID{"a", "b", "c"}
		for range rapid.IntRange(1, 30).Draw(t, "times") {
			now = now.Add(time.Duration(rapid.IntRange(-100, 2000).Draw(t, "minutes")) * time.Minute)
			var uses []fair.Use
			for _, site := range sites {
				uses = append(uses, fair.Use{
					Site: site, Given: energy.WattHours(rapid.Float64Range(-100, 1e4).Draw(t, "given")), Had: energy.WattHours(rapid.Float64Range(-100, 1e4).Draw(t, "had")),
				})
			}
			a.Note(now, uses)
		}
		given, due := energy.WattHours(0), energy.WattHours(0)
		for _, site := range sites {
			g, d := a.Share(site)
			given, due = given+g, due+d
			s := a.Standing(site)
			require.True(t, g >= 0 && d >= 0 && s.Tilt >= 0.5 && s.Tilt <= 2)
			require.Equal(t, g+fair.Allowance > fair.Bound*(d+fair.Allowance), s.Last)
		}
		require.InDelta(t, float64(given), float64(due), 0.1, "but for what is too little to remember")
	})
}

func TestAMonthIsForgottenAsAMonth(t *testing.T) {
	var a fair.Account
	a.Note(noon, []fair.Use{{Site: "a", Given: 1000, Had: 1}, {Site: "b", Had: 1}})
	require.Equal(t, fair.Standing{Tilt: 1500.0 / 2000}, a.Standing("a"))
	require.Equal(t, fair.Standing{Tilt: 1.5}, a.Standing("b"))
	require.Equal(t, fair.Standing{Tilt: 1}, a.Standing("never seen"))
	a.Note(noon.Add(fair.Memory), nil)
	given, due := a.Share("a")
	require.InDelta(t, 1000/math.E, float64(given), 1e-9)
	require.InDelta(t, 500/math.E, float64(due), 1e-9)
	a.Note(noon.Add(100*fair.Memory), nil)
	given, _ = a.Share("a")
	require.Zero(t, given)
}

func TestWhatIsNotANumberIsLeftOut(t *testing.T) {
	var a fair.Account
	for _, bad := range []float64{math.NaN(), math.Inf(1), -1} {
		a.Note(noon, []fair.Use{{Site: "a", Given: energy.WattHours(bad), Had: 1}})
		a.Note(noon, []fair.Use{{Site: "a", Given: 1, Had: energy.WattHours(bad)}})
	}
	require.Equal(t, fair.Standing{Tilt: 1}, a.Standing("a"))
}
