// SPDX-License-Identifier: Apache-2.0
/** What clients can ask for under which path, in whose words, and how a failure looks to them. */
@NullMarked
package dev.martlet.provider.endpoint;

import org.jspecify.annotations.NullMarked;
