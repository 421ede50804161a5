package gateway

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/driver"
)

func TestTheLinesThatVouchForADeviceAreWrittenOut(t *testing.T) {
	s := &seat{unit: 247, device: &driver.Device{}}
	require.Equal(t, "[[bus.device]]\nunit = 247\nvouched_model = \"SUN2000\"\nvouched_version = \"V1 \\\"b\\\"\"\n", s.vouching(driver.Identity{Model: "SUN2000", Version: `V1 "b"`}))
	require.Equal(t, "[[bus.device]]\nunit = 247\nvouched_model = \"-\"\nvouched_version = \"-\"\n", s.vouching(driver.Identity{}))
}
