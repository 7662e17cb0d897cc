// SPDX-License-Identifier: Apache-2.0
/**
 * State that many gateways share: counters, documents and the ledger in Redis, alone, with
 * Sentinels or as a Cluster. Nothing of it is loaded unless it is configured.
 */
@NullMarked
package dev.martlet.server.state.redis;

import org.jspecify.annotations.NullMarked;
