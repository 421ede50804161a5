package measure

import "github.com/hearthgrid/hearthgrid/shared/energy"

// Nameplate is what a device says it can do at most, as magnitudes, read once
// at discovery. Each is the lowest that its models tell, and Missing where none
// does. SunSpec has no power ratings in models 713 and 714.
type Nameplate struct {
	MaxCharge    energy.Reading[energy.Watts]       // models 702 WChaRteMax and WChaRteMaxRtg, 802, 120
	MaxDischarge energy.Reading[energy.Watts]       // models 702 WDisChaRteMax and WDisChaRteMaxRtg, 802, 120
	Power        energy.Reading[energy.Watts]       // active, AC: models 702 WMax and WMaxRtg, 121, 120
	Apparent     energy.Reading[energy.VoltAmperes] // AC: models 702 VAMax and VAMaxRtg, 121, 120
}
