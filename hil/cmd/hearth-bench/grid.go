package main

import (
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// grid is a day of frequency and voltage as they were recorded, a second apart. The
// empty grid is none.
type grid []gridSecond

type gridSecond struct {
	frequency energy.Hertz
	voltage   energy.Volts
}

// loadGrid reads what a folder of recordings has of a day. Its columns are hours,
// frequency at two places over nominal, and voltage at both over nominal.
func loadGrid(root string) (g grid, err error) {
	file, err := os.Open(filepath.Join(root, "frequency_voltage_gmlc", "grid_day_1s.csv.gz"))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := gzip.NewReader(file)
	if err != nil {
		return nil, err
	}
	rows := csv.NewReader(text)
	rows.FieldsPerRecord = 5
	for line := 1; ; line++ {
		row, err := rows.Read()
		if err == io.EOF {
			return g, nil
		}
		if err != nil {
			return nil, err
		}
		if line == 1 {
			continue
		}
		f, badF := strconv.ParseFloat(row[1], 64)
		v, badV := strconv.ParseFloat(row[3], 64)
		if badF != nil || badV != nil {
			return nil, fmt.Errorf("%s: line %d: %q and %q are no numbers", file.Name(), line, row[1], row[3])
		}
		g = append(g, gridSecond{energy.Hertz(50 * f), energy.Volts(230 * v)})
	}
}

// at returns the second s as home i sees it: each has a second of its own, for
// no two meters look at once.
func (g grid) at(i, s int) gridSecond { return g[(s+i)%len(g)] }
