// SPDX-License-Identifier: Apache-2.0
/** What is known about providers, as data, and a provider as its configuration completes it. */
@NullMarked
package dev.martlet.provider.preset;

import org.jspecify.annotations.NullMarked;
