// SPDX-License-Identifier: Apache-2.0
/** What can only be seen with the whole configuration at hand: names, references, files. */
@NullMarked
package dev.martlet.server.config.check;

import org.jspecify.annotations.NullMarked;
