package regmap

import (
	"embed"
	"fmt"
	"sync"
)

//go:embed sunspec/*.txt
var files embed.FS

var models = sync.OnceValue(loadModels)

// SunSpec returns the map of the SunSpec model with that id, and false where
// there is none: an unknown model is skipped by its length.
func SunSpec(id uint16) (*Model, bool) {
	m, ok := models()[id]
	return m, ok
}

func loadModels() map[uint16]*Model {
	entries, err := files.ReadDir("sunspec")
	if err != nil {
		panic(fmt.Sprintf("BUG: embedded maps: %v", err))
	}
	out := make(map[uint16]*Model, len(entries))
	for _, e := range entries {
		m := mustModel("sunspec/" + e.Name())
		out[m.ID] = m
	}
	return out
}

func mustModel(name string) *Model {
	text, err := files.ReadFile(name)
	if err != nil {
		panic(fmt.Sprintf("BUG: embedded map: %v", err))
	}
	m, err := Parse(name, text)
	if err != nil {
		panic(fmt.Sprintf("BUG: embedded map: %v", err))
	}
	return m
}
