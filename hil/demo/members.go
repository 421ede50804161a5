package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// membersWait bounds one request about the plant's homes.
const membersWait = 10 * time.Second

// gather makes the plant of the homes of this run, out of those that an earlier
// run of another size has left in the registry. New ones join as they enrol.
func (o Options) gather(ctx context.Context) error {
	plant := o.url() + "/api/v1/plants/" + string(PlantID) + "/sites"
	members, err := o.sites(ctx, plant)
	if err != nil {
		return err
	}
	known, err := o.sites(ctx, o.url()+"/api/v1/sites")
	if err != nil {
		return err
	}
	for _, site := range known {
		switch member, wanted := slices.Contains(members, site), o.runs(site); {
		case member && !wanted:
			err = o.ask(ctx, http.MethodDelete, plant+"/"+string(site))
		case wanted && !member:
			err = o.ask(ctx, http.MethodPut, plant+"/"+string(site))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// runs tells whether site is one of this run's homes.
func (o Options) runs(site energy.SiteID) bool {
	for i := range o.Homes + o.Gateways {
		if gatewaySite(i) == site {
			return true
		}
	}
	return false
}

func (o Options) sites(ctx context.Context, url string) ([]energy.SiteID, error) {
	ctx, cancel := context.WithTimeout(ctx, membersWait)
	defer cancel()
	resp, err := request(ctx, http.MethodGet, url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var list struct{ Sites []energy.SiteID }
	if err := json.NewDecoder(resp.Body).Decode(&list); err != nil {
		return nil, fmt.Errorf("GET %s: %w", url, err)
	}
	return list.Sites, nil
}

func (o Options) ask(ctx context.Context, method, url string) error {
	ctx, cancel := context.WithTimeout(ctx, membersWait)
	defer cancel()
	resp, err := request(ctx, method, url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func request(ctx context.Context, method, url string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, url, nil)
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode/100 != 2 {
		resp.Body.Close()
		return nil, fmt.Errorf("%s %s: server answered %s", method, url, resp.Status)
	}
	return resp, nil
}
