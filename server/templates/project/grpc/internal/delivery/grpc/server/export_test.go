package server

// Authorize is what services ask who serve a call; for the tests, which are outside of the package.
var Authorize = authorize
