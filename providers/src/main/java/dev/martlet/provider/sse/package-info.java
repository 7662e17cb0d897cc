// SPDX-License-Identifier: Apache-2.0
/** Server-sent events on the wire (WHATWG HTML, section "Server-sent events"): bytes to events and back. */
@NullMarked
package dev.martlet.provider.sse;

import org.jspecify.annotations.NullMarked;
