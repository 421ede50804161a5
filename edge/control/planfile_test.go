package control_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/edge/control"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func TestAPlanIsReadAsJSONAndAsCSV(t *testing.T) {
	at := func(hour int) time.Time { return time.Date(2030, 1, 31, hour, 0, 0, 0, time.UTC) }
	want := []control.Slot{
		{Start: at(1), End: at(2), Mode: control.Charge, Power: 3000, Tariff: control.Tariff{Known: true, Import: 0.1}},
		{Start: at(2), End: at(3), Mode: control.ByPrice, Power: 2000, Tariff: control.Tariff{Known: true, Import: -0.1, Export: -0.2}},
		{Start: at(3), End: at(4), Mode: control.Hold, MaxPV: control.Limit{Limited: true}},
		{Start: at(4), End: at(5), Mode: control.OnItsOwn, MaxPV: control.Limit{Limited: true, Power: 1000}},
		{Start: at(6), End: at(7), Mode: control.Discharge, Power: 500},
	}
	f := func(text string) {
		t.Helper()
		got, err := control.ParsePlan(text)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	f(`[{"start":"2030-01-31T01:00:00Z","charge_w":3000,"import_price":0.1},
	  {"start":"2030-01-31T02:00:00Z","import_price":-0.1,"export_price":-0.2,"charge_if_paid_w":2000},
	  {"start":"2030-01-31T03:00:00Z","hold":true,"max_pv_w":0},
	  {"start":"2030-01-31T04:00:00Z","end":"2030-01-31T05:00:00Z","max_pv_w":1000},
	  {"start":"2030-01-31T06:00:00Z","end":"2030-01-31T07:00:00Z","discharge_w":500}]`)
	f("\ufeff# prices of tomorrow\r\nstart,end, charge_w,discharge_w,hold,import_price,export_price,charge_if_paid_w,max_pv_w\r\n" +
		"2030-01-31T01:00:00Z,,3000,,,0.1,,,\r\n2030-01-31T02:00:00Z,,,,,-0.1,-0.2,2000,\r\n2030-01-31T03:00:00Z,,,,true,,,,0\r\n" +
		"2030-01-31T04:00:00Z,2030-01-31T05:00:00Z,,,,,,,1000\r\n\r\n2030-01-31T06:00:00Z,2030-01-31T07:00:00Z,,500,false,,,,\r\n")
	f(control.FormatPlan(want))
}

func TestAPlanThatCannotBeReadIsRefused(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		_, err := control.ParsePlan(text)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
		require.ErrorContains(t, err, want)
		require.NotEmpty(t, fault.HintOf(err))
	}
	slot := func(rest string) string {
		return `[{"start":"2030-01-31T01:00:00Z","end":"2030-01-31T02:00:00Z"` + rest + `}]`
	}
	f("", "no slots")
	f("[]", "no slots")
	f("start,hold", "no slots")
	f(slot(`,"charge":5`), "charge")
	f(slot(`,"hold":true`)+"[]", "more behind the list")
	f(slot(``), "slot 0: asks for nothing")
	f(slot(`,"hold":true,"charge_w":5`), "not two")
	f(slot(`,"charge_if_paid_w":5`), "with an import_price alone")
	f(slot(`,"charge_w":-5`), "power -5")
	f(`[{"start":"2030-01-31T01:00:00Z","hold":true}]`, "slot 0: no end")
	f(`[{"end":"2030-01-31T01:00:00Z","hold":true}]`, "slot 0")
	f("begin\n1", `line 1: no column "begin"`)
	f("start,start\n1,2", "there twice")
	f("start,hold\n2030-01-31T01:00:00Z", "line 2: 1 values for 2 columns")
	f("start,charge_w\n2030-01-31T01:00:00Z,much", "line 2: charge_w")
	f("start,end,charge_w\n2030-01-31T01:00:00Z,2030-01-31T02:00:00Z,nan", "power NaN")
	f("start,end,export_price\n2030-01-31T01:00:00Z,2030-01-31T02:00:00Z,inf", "want finite ones")
	f("start,hold\n01:00,true", "line 2: start")
	f("start,end,hold\n2030-01-31T02:00:00Z,2030-01-31T03:00:00Z,true\n2030-01-31T01:00:00Z,2030-01-31T02:00:00Z,true", "slot 1")
}

// What is shown of a plan can be set again.
func TestAPlanSurvivesItsText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		power := rapid.Float64Range(0, 1e6)
		price := rapid.Float64Range(-1, 1)
		var slots []control.Slot
		at := start
		for range rapid.IntRange(1, 20).Draw(t, "slots") {
			at = at.Add(time.Duration(rapid.IntRange(0, 90).Draw(t, "gap")) * time.Minute)
			s := control.Slot{Start: at, End: at.Add(time.Hour), Mode: control.Mode(rapid.IntRange(0, int(control.ByPrice)).Draw(t, "mode"))}
			if s.Mode == control.ByPrice || rapid.Bool().Draw(t, "priced") {
				s.Tariff = control.Tariff{Known: true, Import: control.Price(price.Draw(t, "import")), Export: control.Price(price.Draw(t, "export"))}
			}
			if s.Mode >= control.Charge {
				s.Power = energy.Watts(power.Draw(t, "power"))
			}
			if rapid.Bool().Draw(t, "bound") {
				s.MaxPV = control.Limit{Limited: true, Power: energy.Watts(power.Draw(t, "pv"))}
			}
			slots, at = append(slots, s), s.End
		}
		got, err := control.ParsePlan(control.FormatPlan(slots))
		require.NoError(t, err)
		require.Len(t, got, len(slots))
		for i, s := range slots {
			require.True(t, s.Start.Equal(got[i].Start) && s.End.Equal(got[i].End))
			got[i].Start, got[i].End = s.Start, s.End
			require.Equal(t, s, got[i])
			require.NotEmpty(t, s.Words())
		}
	})
}

func FuzzParsePlan(f *testing.F) {
	f.Add("start,end,hold\n2030-01-31T01:00:00Z,2030-01-31T02:00:00Z,true")
	f.Add(`[{"start":"2030-01-31T01:00:00Z","end":"2030-01-31T02:00:00Z","charge_w":3}]`)
	f.Fuzz(func(t *testing.T, text string) {
		slots, err := control.ParsePlan(text)
		if err != nil {
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			return
		}
		require.NoError(t, desk().Plan(slots))
	})
}
