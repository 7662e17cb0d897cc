// SPDX-License-Identifier: Apache-2.0
/** The dialect {@code cohere-chat}: version 2 of Cohere's chat API. */
@NullMarked
package dev.martlet.provider.cohere;

import org.jspecify.annotations.NullMarked;
