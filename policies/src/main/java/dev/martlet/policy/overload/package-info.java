// SPDX-License-Identifier: Apache-2.0
/** How requests stand among each other, and how many of a kind there may be at a time. */
@NullMarked
package dev.martlet.policy.overload;

import org.jspecify.annotations.NullMarked;
