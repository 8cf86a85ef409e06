package order

// Status is how far an order has come.
type Status string

// The states an order goes through: pending, then one of the other two.
const (
	StatusPending   Status = "pending"
	StatusFulfilled Status = "fulfilled"
	StatusCancelled Status = "cancelled"
)

// ParseStatus returns the status of that name.
func ParseStatus(name string) (Status, error) {
	switch status := Status(name); status {
	case StatusPending, StatusFulfilled, StatusCancelled:
		return status, nil
	default:
		return "", &ValidationError{Field: "status", Reason: "is unknown: " + name}
	}
}
