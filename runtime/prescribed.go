//go:build prescribed

// Package runtime is a folder of packages. This file, which no build includes, pins
// modules that are decided on and not used yet: scalar float32 for the network
// kernels, and the Vulkan binding for the GPU backend.
package runtime

import (
	_ "github.com/chewxy/math32"
	_ "github.com/vulkan-go/vulkan"
)
