// SPDX-License-Identifier: Apache-2.0
/** What is asked of providers beside chats: passed on as it came, or translated where that helps. */
@NullMarked
package dev.martlet.provider.relay;

import org.jspecify.annotations.NullMarked;
