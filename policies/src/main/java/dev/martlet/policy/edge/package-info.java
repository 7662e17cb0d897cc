// SPDX-License-Identifier: Apache-2.0
/** Cheap refusals, and what even a refused caller must see: CORS, address lists, sizes, compression. */
@NullMarked
package dev.martlet.policy.edge;

import org.jspecify.annotations.NullMarked;
