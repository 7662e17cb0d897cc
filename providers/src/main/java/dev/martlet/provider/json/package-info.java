// SPDX-License-Identifier: Apache-2.0
/** JSON read and written without loss: the order of members, the text of numbers and what nobody knows stay. */
@NullMarked
package dev.martlet.provider.json;

import org.jspecify.annotations.NullMarked;
