package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParse(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		arguments   []string
		wantCommand string
		wantSteps   int
		wantErr     error
	}{
		"up":                {arguments: []string{"up"}, wantCommand: "up"},
		"version":           {arguments: []string{"version"}, wantCommand: "version"},
		"down is one step":  {arguments: []string{"down"}, wantCommand: "down", wantSteps: 1},
		"down three steps":  {arguments: []string{"down", "3"}, wantCommand: "down", wantSteps: 3},
		"down no steps":     {arguments: []string{"down", "0"}, wantErr: errUsage},
		"down all the way":  {arguments: []string{"down", "all"}, wantErr: errUsage},
		"up takes no steps": {arguments: []string{"up", "3"}, wantErr: errUsage},
		"nothing":           {wantErr: errUsage},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			command, steps, err := parse(test.arguments)

			require.ErrorIs(t, err, test.wantErr)
			assert.Equal(t, test.wantCommand, command)
			assert.Equal(t, test.wantSteps, steps)
		})
	}
}
