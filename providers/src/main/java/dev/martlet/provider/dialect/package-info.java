// SPDX-License-Identifier: Apache-2.0
/** What a dialect is: one wire format of a chat API, as pure codecs without I/O and clock. */
@NullMarked
package dev.martlet.provider.dialect;

import org.jspecify.annotations.NullMarked;
