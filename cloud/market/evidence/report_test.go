package evidence_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/market/evidence"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

var update = flag.Bool("update", false, "write the golden files anew")

var noon = time.Date(2026, 6, 17, 12, 0, 0, 0, time.UTC)

func decimal(units int64, places uint8) *evidence.Decimal {
	return &evidence.Decimal{Units: units, Places: places}
}

// report is a small event with all that a report can have.
func report() evidence.Report {
	source := func(id, metric string) evidence.Source {
		return evidence.Source{
			ID: id, Site: "home-1", Device: "battery", Metric: metric, From: noon, To: noon.Add(time.Hour), Samples: 3600,
			SHA256: sha256.Sum256([]byte(id)), Encoding: "ms,mW;be64", Cover: evidence.Cover{Measured: 3_500_000, Filled: 50_000, LeftOut: 20_000, Missing: 30_000},
		}
	}
	signal := source("signal", "level")
	signal.Site, signal.Device, signal.Cover = "", "", evidence.Cover{Measured: 3_600_000}
	var asked, made []evidence.Point
	for i := range 60 {
		at := noon.Add(time.Duration(i) * time.Minute)
		asked = append(asked, evidence.Point{At: at, Value: decimal(int64(1000*math.Sin(float64(i)/8)), 0)})
		p := evidence.Point{At: at, Value: decimal(int64(9000*math.Sin(float64(i-1)/8)), 1)}
		if i/5 == 4 {
			p.Value = nil
		}
		made = append(made, p)
	}
	return evidence.Report{
		Title: "Regulation <on> \"Wednesday\"", Programme: "regulation", Event: "e-1", Start: noon, End: noon.Add(time.Hour), Made: noon.Add(26 * time.Hour),
		Figures: []evidence.Figure{
			{Name: "score", Value: decimal(9541, 4), Unit: "1", Method: "pjm-score@1", Sources: []string{"signal", "home-1/battery_w"}},
			{Name: "=1+1", Unit: "W", Method: "m@1", Sources: []string{"signal"}, Why: "no <b>sample</b>"},
		},
		Charts: []evidence.Chart{{Title: "Power", Unit: "W", Lines: []evidence.Line{
			{Name: "asked", Sources: []string{"signal"}, Points: asked}, {Name: "delivered", Sources: []string{"home-1/battery_w"}, Points: made},
		}}},
		Settled: []evidence.Settled{{
			Entry: 7, Site: "home-1", Device: "battery", Energy: *decimal(2_000_000, 6), Amount: *decimal(-500_000, 6), Currency: "EUR", Method: "caiso-10of10@1",
			Evidence: sha256.Sum256([]byte("result")), Sources: []string{"home-1/battery_w"},
		}},
		Head: "hearthgrid-ledger-1 7 abc", Sources: []evidence.Source{signal, source("home-1/battery_w", "battery_w")}, Notes: []string{"One home of 10 opted out."},
	}
}

func finish(t require.TestingT, r evidence.Report) evidence.Report {
	r, err := evidence.Finish(r)
	require.NoError(t, err)
	return r
}

func TestDecimalsAreAsGiven(t *testing.T) {
	f := func(d evidence.Decimal, want string) {
		t.Helper()
		require.Equal(t, want, d.String())
		var back evidence.Decimal
		require.NoError(t, json.Unmarshal([]byte(want), &back))
		require.Equal(t, d, back)
	}
	f(evidence.Decimal{}, "0")
	f(*decimal(150, 2), "1.50")
	f(*decimal(-5, 3), "-0.005")
	f(*decimal(5, 0), "5")
	f(*decimal(math.MaxInt64, 9), "9223372036.854775807")
	f(*decimal(math.MinInt64, 0), "-9223372036854775808")
	for _, bad := range []string{"1.", ".5", "+1", "01", "1e3", "-0.0", "1.0000000001", `"1"`, "99999999999999999999"} {
		require.Error(t, json.Unmarshal([]byte(bad), new(evidence.Decimal)), bad)
	}
	d, ok := evidence.Rounded(0.95415, 4)
	require.True(t, ok)
	require.Equal(t, "0.9542", d.String())
	for _, v := range []float64{math.NaN(), math.Inf(1), 1e16} {
		_, ok = evidence.Rounded(v, 2)
		require.False(t, ok)
	}
}

// A reader can trust that nothing is stated without its source.
func TestNothingIsStatedWithoutASource(t *testing.T) {
	f := func(names string, change func(*evidence.Report)) {
		t.Helper()
		r := report()
		change(&r)
		_, err := evidence.Finish(r)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
		require.ErrorContains(t, err, names)
		require.NotEmpty(t, fault.HintOf(err))
	}
	f("score", func(r *evidence.Report) { r.Figures[0].Sources = nil })
	f("home-9", func(r *evidence.Report) { r.Figures[0].Sources = []string{"home-9"} })
	f("score", func(r *evidence.Report) { r.Figures[0].Value = nil })
	f("score", func(r *evidence.Report) { r.Figures[0].Why = "why" })
	f("score", func(r *evidence.Report) { r.Figures[0].Method = "" })
	f("delivered", func(r *evidence.Report) { r.Charts[0].Lines[1].Sources = nil })
	f("asked", func(r *evidence.Report) { r.Charts[0].Lines[0].Points[3].At = noon })
	f("entry 7", func(r *evidence.Report) { r.Settled[0].Sources = nil })
	f("entry 7", func(r *evidence.Report) { r.Settled[0].Evidence = evidence.Hash{} })
	f("entry 0", func(r *evidence.Report) { r.Settled[0].Entry = 0 })
	f("signal", func(r *evidence.Report) { r.Sources[0].SHA256 = evidence.Hash{} })
	f("signal", func(r *evidence.Report) { r.Sources[1].ID = "signal" })
	f("signal", func(r *evidence.Report) { r.Sources[0].Cover.Missing = -1 })
	f("signal", func(r *evidence.Report) { r.Sources[0].Cover.Missing = math.MaxInt64 })
	f("signal", func(r *evidence.Report) { r.Sources[0].To = noon.Add(-1) })
	f("a b", func(r *evidence.Report) { r.Sources[0].ID = "a b" })
	f("event", func(r *evidence.Report) { r.Event = "" })
	f("event", func(r *evidence.Report) { r.End = r.Start })
	r := finish(t, report())
	r.Shares.Measured++
	require.Error(t, r.Check())
	r.Shares.Measured--
	r.Format = "hearthgrid-evidence-2"
	require.Error(t, r.Check())
}

