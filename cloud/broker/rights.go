package broker

import (
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// publishes returns the leaf of a topic on which site may publish. What is no
// site topic to the letter is refused, and with it every wildcard.
func publishes(site energy.SiteID, topic string) (wire.Leaf, bool) {
	owner, leaf, err := wire.ParseSiteTopic(topic)
	return leaf, err == nil && owner == site && leaf.FromHome()
}

// hears tells whether site may receive what is sent on topic, which may be a
// filter: then it must be the exact name of one topic.
func hears(admission Admission, site energy.SiteID, topic string) bool {
	if plant, err := wire.ParseSignalTopic(topic); err == nil {
		return admission.Hears(site, plant)
	}
	owner, leaf, err := wire.ParseSiteTopic(topic)
	return err == nil && owner == site && leaf.ToHome()
}
