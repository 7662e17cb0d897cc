// SPDX-License-Identifier: Apache-2.0
/** Who is calling: each kind of policy recognises one kind of credential. */
@NullMarked
package dev.martlet.policy.identity;

import org.jspecify.annotations.NullMarked;
