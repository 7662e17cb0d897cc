// SPDX-License-Identifier: Apache-2.0
/** What each exchange with a model has used, told exactly once. */
@NullMarked
package dev.martlet.provider.usage;

import org.jspecify.annotations.NullMarked;
