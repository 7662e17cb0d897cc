// SPDX-License-Identifier: Apache-2.0
/** JMH microbenchmarks of what every request passes through. */
@NullMarked
package dev.martlet.loadtests.jmh;

import org.jspecify.annotations.NullMarked;
