//go:build tools

package karpenter

import (
	_ "github.com/aws/karpenter-provider-aws/kwok"
)
