// SPDX-License-Identifier: Apache-2.0
/** The built-in model: it needs no key and no network, and answers the same request alike each time. */
@NullMarked
package dev.martlet.provider.echo;

import org.jspecify.annotations.NullMarked;
