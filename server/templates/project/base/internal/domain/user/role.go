package user

// Permission is the right to do one kind of thing.
type Permission string

// The permissions that routes ask for. Reading users is a permission because
// their e-mail addresses come with them; oneself is read without any.
const (
	PermissionUserRead  Permission = "user:read"
	PermissionUserWrite Permission = "user:write"
	PermissionAdminAll  Permission = "admin:*"
)

// Role is a named set of permissions; every user has exactly one.
type Role string

// The roles a user can have.
const (
	RoleAdmin  Role = "admin"
	RoleEditor Role = "editor"
	RoleMember Role = "member"
)

// Valid reports whether the role is one of the known ones.
func (r Role) Valid() bool {
	return r == RoleAdmin || r == RoleEditor || r == RoleMember
}

// Allows reports whether the role grants the permission.
func (r Role) Allows(permission Permission) bool {
	for _, granted := range r.permissions() {
		if granted == permission || granted == PermissionAdminAll {
			return true
		}
	}
	return false
}

// Covers reports whether the role may do all that the other one may: nobody
// gives somebody more rights than they have themselves, or changes who has more.
func (r Role) Covers(other Role) bool {
	for _, permission := range other.permissions() {
		if !r.Allows(permission) {
			return false
		}
	}
	return r.Valid()
}

func (r Role) permissions() []Permission {
	switch r {
	case RoleAdmin:
		return []Permission{PermissionAdminAll}
	case RoleEditor:
		return []Permission{PermissionUserRead, PermissionUserWrite}
	case RoleMember:
		// Add here what every user may do; nothing that shows other users.
		return nil
	default:
		return nil
	}
}

// Actor is the user on whose behalf something is done.
type Actor struct {
	ID   string
	Role Role
}
