// SPDX-License-Identifier: Apache-2.0
/**
 * What a proxy does to the fields of any HTTP message (RFC 9110, section 7.6; RFC 7239): pure functions over headers
 * and addresses, without I/O.
 */
@NullMarked
package dev.martlet.core.http;

import org.jspecify.annotations.NullMarked;
