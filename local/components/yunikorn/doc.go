// Package yunikorn pins what local/build/components.ts builds from this folder; it has no code of its own.
package yunikorn
