// SPDX-License-Identifier: Apache-2.0

//go:build tools

// Package tools keeps the versions of what the interop tests build.
package tools

import _ "github.com/summerwind/h2spec/cmd/h2spec"
