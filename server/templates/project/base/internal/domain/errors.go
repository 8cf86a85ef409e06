// Package domain holds what every business area shares: the kinds of failure
// the business knows, the page of a list and the event that something
// happened. It imports nothing but pure parts of the standard library.
package domain

import (
	"maps"
	"slices"
	"strings"
)

// NotFoundError says that what was asked for does not exist.
type NotFoundError struct {
	Resource string
	ID       string
}

func (e *NotFoundError) Error() string {
	return e.Resource + " not found: " + e.ID
}

// ConflictError says that a value which has to be unique is already taken.
type ConflictError struct {
	Resource string
	Field    string
}

func (e *ConflictError) Error() string {
	return e.Resource + " already exists with this " + e.Field
}

// StaleError says that something was changed by somebody else since it was read.
type StaleError struct {
	Resource string
	ID       string
}

func (e *StaleError) Error() string {
	return e.Resource + " was changed meanwhile: " + e.ID
}

// ValidationError says which fields of an input break a business rule and how.
type ValidationError struct {
	Fields map[string]string
}

func (e *ValidationError) Error() string {
	var complaints []string
	for _, field := range slices.Sorted(maps.Keys(e.Fields)) {
		complaints = append(complaints, field+" "+e.Fields[field])
	}
	return "validation failed: " + strings.Join(complaints, ", ")
}

// UnauthorizedError says that the caller has not proved who they are.
type UnauthorizedError struct {
	Reason string
}

func (e *UnauthorizedError) Error() string {
	return "unauthorized: " + e.Reason
}

// ForbiddenError says that a known caller lacks a permission.
type ForbiddenError struct {
	Permission string
}

func (e *ForbiddenError) Error() string {
	return "forbidden: permission " + e.Permission + " is missing"
}
