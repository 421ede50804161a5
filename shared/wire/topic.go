package wire

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Partitions is how many partitions the fleet is hashed into. It is fixed for
// good: workers share the fleet by partition on any broker.
const Partitions = 64

// Leaf is the last level of a site's topic: what the message is.
type Leaf string

// The leaves. A home publishes the first four and subscribes to the rest.
const (
	LeafTelemetry Leaf = "telemetry"
	LeafStatus    Leaf = "status"
	LeafReceipt   Leaf = "receipt"
	LeafTold      Leaf = "told"
	LeafOrder     Leaf = "order"
	LeafStored    Leaf = "stored"
	LeafAsk       Leaf = "ask"
	LeafArm       Leaf = "arm"
)

const root = "hg1"

// FromHome tells whether homes publish on the leaf, rather than the cloud.
func (l Leaf) FromHome() bool {
	return l == LeafTelemetry || l == LeafStatus || l == LeafReceipt || l == LeafTold
}

// ToHome tells whether the cloud publishes on the leaf.
func (l Leaf) ToHome() bool { return l == LeafOrder || l == LeafStored || l == LeafAsk || l == LeafArm }

// Partition returns the partition of a site: FNV-1a of its name.
func Partition(site energy.SiteID) int {
	h := uint32(2166136261)
	for i := range len(site) {
		h = (h ^ uint32(site[i])) * 16777619
	}
	return int(h % Partitions)
}

// SiteTopic returns "hg1/<partition>/<site>/<leaf>".
func SiteTopic(site energy.SiteID, leaf Leaf) string {
	return root + "/" + strconv.Itoa(Partition(site)) + "/" + string(site) + "/" + string(leaf)
}

// SignalTopic returns "hg1/plants/<plant>/signal".
func SignalTopic(plant energy.PlantID) string {
	return root + "/plants/" + string(plant) + "/signal"
}

// ParseSiteTopic splits a topic that SiteTopic made. It refuses any other.
func ParseSiteTopic(topic string) (energy.SiteID, Leaf, error) {
	parts := strings.Split(topic, "/")
	if len(parts) != 4 {
		return "", "", fmt.Errorf("topic %q: want hg1/<partition>/<site>/<leaf>", topic)
	}
	site, err := energy.ParseSiteID(parts[2])
	if err != nil {
		return "", "", fmt.Errorf("topic %q: %w", topic, err)
	}
	leaf := Leaf(parts[3])
	if !(leaf.FromHome() || leaf.ToHome()) || SiteTopic(site, leaf) != topic {
		return "", "", fmt.Errorf("topic %q: not a topic of site %s", topic, site)
	}
	return site, leaf, nil
}

// ParseSignalTopic returns the plant of a topic that SignalTopic made.
func ParseSignalTopic(topic string) (energy.PlantID, error) {
	parts := strings.Split(topic, "/")
	if len(parts) == 4 {
		if plant, err := energy.ParsePlantID(parts[2]); err == nil && SignalTopic(plant) == topic {
			return plant, nil
		}
	}
	return "", fmt.Errorf("topic %q: not a signal topic", topic)
}
