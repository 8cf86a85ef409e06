// Package schema states in Go what the migrations state in SQL.
package schema

// Version is the number of the newest migration that this build relies on.
const Version = 2

// UserEmailLength is the width of users.email.
const UserEmailLength = 255
