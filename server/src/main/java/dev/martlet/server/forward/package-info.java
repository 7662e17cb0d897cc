// SPDX-License-Identifier: Apache-2.0
/** What stands at the end of a route of plain HTTP: services, a redirect, a fixed response. */
@NullMarked
package dev.martlet.server.forward;

import org.jspecify.annotations.NullMarked;
