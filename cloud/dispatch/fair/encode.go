package fair

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// version is of what is written.
const version = 1

type written struct {
	Version int       `json:"version"`
	At      time.Time `json:"at"`
	Homes   []row     `json:"homes"`
}

type row struct {
	Site  energy.SiteID `json:"site"`
	Given float64       `json:"given_wh"`
	Due   float64       `json:"due_wh"`
}

// Encode writes the account, homes in order: the same account is the same bytes.
func (a *Account) Encode() ([]byte, error) {
	w := written{Version: version, At: a.at.UTC(), Homes: []row{}}
	for site, e := range a.homes {
		w.Homes = append(w.Homes, row{site, e.given, e.due})
	}
	slices.SortFunc(w.Homes, func(x, y row) int { return strings.Compare(string(x.Site), string(y.Site)) })
	return json.Marshal(w)
}

// Decode reads an account that Encode wrote. It fails as Corrupt for anything else.
func Decode(text []byte) (*Account, error) {
	var w written
	if err := json.Unmarshal(text, &w); err != nil {
		return nil, corrupt(err)
	}
	if w.Version != version {
		return nil, corrupt(fmt.Errorf("version %d: want %d", w.Version, version))
	}
	a := &Account{at: w.At, homes: make(map[energy.SiteID]entry, len(w.Homes))}
	for _, r := range w.Homes {
		if _, err := energy.ParseSiteID(string(r.Site)); err != nil {
			return nil, corrupt(err)
		}
		if _, twice := a.homes[r.Site]; twice || !sound(r.Given) || !sound(r.Due) {
			return nil, corrupt(fmt.Errorf("site %q: given %v Wh, due %v Wh: want 0 to %g, or it is there twice", r.Site, r.Given, r.Due, most))
		}
		a.homes[r.Site] = entry{r.Given, r.Due}
	}
	return a, nil
}

// most is more than any home gives in a month, in Wh.
const most = 1e9

func sound(moved float64) bool { return moved >= 0 && moved <= most }

func corrupt(err error) error {
	return &fault.Error{Op: "read account of fairness", Kind: fault.Corrupt, Hint: "begin a new one: homes stand as equals again", Err: err}
}
