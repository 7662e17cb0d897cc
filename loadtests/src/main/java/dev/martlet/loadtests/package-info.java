// SPDX-License-Identifier: Apache-2.0
/** Benchmarks and load runs; nothing here is shipped. */
@NullMarked
package dev.martlet.loadtests;

import org.jspecify.annotations.NullMarked;
