// SPDX-License-Identifier: Apache-2.0
/** Certificates and keys. */
@NullMarked
package dev.martlet.server.tls;

import org.jspecify.annotations.NullMarked;
