// SPDX-License-Identifier: Apache-2.0
/**
 * What outlives a process, or is shared by several: counters of limits and budgets, documents that
 * were made at run time, the ledger of usage. Kept in a file by one process or in Redis by many;
 * the same interfaces serve both.
 */
@NullMarked
package dev.martlet.core.state;

import org.jspecify.annotations.NullMarked;
