// SPDX-License-Identifier: Apache-2.0
/** A conversation with a model in no provider's words: the hub that every dialect is read into and written from. */
@NullMarked
package dev.martlet.provider.chat;

import org.jspecify.annotations.NullMarked;
