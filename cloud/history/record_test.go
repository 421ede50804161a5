package history

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func recordOf(site energy.SiteID, list []sample) []byte {
	r := begin(nil, site)
	for _, s := range list {
		r.add(s.metric, s.at, s.value)
	}
	return r.buf
}

func parsed(b []byte) (site energy.SiteID, list []sample, err error) {
	name, err := parseRecord(b, func(s sample) { list = append(list, s) })
	return energy.SiteID(name), list, err
}

func TestRecordRoundTrip(t *testing.T) {
	one := rapid.Custom(func(t *rapid.T) sample {
		return sample{
			metric: Metric(rapid.IntRange(0, NumMetrics-1).Draw(t, "metric")),
			at:     rapid.Int64Range(-1<<61, 1<<61).Draw(t, "at"),
			value:  rapid.Float64().Draw(t, "value"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		site := energy.SiteID(rapid.StringMatching(`[A-Za-z0-9_-]{1,64}`).Draw(t, "site"))
		list := rapid.SliceOfN(one, 1, 40).Draw(t, "samples")
		gotSite, got, err := parsed(recordOf(site, list))
		require.NoError(t, err)
		require.Equal(t, site, gotSite)
		require.Equal(t, list, got)
	})
}

func FuzzParseRecord(f *testing.F) {
	f.Add(recordOf("home-1", []sample{{GridPower, 1_700_000_000_000, -250.5}, {GridFrequency, 1_700_000_000_001, 50}}))
	f.Add([]byte{recordVersion, 1, 'a', 0})
	f.Add([]byte{recordVersion, 200})
	f.Fuzz(func(t *testing.T, b []byte) {
		site, list, err := parsed(b)
		if err != nil {
			return
		}
		again, same, err := parsed(recordOf(site, list))
		require.NoError(t, err)
		require.Equal(t, site, again)
		require.Equal(t, list, same)
	})
}

func TestAValueIsStoredAsItsMeterSaidIt(t *testing.T) {
	f := func(said float64) {
		t.Helper()
		require.Equal(t, said, decimal(float64(float32(said))))
	}
	f(230.1)
	f(-4999.7)
	f(49.987)
	f(0.5123)
	f(0)
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Float32().Draw(t, "v")
		require.Equal(t, v, float32(decimal(float64(v))))
	})
}

func TestMetricNames(t *testing.T) {
	told := map[string]bool{}
	for i := range NumMetrics {
		name := Metric(i).String()
		require.False(t, told[name], name)
		require.Regexp(t, `^hearth_([a-z_]+_)?(watts|ratio|volts|hertz|celsius|seconds|flags)$`, name)
		told[name] = true
	}
	require.Equal(t, "unknown", Metric(NumMetrics).String())
}
