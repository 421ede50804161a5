package regmap

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"
)

//go:embed maker/*.txt
var vendorFiles embed.FS

var devices = sync.OnceValue(loadDevices)

// Vendors returns every vendor map, by name. The maps are shared: they are not
// to be changed.
func Vendors() []*Device { return slices.Clone(devices()) }

// Vendor returns the vendor map of that name, and false where there is none.
func Vendor(name string) (*Device, bool) {
	all := devices()
	i := slices.IndexFunc(all, func(d *Device) bool { return d.Name == name })
	if i < 0 {
		return nil, false
	}
	return all[i], true
}

func loadDevices() []*Device {
	entries, err := vendorFiles.ReadDir("maker")
	if err != nil {
		panic(fmt.Sprintf("BUG: embedded maps: %v", err))
	}
	var out []*Device
	for _, e := range entries {
		text, err := vendorFiles.ReadFile("maker/" + e.Name())
		if err != nil {
			panic(fmt.Sprintf("BUG: embedded map: %v", err))
		}
		d, err := ParseDevice("maker/"+e.Name(), text)
		if err != nil || d.Name+".txt" != e.Name() {
			panic(fmt.Sprintf("BUG: embedded map %s: %v", e.Name(), err))
		}
		out = append(out, d)
	}
	slices.SortFunc(out, func(a, b *Device) int { return strings.Compare(a.Name, b.Name) })
	return out
}
