//go:build tools

package yunikorn

import (
	_ "github.com/apache/yunikorn-k8shim/pkg/cmd/shim"
	_ "github.com/apache/yunikorn-k8shim/pkg/cmd/admissioncontroller"
)
