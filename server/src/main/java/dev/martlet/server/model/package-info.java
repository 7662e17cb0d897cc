// SPDX-License-Identifier: Apache-2.0
/** Puts the parts of the providers module together: dialects, keys, and how tokens are fetched. */
@NullMarked
package dev.martlet.server.model;

import org.jspecify.annotations.NullMarked;
