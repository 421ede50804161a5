package server

import (
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/arms"
	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/cloud/twin"
	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// post is what was published, as homes that trust its key read it.
type post struct {
	ring dispatchkey.Ring
	sent []energy.Arm
}

func (p *post) Publish(topic string, payload []byte) error {
	a, err := wire.DecodeArm(payload, p.ring)
	p.sent = append(p.sent, a)
	return err
}

// What a programme wants of homes goes out to those that take it, once for each home,
// and what it wants no more is taken back.
func TestProgrammesArmHomes(t *testing.T) {
	key, err := dispatchkey.New()
	require.NoError(t, err)
	now, twins, sent := time.Now(), twin.NewStore(), &post{ring: key.Ring()}
	able := energy.Armable{Nominal: 50, Power: 5000, Longest: time.Hour}
	for _, site := range []energy.SiteID{"a", "b", "c"} {
		twins.Presence(wire.Presence{Site: site, Boot: 2, Online: true, Moment: energy.Moment{1}, Armable: able}, now)
	}
	twins.Presence(wire.Presence{Site: "plain", Boot: 2, Online: true, Moment: energy.Moment{1}}, now)
	keeper := arms.New(arms.DefaultConfig(), armed{twins}, sent, key, slog.New(slog.DiscardHandler))
	call := func(id programme.CallID, parts ...programme.Part) programme.Arm {
		return programme.Arm{Node: "north", Call: id, Nominal: 50, Curve: programme.Curve{{Away: 0.015}, {Away: 0.5, Share: 1}}, Until: now.Add(30 * time.Minute), Parts: parts}
	}
	armoury{keeper}.Arms([]programme.Arm{
		call("first", programme.Part{Site: "a", Up: 4000, Down: 100}, programme.Part{Site: "plain", Up: 1}, programme.Part{Site: "c"}),
		call("second", programme.Part{Site: "a", Up: 1}, programme.Part{Site: "b", Down: 9000}),
	})
	keeper.Tick(now)
	require.Len(t, sent.sent, 2)
	for i, want := range []energy.Arm{{Site: "a", Up: 4000, Down: 100}, {Site: "b", Down: 5000}} {
		got := sent.sent[i]
		require.Equal(t, []any{want.Site, want.Up, want.Down, energy.PlantID("north"), uint64(2), 30 * time.Minute}, []any{got.Site, got.Up, got.Down, got.Plant, got.Boot, got.Lasts})
		require.Equal(t, energy.Curve{{Away: 0.015}, {Away: 0.5, Share: 1}}, got.Curve)
	}
	armoury{keeper}.Arms(nil)
	keeper.Tick(now.Add(time.Second))
	require.Len(t, sent.sent, 4)
	require.Zero(t, sent.sent[2].Lasts+sent.sent[3].Lasts)
	require.Equal(t, 0, keeper.Counts().Wanted)
}
