// Package dto is what the HTTP API looks like from outside: the bodies of requests
// and responses.
package dto

// MaxPageSize is the largest limit a list accepts.
const MaxPageSize = 100

// DefaultPageSize is the limit of a list that was asked for none.
const DefaultPageSize = 20
