package enroll

import (
	"fmt"
	"net"
	"net/url"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Config says who enrols where. Durations of 0 take the default beside them.
type Config struct {
	Dir       string        // state folder, kept across starts; made at need
	Site      energy.SiteID // becomes the certificate's common name
	URL       string        // of the cloud's API; https, or http on this machine
	ClaimFile string        // holds the installer's claim
	CAFile    string        // PEM of the authorities trusted; "" to take them from the answer

	Timeout    time.Duration // of one request; 15 s
	BackoffMin time.Duration // upper bound of the first pause; 1 s
	BackoffMax time.Duration // upper bound of any pause; 5 min
}

func (c Config) withDefaults() Config {
	if c.Timeout <= 0 {
		c.Timeout = 15 * time.Second
	}
	if c.BackoffMin <= 0 {
		c.BackoffMin = time.Second
	}
	if c.BackoffMax <= 0 {
		c.BackoffMax = 5 * time.Minute
	}
	return c
}

// Validate returns a fault of Kind Invalid that names the first bad field.
func (c Config) Validate() error {
	if _, err := energy.ParseSiteID(string(c.Site)); err != nil {
		return fail("configure enrolment", "site", fault.Invalid, err)
	}
	if c.Dir == "" {
		return fail("configure enrolment", "dir", fault.Invalid, fmt.Errorf("state folder is missing"))
	}
	if err := CheckURL(c.URL); err != nil {
		return fail("configure enrolment", "url", fault.Invalid, err)
	}
	return nil
}

// CheckURL refuses a URL that a claim must not be sent to.
func CheckURL(text string) error {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || !(u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname())) {
		return fmt.Errorf("%q: want https://host, or http to this machine", text)
	}
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func fail(op, subject string, kind fault.Kind, err error) error {
	return &fault.Error{Op: op, Subject: subject, Kind: kind, Err: err}
}
