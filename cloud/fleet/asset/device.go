package asset

import "github.com/hearthgrid/hearthgrid/shared/energy"

// DeviceKind is what a device is.
type DeviceKind string

// The kinds of device.
const (
	Gateway  DeviceKind = "gateway"
	Inverter DeviceKind = "inverter"
	Battery  DeviceKind = "battery"
	PV       DeviceKind = "pv"
	Meter    DeviceKind = "meter"
	Charger  DeviceKind = "charger"
)

// DeviceKinds returns the kinds of device there are.
func DeviceKinds() []DeviceKind {
	return []DeviceKind{Gateway, Inverter, Battery, PV, Meter, Charger}
}

// ParseDeviceKind returns s as a DeviceKind, or an error that names those there
// are.
func ParseDeviceKind(s string) (DeviceKind, error) {
	return oneOf("kind of device", s, DeviceKinds())
}

// Device is one device at one site for as long as it is fitted. What takes its
// place may have its id: from then on the id means the new one.
type Device struct {
	Site   energy.SiteID
	ID     energy.DeviceID
	Kind   DeviceKind
	Fitted Span
	Facts  []Fact // of all sources
}
