// SPDX-License-Identifier: Apache-2.0
/** Tenants: who they are, what they may use, and which keys they call with. */
@NullMarked
package dev.martlet.policy.tenant;

import org.jspecify.annotations.NullMarked;
