package domain

// Bounds of a page. Every list is paginated; nobody can ask for all rows.
const (
	DefaultPageSize = 20
	MaxPageSize     = 100
)

// Page is one page of a list, counted from 1.
type Page struct {
	Number int
	Size   int
}

// Offset is the number of rows before the page.
func (p Page) Offset() int {
	return (p.Number - 1) * p.Size
}

// TotalPages is how many pages of this size hold the given number of rows.
func (p Page) TotalPages(total int) int {
	if p.Size <= 0 {
		return 0
	}
	return (total + p.Size - 1) / p.Size
}
