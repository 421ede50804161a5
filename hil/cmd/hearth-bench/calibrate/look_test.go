package calibrate

import (
	"fmt"
	"testing"
	"time"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func TestLook(t *testing.T) {
	ps, err := Profiles("/work/shared/data", "household_1min_uci", "pv_1min_nrel")
	if err != nil { t.Fatal(err) }
	for _, p := range ps {
		from := p.Duration()/2
		for _, share := range []float64{0, .05, .2, .5} {
			_ = time.Now
			sc, _ := Recorded(p, energy.Ratio(share), from, 3)
			fmt.Printf("%-40s %3.0f%%", p.Name, share*100)
			for _, x := range sc { fmt.Printf("  %.3f (%.2f %.2f)", x.Coverage, x.VsHeld, x.VsAlone) }
			fmt.Println(sc[0].Samples)
		}
	}
}
