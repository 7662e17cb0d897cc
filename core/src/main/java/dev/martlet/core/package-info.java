// SPDX-License-Identifier: Apache-2.0
/** What every other module speaks: the exchange, policies, replies, routes and snapshots. */
@NullMarked
package dev.martlet.core;

import org.jspecify.annotations.NullMarked;
