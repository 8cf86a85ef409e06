package handler

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type sample struct {
	Name   string     `json:"name"`
	Count  int32      `json:"count"`
	Price  float64    `json:"price"`
	Open   bool       `json:"open"`
	Due    *time.Time `json:"due"`
	Labels []string   `json:"labels"`
	Owner  struct{}   `json:"owner"`
}

func TestFillTellsEveryMisfitInWordsOfJSON(t *testing.T) {
	t.Parallel()

	values, err := readObject(strings.NewReader(`{
		"name": 7, "count": 3000000000, "price": "x", "open": "yes", "due": "tomorrow", "labels": {}, "owner": [],
		"": 1, "admin": true
	}`))
	require.NoError(t, err)

	misfits := fill(&sample{}, values)

	assert.Equal(t, map[string]string{
		"name":   "must be text",
		"count":  "must be a whole number of at most 32 bits",
		"price":  "must be a number",
		"open":   "must be true or false",
		"due":    "must be a time in the form 2006-01-02T15:04:05Z",
		"labels": "must be a list",
		"owner":  "must be an object",
		"":       "is not a field of this route",
		"admin":  "is not a field of this route",
	}, misfits)
}

func TestFillReadsWhatFits(t *testing.T) {
	t.Parallel()

	values, err := readObject(strings.NewReader(`{"name": "Ada", "count": 7, "due": "2024-01-01T12:00:00Z", "price": null}`))
	require.NoError(t, err)
	var got sample

	misfits := fill(&got, values)

	assert.Empty(t, misfits)
	due := time.Date(2024, time.January, 1, 12, 0, 0, 0, time.UTC)
	assert.Equal(t, sample{Name: "Ada", Count: 7, Due: &due}, got)
}

func TestReadObjectRefusals(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		body string
		want string
	}{
		"nothing":       {"", "is empty or ends too early"},
		"half of one":   {`{"name":`, "is empty or ends too early"},
		"not JSON":      {`{"name": Ada}`, "is not valid JSON: invalid character 'A' looking for beginning of value (byte 10)"},
		"a list":        {`[]`, "must be a JSON object"},
		"null":          {`null`, "must be a JSON object"},
		"two":           {`{} {}`, "holds more than one JSON value"},
		"and some more": {`{} x`, "holds more than one JSON value"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			_, err := readObject(strings.NewReader(test.body))

			require.EqualError(t, err, "The request body "+test.want)
		})
	}
}

func TestReadObjectOfTooManyBytes(t *testing.T) {
	t.Parallel()

	_, err := readObject(http.MaxBytesReader(httptest.NewRecorder(), http.NoBody, 0))
	require.EqualError(t, err, "The request body is empty or ends too early")

	var tooLarge *http.MaxBytesError
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(`{"name": "Ada"}`))
	_, err = readObject(http.MaxBytesReader(httptest.NewRecorder(), request.Body, 4))
	require.ErrorAs(t, err, &tooLarge)
}
