// SPDX-License-Identifier: Apache-2.0
/** One chat from a client to a provider and back: tries, failover, streams, recovery. */
@NullMarked
package dev.martlet.provider.call;

import org.jspecify.annotations.NullMarked;
