// SPDX-License-Identifier: Apache-2.0
/** Benchmarks of what every request passes: router, chain, expressions. */
@NullMarked
package dev.martlet.loadtests.jmh;

import org.jspecify.annotations.NullMarked;
