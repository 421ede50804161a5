package energy

import "fmt"

// SiteID names one home. It doubles as certificate common name, MQTT client id
// and topic level, so it is 1 to 64 characters of [A-Za-z0-9_-].
type SiteID string

// PlantID names one plant: a set of homes that is dispatched as one. It has
// the form of a SiteID.
type PlantID string

// DeviceID names one device inside a site. It has the form of a SiteID.
type DeviceID string

// ParseSiteID returns s as a SiteID, or an error that says what is allowed.
func ParseSiteID(s string) (SiteID, error) { return parse[SiteID]("site", s) }

// ParsePlantID returns s as a PlantID, or an error that says what is allowed.
func ParsePlantID(s string) (PlantID, error) { return parse[PlantID]("plant", s) }

// ParseDeviceID returns s as a DeviceID, or an error that says what is allowed.
func ParseDeviceID(s string) (DeviceID, error) { return parse[DeviceID]("device", s) }

func parse[T ~string](what, s string) (T, error) {
	if !isName(s) {
		return "", fmt.Errorf("%s id %q: want 1 to 64 characters of A-Z a-z 0-9 _ -", what, s)
	}
	return T(s), nil
}

// isName is on the road of every message, where a regular expression costs too
// much.
func isName(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-') {
			return false
		}
	}
	return len(s) >= 1 && len(s) <= 64
}
