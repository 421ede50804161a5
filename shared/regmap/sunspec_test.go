package regmap_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// recordings is the folder of the published definitions, beside the repository.
const recordings = "../../../shared/data/sunspec_models"

type definition struct {
	Group group `json:"group"`
}

type group struct {
	Name   string  `json:"name"`
	Count  any     `json:"count"`
	Points []point `json:"points"`
	Groups []group `json:"groups"`
}

type point struct {
	Name   string `json:"name"`
	Type   string `json:"type"`
	Size   int    `json:"size"`
	SF     any    `json:"sf"`
	Access string `json:"access"`
}

func load(t *testing.T, path string, into any) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(recordings, path))
	if os.IsNotExist(err) {
		t.Skipf("recording %s is not beside the repository", path)
	}
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, into))
}

func published(t *testing.T, id uint16) definition {
	t.Helper()
	var d definition
	load(t, fmt.Sprintf("json/model_%d.json", id), &d)
	return d
}

var mapped = []uint16{
	1, 101, 102, 103, 111, 112, 113, 120, 121, 122, 123, 124, 160, 201, 202, 203, 204, 211, 212, 213, 214,
	701, 702, 703, 704, 705, 706, 707, 708, 709, 710, 711, 712, 713, 714, 802, 803, 804,
}

func TestModelsMapped(t *testing.T) {
	var ids []uint16
	for id := range 1 << 16 {
		if _, ok := regmap.SunSpec(uint16(id)); ok {
			ids = append(ids, uint16(id))
		}
	}
	require.Equal(t, mapped, ids)
}

func TestUnknownModel(t *testing.T) {
	_, ok := regmap.SunSpec(64001)
	require.False(t, ok)
}

// Every point of every map stands where the published definition puts it.
func TestMapsMatchPublishedDefinitions(t *testing.T) {
	for _, id := range mapped {
		t.Run(fmt.Sprint(id), func(t *testing.T) {
			m, ok := regmap.SunSpec(id)
			require.True(t, ok)
			c := checker{t: t, model: m, scales: map[string]int{}}
			c.group(published(t, id).Group, "", false)
			require.Equal(t, c.seen, len(m.Points())+2, "points, with ID and L")
			require.Equal(t, c.fixed-2, m.Length(0))
			require.Equal(t, c.at-2, m.LengthIn(1, 1))
			require.Equal(t, c.at-2+3*(c.at-c.fixed), m.LengthIn(4, 1))
		})
	}
}

type checker struct {
	t             *testing.T
	model         *regmap.Model
	scales        map[string]int
	at, fixed     int
	seen          int
	pendingScales []func()
}

func (c *checker) group(g group, prefix string, repeats bool) {
	for _, p := range g.Points {
		c.point(p, prefix)
	}
	if !repeats {
		c.fixed = c.at
	}
	for _, sub := range g.Groups {
		c.group(sub, prefix+sub.Name+".", repeats || sub.Count != nil)
	}
	if prefix == "" {
		for _, f := range c.pendingScales {
			f()
		}
	}
}

func (c *checker) point(p point, prefix string) {
	at := c.at
	c.at += p.Size
	c.seen++
	if prefix == "" && (p.Name == "ID" || p.Name == "L") {
		return
	}
	got, ok := c.model.Point(prefix + p.Name)
	require.True(c.t, ok, prefix+p.Name)
	require.Equal(c.t, at, got.In(1).Offset(), p.Name)
	require.Equal(c.t, p.Size, got.Size(), p.Name)
	require.Equal(c.t, p.Access == "RW", got.Writable(), p.Name)
	require.Equal(c.t, p.Type, strings.TrimRight(got.Type(), "0123456789")+digits(p.Type), p.Name)
	if p.Type == "sunssf" {
		c.scales[p.Name] = at
	}
	c.pendingScales = append(c.pendingScales, func() { c.scale(p, got) })
}

func (c *checker) scale(p point, got regmap.Point) {
	offset, ok := got.ScaleOffset()
	name, named := p.SF.(string)
	require.Equal(c.t, named, ok, p.Name)
	if named {
		require.Equal(c.t, c.scales[name], offset, p.Name)
	}
}

func digits(s string) string { return s[len(strings.TrimRight(s, "0123456789")):] }