func TestTheSharesAreCountedFromTheSources(t *testing.T) {
	r := finish(t, report())
	require.Equal(t, evidence.Shares{Measured: 986_111, Filled: 6_944, LeftOut: 2_777, Missing: 4_168}, r.Shares)
	r = report()
	r.Figures, r.Charts, r.Settled, r.Sources = nil, nil, nil, nil
	require.Zero(t, finish(t, r).Shares)
}

func TestGoldenFiles(t *testing.T) {
	r := finish(t, report())
	f := func(name string, write func(io.Writer) error) []byte {
		t.Helper()
		var got bytes.Buffer
		require.NoError(t, write(&got))
		path := filepath.Join("testdata", name)
		if *update {
			require.NoError(t, os.WriteFile(path, got.Bytes(), 0o644))
		}
		want, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, string(want), got.String())
		return want
	}
	f("report.json", func(w io.Writer) error {
		text, err := r.JSON()
		_, werr := w.Write(text)
		require.NoError(t, werr)
		return err
	})
	figures := f("figures.csv", r.FiguresCSV)
	require.Contains(t, string(figures), "'=1+1", "no spreadsheet takes it for a formula")
	series := f("series.csv", r.SeriesCSV)
	f("settled.csv", r.SettledCSV)
	f("sources.csv", r.SourcesCSV)
	rows, err := csv.NewReader(bytes.NewReader(series)).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 1+120)
	require.Equal(t, "", rows[1+60+22][3], "a gap is an empty cell")

	page := string(f("page.html", r.Page))
	require.NotContains(t, page, "<on>")
	require.NotContains(t, page, "<b>sample")
	for _, forbidden := range []string{"<script", "http://", "https://", "src="} {
		require.NotContains(t, page, forbidden)
	}
	require.Contains(t, page, "98.6111 % was measured")
	require.Contains(t, page, "5 of 60 points missing")
	require.Equal(t, 1, strings.Count(page, `<polyline class="line0" points="70`))
	require.Equal(t, 2+1, strings.Count(page, `<polyline class="line1"`), "two strokes around the gap, and the key")
	text, err := r.JSON()
	require.NoError(t, err)
	require.Contains(t, page, fmt.Sprintf("%x", sha256.Sum256(text)))
	drawing := page[strings.Index(page, "<figure><svg")+len("<figure>"):]
	require.NoError(t, wellFormed(drawing[:strings.Index(drawing, "</svg>")+6]))
}

func wellFormed(svg string) error {
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		if _, err := d.Token(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func TestReportsReadBack(t *testing.T) {
	r := finish(t, report())
	text, err := r.JSON()
	require.NoError(t, err)
	back, err := evidence.Parse(bytes.NewReader(text))
	require.NoError(t, err)
	require.Equal(t, r, back)
	f := func(old, new string) {
		t.Helper()
		changed := strings.Replace(string(text), old, new, 1)
		require.NotEqual(t, string(text), changed)
		_, err := evidence.Parse(strings.NewReader(changed))
		require.Equal(t, fault.Corrupt, fault.KindOf(err))
	}
	f(`"title"`, `"titel"`)
	f(`"measured_ppm": 986111`, `"measured_ppm": 999999`)
	f("\n}", "}")
	f(`"signal"`, `"nobody"`)
	f("0.9541", "0.95410e0")
	f("{", "[")
}

func FuzzParse(f *testing.F) {
	r := finish(f, report())
	text, err := r.JSON()
	require.NoError(f, err)
	f.Add(text)
	r.Charts, r.Settled, r.Figures = nil, nil, nil
	text, err = json.Marshal(r)
	require.NoError(f, err)
	f.Add(text)
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := evidence.Parse(bytes.NewReader(text))
		if err != nil {
			return
		}
		again, err := r.JSON()
		require.NoError(t, err)
		require.Equal(t, string(text), string(again))
		require.NoError(t, r.Page(io.Discard))
	})
}

func TestAReportIsOfItsTimesWhateverTheirZone(t *testing.T) {
	a := report()
	a.Start, a.Sources = a.Start.In(time.FixedZone("x", 3600)), slices.Clone(a.Sources)
	a.Sources[0].From = a.Sources[0].From.In(time.FixedZone("x", -7200))
	one, err := new(finish(t, a)).JSON()
	require.NoError(t, err)
	two, err := new(finish(t, report())).JSON()
	require.NoError(t, err)
	require.Equal(t, string(two), string(one))
}
