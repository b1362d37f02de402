// Package kwok pins what local/components.json builds from this folder; it has no code of its own.
package kwok
