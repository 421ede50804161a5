package regmap_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// beside is a toy with all that a map tells beside its battery's control.
func beside() string {
	return strings.Replace(toyText(), "models Box 1\n", `models Box 1
refused ask the installer
other 227 246
curb timer hours 30
island relays&5 1
mains relays&5 4..5
`, 1) + `table input
relays 60 u16 - - ro - live
table holding
rated  70 u16 - W ro - const
pv     71 u16 - W ro - live
hours  72 u16 - - rw - ram range=1..9
limit  73 u16 -1 % rw - ram range=0..100
most   74 u16 - W rw - ram range=0..9000
blind  75 u16 - W wo - ram range=0..9
there  74 i16 - W rw load ram range=-9000..9000 unit=other
hold always there power+pv-rated
release there 0
release power point:rated
cutneed forced 0
cut   hours length
cut   limit ac:rated
cut   most  sun
uncut most  9000
uncut limit 100
`
}

func TestParseWhatStandsBeside(t *testing.T) {
	d, err := regmap.ParseDevice("toy.txt", []byte(beside()))
	require.NoError(t, err)
	require.Equal(t, "ask the installer", d.Refused)
	require.Equal(t, []uint8{227, 246}, d.Others)
	require.Equal(t, regmap.Lease{Kind: regmap.Timer, Point: "hours", Count: 30 * time.Second}, d.Curb)
	cut := d.Program(regmap.Cut, regmap.Always)
	require.Equal(t, []regmap.Term{regmap.Length, regmap.MostShare, regmap.Sun}, []regmap.Term{cut[0].Term, cut[1].Term, cut[2].Term})
	require.Len(t, d.Program(regmap.Uncut, regmap.Always), 2)
	hold := d.Program(regmap.Hold, regmap.Charging)
	require.Equal(t, regmap.Step{Op: regmap.Hold, Point: "there", Term: regmap.Power, Plus: []string{"pv"}, Minus: []string{"rated"}}, hold[len(hold)-1])
	require.Equal(t, []regmap.Span{{Base: 74, Words: 1}, {Base: 74, Words: 1, Other: true}}, d.Plan("there", "most"), "two units")
	i := d.Island
	require.True(t, i.Alone(3) && i.Mains(4) && i.Mains(7) && !i.Mains(3) && !i.Alone(2) && !i.Mains(0))
}

func TestParseDeviceRefusesWhatStandsBeside(t *testing.T) {
	f := func(old, replacement, want string) {
		t.Helper()
		require.Contains(t, beside(), old)
		_, err := regmap.ParseDevice("toy.txt", []byte(strings.Replace(beside(), old, replacement, 1)))
		require.ErrorContains(t, err, want)
		require.Equal(t, fault.Corrupt, fault.KindOf(err))
	}
	f("mains relays&5 4..5\n", "", "a mains line")
	f("mains relays&5 4..5", "mains relays&1 4..5", "the same bits")
	f("mains relays&5 4..5", "mains relays&5 1..5", "mean both")
	f("mains relays&5 4..5", "mains relays&5 on", `"on"`)
	f("island relays&5 1", "island relays&-1 1", "POINT&MASK")
	f("relays 60", "others 60", `"relays": want a number that is read`)
	f("other 227 246\n", "", `want a line "other"`)
	f("other 227 246", "other 0", `"0"`)
	f("unit=other", "unit=own", `"own": want other`)
	f("there  74 i16", "temperature 74 i16", `"temperature" is in`)
	f("curb timer hours 30\n", "", "want a curb line")
	f("curb timer hours 30", "curb none it stays", "want a curb line")
	f("curb timer hours 30", "curb timer limit 30", "not what the curb is told by")
	f("curb timer hours 30", "curb kept it stays", "not what the curb is told by")
	f("range=1..9", "range=0..9", "for ever")
	f("cut   hours length\n", "", "before the last one")
	f("cut   limit ac:rated\ncut   most  sun\n", "cut limit 3\n", "writes the power")
	f("cut   limit ac:rated", "cut limit sun", `want W`)
	f("cut   limit ac:rated", "cut limit ac:nobody", `"nobody"`)
	f("cut   limit ac:rated", "cut limit power", "not by")
	f("cut   limit ac:rated", "cut limit share:rated", "not by")
	f("uncut most  9000\nuncut limit 100\n", "", "no uncut step")
	f("uncut most  9000", "uncut most 9001", "0 to 9000")
	f("uncut most  9000", "uncut blind before", "cannot be read")
	f("role hybrid", "role storage", "no PV to hold back")
	f("power+pv-rated", "power+pv*rated", `"power+pv*rated"`)
	f("power+pv-rated", "power+pv-forced", `power with "forced"`)
	f("release power point:rated", "release power point:forced", "point:forced")
	f("release power point:rated", "release power ac:rated", "not by")
	f("cutneed forced 0", "cutneed nobody 0", `need "nobody"`)
}

func TestReleaseLeavesARange(t *testing.T) {
	d, err := regmap.ParseDevice("toy.txt", []byte(strings.Replace(toyText(), "release forced 0", "release forced 0..1", 1)))
	require.NoError(t, err)
	s := d.Program(regmap.Release, regmap.Always)[0]
	require.True(t, s.Leaves(0) && s.Leaves(1) && !s.Leaves(2))
	require.Zero(t, s.Value)
}

// Each maker's map says what it was held against.
func TestMapsSayWhatTheyWereHeldAgainst(t *testing.T) {
	require.Equal(t, "nothing but its own sources", (&regmap.Device{}).Against())
	for _, m := range regmap.Vendors() {
		require.NotEqual(t, regmap.NoProof, m.Proof, m.Name)
		require.Contains(t, m.Against(), m.Proven)
	}
}
