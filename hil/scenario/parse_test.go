package scenario_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/hil/scenario"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

const plain = "site battery=5kW/10kWh soc=0.5 pv=0W load=1kW\n"

func TestParseTakes(t *testing.T) {
	f := func(checks int, text string) {
		t.Helper()
		s, err := scenario.Parse("x.txt", plain+text)
		require.NoError(t, err)
		require.Equal(t, checks, s.Checks())
	}
	f(1, "expect battery=0W")
	f(1, "order battery=+5kW for 15m refused unsafe")
	f(2, "run 1h30m expect soc=0.4..0.6\nwithin 10s expect state=failsafe|limited bound!=ramp")
	f(2, "expect always soc>=10%\nexpect never grid<-5kW")
	f(1, "every 5s order battery=1kW then order battery=-1kW for 10s\nquiet\nexpect turns<=3")
	f(1, "expect max.grid<=5kW mean.battery=1kW±10% read.grid=missing order=none")
	f(1, "expect register.storage.704.WSet=0 writes.storage.704.WSet<=9 writes<=5")
	f(1, "order +5kW up=1kW down=1kW bounds=-5kW..5kW hold=4s id=7\nsignal -0.5 old\nsignal sine 20s\nexpect home battery=home±2%")
	f(1, "break meter delay 2s\nmend meter delay\nmend meter\nwrite storage 40123 7\nset load=2kW plug.l2=7kW\nfree load\nexpect alive=yes # why not")
	f(2, "arm up=3kW down=1kW curve=15mHz:0,0.2Hz:5%,500mHz:1 for 4h nominal=50Hz id=-1 refused stale\narm end\nexpect arm=none armed=0s")
	f(1, "site b battery=5kW/10kWh shape=fronius\ndevice inverter vouched_model=\"Symo GEN24 10.0 Plus\" vouched_version=1.0 without_way_back=true\nexpect soc>0")
	f(1, "visit\nleave home\nfreeze home gateway\nthaw gateway\nexpect swing.all.battery<=1kW all.grid=0W")
	f(1, "site b battery=5kW/10kWh link=rtu\nbreak home meter says 203.W=5,40123=7\nmend home meter says\nexpect soc>0")
	f(1, "kill gateway\njump clock -1d\nstart gateway\ncut grid\nrestore uplink\nmark\nexpect voltage=230V±5%")
}

