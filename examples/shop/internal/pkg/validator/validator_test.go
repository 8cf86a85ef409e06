package validator_test

import (
	"testing"

	"example.com/shop/internal/pkg/validator"
)

func TestIsUUID(t *testing.T) {
	t.Parallel()

	for text, want := range map[string]bool{
		"3f0b8a4e-6a55-4a57-9f3d-0c1d3d2d9a10": true,
		"3F0B8A4E-6A55-4A57-9F3D-0C1D3D2D9A10": true,
		"3f0b8a4e16a5514a5719f3d10c1d3d2d9a10": false,
		"3f0b8a4e-6a55-4a57-9f3d-0c1d3d2d9a1g": false,
		"3f0b8a4e-6a55-4a57-9f3d":              false,
		"":                                     false,
	} {
		if got := validator.IsUUID(text); got != want {
			t.Errorf("IsUUID(%q): got %t, want %t", text, got, want)
		}
	}
}
