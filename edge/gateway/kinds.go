package gateway

import (
	"fmt"
	"path"

	"github.com/hearthgrid/hearthgrid/edge/driver"
)

// Kind is a kind of SunSpec device that was tried elsewhere and does what it is
// told: patterns such as "SE*", each of what it says of itself.
type Kind struct {
	Maker   string `toml:"maker"`
	Model   string `toml:"model"`
	Version string `toml:"version"`
}

func (k Kind) validate() error {
	for key, pattern := range map[string]string{"maker": k.Maker, "model": k.Model, "version": k.Version} {
		if _, err := path.Match(pattern, ""); err != nil || pattern == "" {
			return fmt.Errorf("%s = %q: want a pattern such as \"SE*\", or \"*\" for any", key, pattern)
		}
	}
	return nil
}

// known is for the driver, in its words.
func (c Config) known() driver.Option {
	kinds := make([]driver.Kind, len(c.Known))
	for i, k := range c.Known {
		kinds[i] = driver.Kind(k)
	}
	return driver.OnlyKnown(kinds...)
}
