// SPDX-License-Identifier: Apache-2.0
/** What is sent on: rewrites, changes of headers, injected faults. */
@NullMarked
package dev.martlet.policy.shape;

import org.jspecify.annotations.NullMarked;
