// SPDX-License-Identifier: Apache-2.0
/** State in one file of this process, which survives it. */
@NullMarked
package dev.martlet.server.state.embedded;

import org.jspecify.annotations.NullMarked;
