// SPDX-License-Identifier: Apache-2.0
/** What connections of clients have in common, whatever version of HTTP they speak. */
@NullMarked
package dev.martlet.server.connection;

import org.jspecify.annotations.NullMarked;