func TestParseRefusesWithPlaceAndWayOut(t *testing.T) {
	f := func(text string, want ...string) {
		t.Helper()
		_, err := scenario.Parse("x.txt", text)
		require.Error(t, err)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
		for _, w := range want {
			require.ErrorContains(t, err, w)
		}
	}
	f("", "x.txt:1", "no site")
	f(plain+"run 1m", "expects nothing", "add an expect")
	f(plain+"expct battery=0W", "x.txt:2", `did you mean "expect"?`)
	f(plain+"expect batery=0W", "x.txt:2", `did you mean "battery"?`)
	f(plain+"expect state=failsave", `did you mean "failsafe"?`)
	f(plain+"expect battery=5", "want a number in W")
	f(plain+"expect battery=5kWh", "want a number in W")
	f(plain+"expect battery", "want a comparison")
	f(plain+"expect soc>0.1±0.2", "a tolerance takes = or !=")
	f(plain+"expect battery=3kW..2kW", "ends before it begins")
	f(plain+"break meter slient\nexpect soc>0", `did you mean "silent"?`)
	f(plain+"break metre silent\nexpect soc>0", `did you mean "meter"?`)
	f(plain+"order +5kW refused unsave", `did you mean "unsafe"?`)
	f(plain+"order +5kW downs=1kW", `did you mean "down"?`)
	f(plain+"expect register.storage.704.WSte=0", `perhaps "WSet"`)
	f(plain+"run 5 minutes", `run "5"`)
	f(plain+"every 1s run 5s\nexpect soc>0", "what is repeated is one of")
	f(plain+"every 1s order 1kW refused stale\nexpect soc>0", "expects nothing")
	f(plain+"jump clock 1d\nexpect soc>0", "want a sign")
	f(plain+"expect soc>0\nsite b battery=1kW/1kWh", "before everything that acts")
	f(plain+plain+"expect soc>0", "x.txt:2", "give each its own name")
	f("site pv=1kW\nexpect soc>0", "no battery")
	f("site battery=5kW/10kWh sok=0.5\nexpect soc>0", `did you mean "soc"?`)
	f("site battery=5kW/10kWh shape=hawei\nexpect soc>0", "huawei")
	f("expect soc>0\n"+plain, "before any site")
	f(plain+"gateway Limits=1\nexpect soc>0", "want key=value")
	f(plain+"device meter mapp=sdm630\nexpect soc>0", `did you mean "map"?`)
	f(plain+"arm curve=15mHz:0,500mHz:1\nexpect soc>0", "up and down are 0 W")
	f(plain+"arm up=1kW curve=15mHz\nexpect soc>0", "want corners such as")
	f(plain+"arm up=1kW curve=0.5Hz:1,0.2Hz:1\nexpect soc>0", "corner 2 does not come after")
	f(plain+"arm ups=1kW\nexpect soc>0", "want one of up")
	f(plain+"arm for\nexpect soc>0", "want \"for 4h\"")
	f(plain+"operator import 5kW refused denyed\nexpect soc>0", `did you mean "denied"?`)
	f(plain+"break meter says\nexpect soc>0", "says what?")
	f(plain+"break meter says 203.W=70000\nexpect soc>0", "a word of 0 to 65535")
	f(plain+"break meter says 203.Wh=7\nexpect soc>0", "no such point")
	f(plain+"freeze gatway\nexpect soc>0", "want \"gateway\"")
	f(plain+"visit meter\nexpect soc>0", "the name of a home or nothing")
	f(plain+"owner plan hold\nexpect soc>0", "want slots such as")
	f(plain+"owner plan +1h..noon hold\nexpect soc>0", "a length of time from now")
	f(plain+"owner plan +1h..+2h charges=1kW\nexpect soc>0", "want charge=")
	f(plain+"owner plan +1h..+2h charge=1kWh\nexpect soc>0", "want a number in W")
	f("table time_of_use hold=true\n"+plain+"expect soc>0", "want a list of the site file")
	f(plain+"table time_of_use hold\nexpect soc>0", "want key=value")
	f(plain+"owner reserve 3kW\nexpect soc>0", "without a unit")
	f("clock 2026-03-29T00:00 Europe/Berlim\n"+plain+"expect soc>0", "zone")
}

// Every fault that the equipment knows can be said.
func TestEveryFaultHasAName(t *testing.T) {
	for _, f := range device.Faults() {
		argument := map[string]string{"says": " 40123=7,203.W=0"}[f.Name]
		_, err := scenario.Parse("x.txt", plain+"break meter "+f.Name+argument+"\nmend meter "+f.Name+"\nexpect soc>0")
		require.NoError(t, err)
	}
}

// What parses has something that can fail, and a change of white space and
// comments changes nothing.
func FuzzParse(f *testing.F) {
	f.Add(plain + "order +5kW for 15m\nrun 1m\nexpect battery=+7kW±100W grid=5kW state=controlled\n")
	f.Add(plain + "every 5s order battery=1kW then signal sine 20s\nwithin 10s expect state=failsafe|limited\n")
	f.Add("clock 2026-03-29T00:00 Europe/Berlin\nstep 1s\nsite a battery=5kW/10kWh shape=ac\ngateway limits.reserve_ratio=0.2\nexpect never a soc<10%\n")
	f.Add(plain + "write storage 704.WSet 1500\nexpect register.storage.704.WSet=1 mean.grid=0W order=none\n")
	f.Add(plain + "run 9999999999999999d expect soc>1e999")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := scenario.Parse("x.txt", text)
		if err != nil {
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			require.ErrorContains(t, err, "x.txt:")
			return
		}
		require.Positive(t, s.Checks())
		again, err := scenario.Parse("x.txt", strings.ReplaceAll(text, "\n", "  # why\n"))
		require.NoError(t, err)
		require.Equal(t, s.Checks(), again.Checks())
	})
}
