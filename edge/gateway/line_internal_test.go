package gateway

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/fieldbus"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func linked(l Line) Field { return Field{Line: func() Line { return l }} }

func TestPain07_ASecondMasterIsNamedToTheInstaller(t *testing.T) {
	fields := []Field{{}, linked(Line{State: fieldbus.Connected}), linked(Line{State: fieldbus.Connected, Rival: true, Stats: fieldbus.Stats{Foreign: 7}})}
	require.Equal(t, []trouble{{energy.OtherMaster, energy.Alarm, "bus3", rival}}, lineTroubles(nil, fields))
	require.Equal(t, []string{"bus3: " + rival}, lineAlarms(fields))
	shown := lines(fields, time.Unix(1e9, 0))
	require.Len(t, shown, 2)
	require.True(t, shown[1].Rival)
	require.EqualValues(t, 7, shown[1].Foreign)
	_, err := energy.ParseDeviceID("bus3")
	require.NoError(t, err, "it goes to the cloud")
}

func TestFault088_WhatABusLacksIsSaidInWords(t *testing.T) {
	f := func(l Line, want string) {
		t.Helper()
		require.Contains(t, l.why(), want)
	}
	f(Line{State: fieldbus.Unplugged, Trouble: fs.ErrNotExist}, "plugged in")
	f(Line{Trouble: fmt.Errorf("dial: %w", syscall.ECONNREFUSED)}, "Modbus TCP is switched on")
	f(Line{Trouble: fmt.Errorf("open: %w", fs.ErrPermission)}, "dialout")
	f(Line{Trouble: errors.New("no route to host")}, "no route to host")
	require.Empty(t, Line{State: fieldbus.Connected}.why())
}

func TestAUnitNeverSeenIsNotBlamedForItsBus(t *testing.T) {
	s := &seat{field: linked(Line{Trouble: syscall.ECONNREFUSED})}
	require.Contains(t, s.unseen(), "its bus is down: nobody listens")
	s.field = linked(Line{State: fieldbus.Connected})
	require.Contains(t, s.unseen(), "take it off units")
	s.state = Answering
	require.Empty(t, s.unseen())
}
